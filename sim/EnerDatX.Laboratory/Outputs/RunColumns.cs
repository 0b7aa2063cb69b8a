using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>The columns of every table of a run: the only place that names them.</summary>
internal static class RunColumns
{
    private const string Millitokens = "thousandths of a token";

    public static IReadOnlyList<OutputTable> Of(RunTables tables) =>
    [
        OutputTable.Of("frauds", "One row per fraud: what the attacker says that it did, and what became of it.", Frauds, tables.Frauds),
        OutputTable.Of("trades", "One row per trade that was begun.", Trades, tables.Trades),
        OutputTable.Of("blocks", "One row per half-block that was signed; empty unless the scenario wants it.", Blocks, tables.Blocks),
        OutputTable.Of("links", "One row per pair of peers and direction in which anything was sent; empty unless the scenario wants it.", Links, tables.Links),
        OutputTable.Of("samples", "The time series: one row per moment.", Samples, tables.Samples),
    ];

    private static IReadOnlyList<Column<FraudRow>> Frauds =>
    [
        new("attack", "", "Number of the attack, in the order of commitment.", row => row.Attack),
        new("behaviour", "Name of the attacker's behaviour.", row => row.Behaviour),
        new("attacker", "", "Number of the peer that did it.", row => row.Attacker),
        new("kind", "What a proof of it is called; empty where none is possible.", row => row.Kind),
        new("committed_ms", "ms", "When the second of two contradicting objects was signed, or the act done.", row => row.CommittedMs),
        new("first_detected_ms", "ms", "When the first honest peer held a proof; empty = never.", row => row.FirstDetectedMs),
        new("known_50_ms", "ms", "When half of the honest peers held one; empty = never.", row => row.Known50Ms),
        new("known_90_ms", "ms", "When 90 % of them did.", row => row.Known90Ms),
        new("known_99_ms", "ms", "When 99 % of them did.", row => row.Known99Ms),
        new("known_at_end", "peers", "Honest peers that hold a proof at the end.", row => row.KnownAtEnd),
        new("booked_millitokens", Millitokens, "What honest peers took as paid with it before they knew.", row => row.BookedValue),
    ];

    private static IReadOnlyList<Column<TradeRow>> Trades =>
    [
        new("trade", "", "Number of the trade, in the order of beginning.", row => row.Trade),
        new("seller", "", "Number of the peer that sells.", row => row.Seller),
        new("buyer", "", "Number of the peer that buys.", row => row.Buyer),
        new("begun_ms", "ms", "When it began.", row => row.BegunMs),
        new("ended_ms", "ms", "When it ended; empty while it goes on.", row => row.EndedMs),
        new("ending", "How it ended, as the peer says it: done, declined, timeout and so on; empty while it goes on.", row => row.Ending),
        new("price_millitokens", Millitokens, "Price that was agreed.", row => row.Price),
        new("paid_millitokens", Millitokens, "What was paid until the end.", row => row.Paid),
        new("segments", "segments", "Into how many parts delivery and payment were cut.", row => row.Segments),
        new("segments_delivered", "segments", "How many of them were delivered.", row => row.SegmentsDelivered),
    ];

    private static IReadOnlyList<Column<BlockRow>> Blocks =>
    [
        new("signer", "", "Number of the peer that signed it.", row => row.Signer),
        new("sequence", "", "Its place in the signer's chain, from 1.", row => row.Sequence),
        new("type", "Type of the transaction.", row => row.Type),
        new("link_peer", "", "Number of the other side.", row => row.LinkPeer),
        new("link_sequence", "", "Place of the other half in the other side's chain; 0 = a proposal, whose place there is not known yet.", row => row.LinkSequence),
        new("signed_ms", "ms", "When it was signed.", row => row.SignedMs),
        new("bytes", "bytes", "Its size.", row => row.Bytes),
        new("hash", "The first 16 hex digits of its hash.", row => row.Hash),
    ];

    private static IReadOnlyList<Column<LinkRow>> Links =>
    [
        new("from_peer", "", "Number of the peer that sends.", row => row.From),
        new("to_peer", "", "Number of the peer that it sends to.", row => row.To),
        new("datagrams", "datagrams", "How many it sent.", row => row.Datagrams),
        new("bytes", "bytes", "How much it sent.", row => row.Bytes),
        new("lost", "datagrams", "How many of them did not arrive.", row => row.Lost),
    ];

    private static IReadOnlyList<Column<SampleRow>> Samples =>
    [
        new("at_ms", "ms", "The moment.", row => row.AtMs),
        new("peers_up", "peers", "Peers that are up.", row => row.PeersUp),
        new("half_blocks", "half-blocks", "Signed so far, by all.", row => row.HalfBlocks),
        new("datagrams", "datagrams", "Sent in the time since the row before, by all.", row => row.Datagrams),
        new("bytes_sent", "bytes", "Sent in the time since the row before, by all.", row => row.BytesSent),
        new("stored_half_blocks", "half-blocks", "Held, by all peers together.", row => row.StoredHalfBlocks),
        new("frauds", "frauds", "Committed so far.", row => row.Frauds),
        new("detected", "frauds", "Of these, how many an honest peer can prove.", row => row.Detected),
        new("false_accusations", "accusations", "Honest peers that were accused so far; must be 0.", row => row.FalseAccusations),
        new("open_orders", "orders", "Open in the order books.", row => row.OpenOrders),
        new("trades_done", "trades", "Done so far.", row => row.TradesDone),
        new("load_watts", "W", "What all homes draw together; negative where the sun gives more.", row => row.LoadWatts),
    ];
}
