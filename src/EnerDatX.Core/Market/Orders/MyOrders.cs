using System.Collections.Immutable;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// One's own orders: the fold of one's own <c>ask</c>, <c>bid</c> and <c>cancel_order</c> half-blocks, and of one's trades.
/// </summary>
/// <param name="Orders">By order number.</param>
/// <param name="Exclusive">Numbers of the asks that offer an exclusive licence.</param>
/// <param name="Promises">By asset: the smallest number of copies that an ask of mine promised.</param>
/// <param name="Offers">By asset: what my latest ask said of it.</param>
public sealed record MyOrders(
    ImmutableSortedDictionary<uint, Order> Orders,
    ImmutableSortedSet<uint> Exclusive,
    ImmutableSortedDictionary<string, int> Promises,
    ImmutableSortedDictionary<string, Offer> Offers)
{
    public static readonly MyOrders None = new(
        ImmutableSortedDictionary<uint, Order>.Empty,
        [],
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, Offer>(StringComparer.Ordinal));

    /// <summary>The number of the next order: numbers count from 1 and are never used twice.</summary>
    public uint NextNumber => Orders.IsEmpty ? 1 : Orders.Keys.Last() + 1;

    /// <summary>Takes the next half-block of the own chain into account.</summary>
    public MyOrders Evolve(HalfBlock own, string network)
    {
        if (ListedOrder.TryRead(own, network, out var listed))
        {
            var tick = listed.Tick;
            var order = new Order(tick.Id, tick.Side, tick.Assets, tick.TimeoutSeconds, tick.TimestampMs) { IsVerified = true };
            var isExclusive = listed.Offer?.Licence == Licence.Exclusive;
            return With(order) with
            {
                Exclusive = isExclusive ? Exclusive.Add(tick.Id.Number) : Exclusive,
                Promises = listed.Offer is { Copies: > 0 } offer
                    ? Promises.SetItem(offer.AssetId, Math.Min(offer.Copies, Promises.GetValueOrDefault(offer.AssetId, int.MaxValue)))
                    : Promises,
                Offers = listed.Offer is null ? Offers : Offers.SetItem(listed.Offer.AssetId, listed.Offer),
            };
        }

        return MarketHead.TryRead(own, network, out var map)
            && TickReader.ReadCancel(own.Type, map.ToValue(), own.PublicKey.Mid, out var cancelled) == TickVerdict.Valid
            && Orders.TryGetValue(cancelled.Number, out var before)
            ? With(before with { IsCancelled = true })
            : this;
    }

    /// <summary>
    /// The licences under which an asset may be sold now: those of asks that are open, and of asks whose trade is under way, which may
    /// come to its end after the ask's.
    /// </summary>
    public IReadOnlyList<Licence> OnSale(string asset, long nowMs) =>
        [.. Orders.Values
            .Where(o => o.Side == TickSide.Ask && o.Assets.Second.Type == asset && (o.StatusAt(nowMs) == OrderStatus.Open || o.Reserved > 0))
            .Select(o => Exclusive.Contains(o.Id.Number) ? Licence.Exclusive : Licence.Copy)];

    /// <summary>What an ask of mine said of an asset, under this licence; null if there was none.</summary>
    public Offer? OfferOf(string asset, Licence licence) => Offers.GetValueOrDefault(asset) is { } offer ? offer with { Licence = licence } : null;

    /// <summary>An asset that may be sold now and excludes this offer of another one.</summary>
    public string? OnSaleAgainst(Offer offer, long nowMs) => Offers
        .Where(other => other.Key != offer.AssetId && ExclusiveRule.Exclude(offer, other.Value with { Licence = Licence.Exclusive }))
        .Where(other => OnSale(other.Key, nowMs).Any(licence => ExclusiveRule.Exclude(offer, other.Value with { Licence = licence })))
        .Select(other => other.Key)
        .FirstOrDefault();

    /// <summary>Sets one unit of an order aside for a trade with <paramref name="counterpart"/>.</summary>
    public MyOrders? Reserve(uint number, OrderId counterpart) =>
        Orders.TryGetValue(number, out var order) && order.TryReserve(counterpart, 1, out var after, out _) ? With(after) : null;

    /// <summary>A trade ended without a sale: the unit is free again.</summary>
    public MyOrders Release(uint number, OrderId counterpart) =>
        Orders.TryGetValue(number, out var order) && order.TryRelease(counterpart, 1, out var after, out _) ? With(after) : this;

    /// <summary>A trade was made.</summary>
    public MyOrders Settle(uint number, OrderId counterpart, long nowMs) =>
        Orders.TryGetValue(number, out var order) && order.TryAddTrade(counterpart, 1, nowMs, out var after, out _) ? With(after) : this;

    private MyOrders With(Order order) => this with { Orders = Orders.SetItem(order.Id.Number, order) };
}
