namespace EnerDatX.Laboratory.Runs;

/// <summary>
/// What one run found out, row by row; the same columns in the CSV files and in <c>results.sqlite</c>. Times are virtual milliseconds since the
/// end of the warm-up; nothing here depends on wall time. Peers are numbers: 0 is the issuer.
/// </summary>
public sealed record RunTables(
    IReadOnlyList<FraudRow> Frauds,
    IReadOnlyList<TradeRow> Trades,
    IReadOnlyList<BlockRow> Blocks,
    IReadOnlyList<LinkRow> Links,
    IReadOnlyList<SampleRow> Samples);

/// <summary>One fraud: what the attacker says that it did, and what became of it.</summary>
/// <param name="Attack">Number of the attack, in the order of commitment.</param>
/// <param name="Behaviour">Name of the attacker's behaviour.</param>
/// <param name="Attacker">The peer.</param>
/// <param name="Kind">What a proof of it would be called; empty where none is possible.</param>
/// <param name="CommittedMs">When the second of two contradicting objects was signed, or the act done.</param>
/// <param name="FirstDetectedMs">When the first honest peer held a proof; null = never.</param>
/// <param name="Known50Ms">When half of the honest peers held it.</param>
/// <param name="Known90Ms">When 90 % did.</param>
/// <param name="Known99Ms">When 99 % did.</param>
/// <param name="KnownAtEnd">Honest peers that hold it at the end.</param>
/// <param name="BookedValue">What honest peers took as paid with it before they knew, in thousandths of a token.</param>
public sealed record FraudRow(
    int Attack, string Behaviour, int Attacker, string Kind, long CommittedMs, long? FirstDetectedMs, long? Known50Ms, long? Known90Ms, long? Known99Ms, int KnownAtEnd, long BookedValue);

/// <param name="Ending"><c>done</c>, <c>declined</c>, <c>timeout</c>, … as the peer says it; empty while it goes on.</param>
/// <param name="Price">In thousandths of a token.</param>
/// <param name="Paid">What was paid until the end.</param>
public sealed record TradeRow(int Trade, int Seller, int Buyer, long BegunMs, long? EndedMs, string Ending, long Price, long Paid, int Segments, int SegmentsDelivered);

/// <param name="Signer">The peer.</param>
/// <param name="Hash">The first 16 hex digits.</param>
public sealed record BlockRow(int Signer, long Sequence, string Type, int LinkPeer, long LinkSequence, long SignedMs, int Bytes, string Hash);

/// <summary>What one peer sent another.</summary>
public sealed record LinkRow(int From, int To, long Datagrams, long Bytes, long Lost);

/// <summary>One row of the time series.</summary>
/// <param name="HalfBlocks">Signed so far by all.</param>
/// <param name="BytesSent">In the time since the row before, by all.</param>
/// <param name="StoredHalfBlocks">Held by all peers together.</param>
/// <param name="LoadWatts">What all homes draw together; negative where the sun gives more.</param>
public sealed record SampleRow(
    long AtMs, int PeersUp, long HalfBlocks, long Datagrams, long BytesSent, long StoredHalfBlocks, int Frauds, int Detected, int FalseAccusations, int OpenOrders, int TradesDone, long LoadWatts);

/// <summary>One number of the summary, with what a paper says about it where there is one.</summary>
/// <param name="Name">For machines: lower case, dots and dashes.</param>
/// <param name="Published">What a paper measured; null = nothing is published.</param>
/// <param name="Note">Where it was published, or why it differs.</param>
public sealed record Finding(string Name, string Text, double Value, string Unit, double? Published = null, string Note = "");
