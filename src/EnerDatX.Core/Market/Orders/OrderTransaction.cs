using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>An order as its half-block tells it: the tick in EDMP's shape and, for an ask, what is offered.</summary>
public sealed record ListedOrder(HalfBlock Block, Tick Tick, Offer? Offer)
{
    public OrderId Id => Tick.Id;

    /// <summary>
    /// Reads an <c>ask</c> or <c>bid</c> of this network. An ask must describe a dataset whose name fits its owner and commitments, and
    /// must come from that owner or name the receipt that made the seller the owner (protocol rule 11).
    /// </summary>
    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out ListedOrder? order)
    {
        order = null;
        if (Tick.SideOf(block.Type) == TickSide.Unknown
            || !block.IsSource
            || !MarketHead.TryRead(block, network, out var map)
            || TickReader.Read(block.Type, map.ToValue(), block.PublicKey.Mid, Tick.MaxTimeoutSeconds, out var tick) != TickVerdict.Valid
            || tick is null
            || !tick.Assets.IsEnergyPair)
        {
            return false;
        }

        if (tick.Side == TickSide.Bid)
        {
            order = new ListedOrder(block, tick, null);
            return true;
        }

        order = map.TryMap("offer", out var inner)
            && Offer.TryRead(inner, out var offer)
            && offer.AssetId == tick.Assets.Second.Type
            && (offer.Title is not null || offer.Owner.Equals(block.PublicKey))
            ? new ListedOrder(block, tick, offer)
            : null;
        return order is not null;
    }
}

/// <summary>Writes <c>ask</c>, <c>bid</c> and <c>cancel_order</c> transactions: EDMP's keys first, ours beside them.</summary>
public static class OrderTransaction
{
    public static byte[] Encode(string network, Tick tick, Offer? offer)
    {
        var map = MarketHead.Begin(network).Map("tick", new TransactionMap()
            .Text("trader_id", tick.Id.Trader.ToString())
            .Integer("order_number", tick.Id.Number)
            .Map("assets", new TransactionMap()
                .Map("first", Amount(tick.Assets.First))
                .Map("second", Amount(tick.Assets.Second)))
            .Integer("timeout", tick.TimeoutSeconds)
            .Integer("timestamp", tick.TimestampMs)
            .Integer("traded", tick.Traded));
        return (offer is null ? map : map.Map("offer", offer.Write())).Encode();
    }

    public static byte[] EncodeCancel(string network, OrderId id) => MarketHead.Begin(network)
        .Text("trader_id", id.Trader.ToString())
        .Integer("order_number", id.Number)
        .Encode();

    private static TransactionMap Amount(AssetAmount amount) =>
        new TransactionMap().Integer("amount", amount.Amount).Text("type", amount.Type);
}
