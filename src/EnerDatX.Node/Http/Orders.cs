using System.Text.Json.Serialization;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;

namespace EnerDatX.Node.Http;

/// <summary>One's own orders, in EDMP's shape.</summary>
internal sealed class Orders(NodeQuestions node)
{
    public void Map(Routes routes)
    {
        foreach (var prefix in new[] { "/market", "" })
        {
            routes.Get($"{prefix}/orders", Get, new("One's own orders, oldest first.", typeof(OrdersView)) { Query = Operation.Paged });
            routes.Post($"{prefix}/orders/{{order_number}}/cancel", Cancel, new("Cancels an open order.", typeof(CancelledView)));
        }
    }

    private async Task<Answer> Get(HttpContext context)
    {
        if (!Parameters.OfQuery(context).TryPage(Parameters.MaxPage, out var page, out var refusal))
        {
            return refusal;
        }

        var mine = await node.Peer<MyOrders>(ReadMyOrders.Now);
        var held = (await node.Peer<HeldBidsRead>(ReadHeldBids.Now)).Reasons;
        return new Answer.Ok(new OrdersView(
            [.. page.Of(mine.Orders.Values).Select(order => OrderView.Of(order, node.NowMs, held.GetValueOrDefault(order.Id.Number)))]));
    }

    private async Task<Answer> Cancel(HttpContext context)
    {
        var text = (string)context.Request.RouteValues["order_number"]!;
        if (!Parameters.TryInteger("order number", text, long.MinValue, long.MaxValue, out var number, out var refusal))
        {
            return refusal;
        }

        if (number is < 1 or > uint.MaxValue)
        {
            return Answer.NotFound("order not found");
        }

        return await node.Peer<object>(new CancelMyOrder((uint)number)) switch
        {
            OrderPlaced => new Answer.Ok(new CancelledView(true)),
            OrderRefused { IsUnknownOrder: true } => Answer.NotFound("order not found"),
            OrderRefused refused => Answer.Bad(refused.Reason),
            var other => throw new InvalidOperationException($"The order book answered {other.GetType().Name}."),
        };
    }
}

internal sealed record OrdersView(IReadOnlyList<OrderView> Orders);

internal sealed record CancelledView(bool Cancelled);

/// <param name="Reason">Only of an open bid that crosses an ask and waits because the node's policy holds it: why.</param>
internal sealed record OrderView(
    string TraderId,
    uint OrderNumber,
    AssetsView Assets,
    long ReservedQuantity,
    long Traded,
    int Timeout,
    FloatSeconds Timestamp,
    FloatSeconds? CompletedTimestamp,
    bool IsAsk,
    bool Cancelled,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null)
{
    public static OrderView Of(Order order, long nowMs, string? reason) => new(
        order.Id.Trader.ToString(),
        order.Id.Number,
        AssetsView.Of(order.Assets),
        order.Reserved,
        order.Traded,
        order.TimeoutSeconds,
        new FloatSeconds(order.TimestampMs),
        order.CompletedMs is { } completed ? new FloatSeconds(completed) : null,
        order.Side == TickSide.Ask,
        order.IsCancelled,
        order.StatusAt(nowMs).ToString().ToLowerInvariant(),
        reason);
}
