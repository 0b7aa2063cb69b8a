using System.Text;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Http;

/// <summary>One's own trades in full: <c>/api/v1/trades</c>.</summary>
internal sealed class TradesApi(NodeQuestions node, TradeViews views)
{
    public void Map(Routes routes)
    {
        const string Segment = "/api/v1/trades/{trade}/segments/{segment}";
        routes.Get(
            "/api/v1/trades",
            Get,
            new("One's own trades, oldest first, with every half-block.", typeof(IReadOnlyList<TradeView>)) { Query = Operation.Paged });
        routes.Get($"{Segment}/age", GetAge, new("Of a bought segment: the age file, header and payload.", null)
        {
            ContentType = "application/octet-stream",
        });
        routes.Get($"{Segment}/identity", GetIdentity, new("Of a bought segment: the one-time identity that opens its age file.", null)
        {
            ContentType = "text/plain",
        });
    }

    private async Task<Answer> Get(HttpContext context)
    {
        if (!Parameters.OfQuery(context).TryPage(Parameters.MaxPage, out var page, out var refusal))
        {
            return refusal;
        }

        return new Answer.Ok(page.Of(await node.Trades()).Select(Of).ToList());
    }

    private TradeView Of(Trade trade)
    {
        var (ending, reason) = views.EndingOf(trade);
        return TradeView.Of(trade, trade.SideOf(node.View.Self), TradeViews.StatusOf(ending), TradeViews.NameOf(ending), reason);
    }

    private async Task<Answer> GetAge(HttpContext context)
    {
        if (Bought(context, out var trade, out var index) is { } refusal)
        {
            return refusal;
        }

        if (trade.Segments[index].Delivery is not { } block || !DeliveryTransaction.TryRead(block, node.View.Network, out var delivery))
        {
            return Answer.NotFound("this segment is not delivered");
        }

        var record = await node.Dataset(trade.Terms.Asset);
        var segment = record?.Segments.FirstOrDefault(s => s.Index == index);
        return segment is not null && await node.Payload(segment) is { } payload
            ? new Answer.Content((byte[])[.. delivery.Header, .. payload], "application/octet-stream", $"{trade.Terms.Asset}-{index}.age")
            : Answer.NotFound("the ciphertext of this segment is not held");
    }

    private Task<Answer> GetIdentity(HttpContext context)
    {
        if (Bought(context, out var trade, out var index) is { } refusal)
        {
            return Task.FromResult<Answer>(refusal);
        }

        var identity = AgeIdentity.FromSecret(DeliveryCheck.OneTimeSecret(node.View.Key, trade.Id, index));
        return Task.FromResult<Answer>(new Answer.Content(Encoding.ASCII.GetBytes(identity.Export() + "\n"), "text/plain"));
    }

    /// <summary>Finds a paid segment of a trade in which this node is the buyer.</summary>
    private Answer.Refusal? Bought(HttpContext context, out Trade trade, out int index)
    {
        var values = context.Request.RouteValues;
        (trade, index) = (null!, -1);
        if (!BlockHash.TryParse((string)values["trade"]!, out var id)
            || TradeHistory.Find(id, node.View.Ledger, node.View.Network) is not { } found
            || found.SideOf(node.View.Self) != TradeSide.Buyer)
        {
            return Answer.NotFound("there is no such trade in which this node buys");
        }

        trade = found;
        if (!Parameters.TryInteger("segment", (string)values["segment"]!, long.MinValue, long.MaxValue, out var number, out var refusal))
        {
            return refusal;
        }

        if (number < 0 || number >= trade.Segments.Length || trade.Segments[(int)number].Payment is null)
        {
            return Answer.NotFound("this segment is not paid");
        }

        index = (int)number;
        return null;
    }
}

internal sealed record PartyView(string PublicKey, string TraderId)
{
    public static PartyView Of(Core.Identity.PublicKey key) => new(key.ToHex(), key.Mid.ToString());
}

/// <summary>Hashes of a half-block and of the answer to it; null while there is none.</summary>
internal sealed record PairView(string? Proposal, string? Agreement)
{
    public static PairView Of(HalfBlock? proposal, HalfBlock? agreement) => new(proposal?.Hash.ToString(), agreement?.Hash.ToString());
}

/// <param name="Price">Smallest units.</param>
/// <param name="State">unpaid, paid, credited, delivered, disputed, receipted, refund_offered, refunded or reclaimed.</param>
/// <param name="Reclaim">Hash of the half-block by which the buyer took the payment back; null if there is none.</param>
/// <param name="Dispute">Hash of the dispute; null if there is none.</param>
internal sealed record TradeSegmentView(int Index, long Price, string State, PairView Payment, PairView Delivery, string? Dispute, PairView Refund, string? Reclaim)
{
    public static TradeSegmentView Of(Trade trade, int index)
    {
        var trail = trade.Segments[index];
        return new TradeSegmentView(
            index,
            trade.Terms.PriceOf(index),
            StateOf(trail),
            PairView.Of(trail.Payment, trail.Credit),
            PairView.Of(trail.Delivery, trail.Receipt),
            trail.Dispute?.Hash.ToString(),
            PairView.Of(trail.Refund, trail.RefundCredit),
            trail.Reclaim?.Hash.ToString());
    }

    private static string StateOf(SegmentTrail trail) => trail switch
    {
        { IsReclaimed: true } => "reclaimed",
        { RefundCredit: not null } => "refunded",
        { Refund: not null } => "refund_offered",
        { Receipt: not null } => "receipted",
        { Dispute: not null } => "disputed",
        { Delivery: not null } => "delivered",
        { Credit: not null } => "credited",
        { Payment: not null } => "paid",
        _ => "unpaid",
    };
}

/// <param name="Side">buyer or seller.</param>
/// <param name="Started">ISO 8601, UTC.</param>
/// <param name="Deadline">ISO 8601, UTC.</param>
/// <param name="Status">pending, completed or error.</param>
/// <param name="Ending">done, aborted, refunded, reclaimed, declined, abandoned or bad_delivery; null while it goes on.</param>
internal sealed record TradeView(
    string Id,
    string Side,
    PartyView Buyer,
    PartyView Seller,
    string Asset,
    string Licence,
    string Currency,
    long Price,
    long Paid,
    string Started,
    string Deadline,
    string Status,
    string? Ending,
    string? Reason,
    string Ask,
    string Bid,
    PairView Init,
    IReadOnlyList<TradeSegmentView> Segments,
    PairView Done,
    PairView Abort)
{
    public static TradeView Of(Trade trade, TradeSide side, string status, string? ending, string? reason) => new(
        trade.Id.ToString(),
        side.ToString().ToLowerInvariant(),
        PartyView.Of(trade.Buyer),
        PartyView.Of(trade.Seller),
        trade.Terms.Asset,
        Licences.NameOf(trade.Terms.Licence),
        trade.Terms.Currency,
        trade.Terms.Price,
        trade.PaidAmount,
        Time(trade.Init.TimestampMs),
        Time(trade.Terms.DeadlineMs),
        status,
        ending,
        reason,
        trade.Terms.Ask.ToString(),
        trade.Terms.Bid.ToString(),
        PairView.Of(trade.Init, trade.InitAgreement),
        [.. Enumerable.Range(0, trade.Segments.Length).Select(index => TradeSegmentView.Of(trade, index))],
        PairView.Of(trade.Done, trade.DoneAgreement),
        PairView.Of(trade.Abort, trade.AbortAgreement));

    private static string Time(ulong milliseconds) => Json.Time((long)Math.Min(milliseconds, long.MaxValue));
}
