using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

/// <summary>Orders, offers and datasets for tests, as a node would make them.</summary>
internal static class Orders
{
    public const string Network = MoneyWorld.Network;
    public const string Token = MoneyWorld.Token;
    public const long NowMs = 1_700_000_000_000;

    public static readonly DatasetDescription Description = new(
        1_741_564_800, 1_741_651_200, 900, ["import", "export"], 192, 1_000, "NL-10", "dsmr-p1", [.. Enumerable.Repeat((byte)7, 16)]);

    public static PublicKey Key(int index) => LedgerVectors.Key(index).PublicKey;

    public static Offer OfferOf(PublicKey owner, int segments = 1, Licence licence = Licence.Copy, BlockHash? title = null, byte root = 1) =>
        new(owner, [.. Enumerable.Repeat(root, 32)], segments, licence, title, Description);

    public static DatasetRecord Dataset(PublicKey owner, int segments = 1, DatasetOrigin origin = DatasetOrigin.Own, string location = "NL-10")
    {
        var segment = new DatasetSegment(0, "bafy", new byte[16], new byte[16], new byte[32], new byte[32], 100);
        var offer = OfferOf(owner, segments);
        return new DatasetRecord(
            offer.AssetId, owner, origin, NowMs, Description with { Location = location }, offer.SegmentsRoot,
            [.. Enumerable.Range(0, segments).Select(i => segment with { Index = i })], "bafymanifest", new byte[16],
            origin == DatasetOrigin.Bought ? MoneyWorld.SomeTrade : null);
    }

    public static AssetPair Pair(string first, long price, string second, long amount = 1)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(price, first), new AssetAmount(amount, second), out var pair, out var refusal), refusal);
        return pair;
    }

    public static Tick TickOf(PublicKey trader, uint number, TickSide side, long price, string asset, int timeoutSeconds = 3_600, long atMs = NowMs) =>
        new(new OrderId(trader.Mid, number), side, Pair(Token, price, asset), timeoutSeconds, atMs, 0);

    public static HalfBlock Ask(SecretKey seller, uint number, long price, Offer offer, int timeoutSeconds = 3_600, long atMs = NowMs) => Source(
        seller, BlockTypes.Ask, OrderTransaction.Encode(Network, TickOf(seller.PublicKey, number, TickSide.Ask, price, offer.AssetId, timeoutSeconds, atMs), offer));

    public static HalfBlock Bid(SecretKey buyer, uint number, long price, string asset, int timeoutSeconds = 3_600, long atMs = NowMs) => Source(
        buyer, BlockTypes.Bid, OrderTransaction.Encode(Network, TickOf(buyer.PublicKey, number, TickSide.Bid, price, asset, timeoutSeconds, atMs), null));

    public static HalfBlock Cancel(SecretKey trader, uint number) =>
        Source(trader, BlockTypes.CancelOrder, OrderTransaction.EncodeCancel(Network, new OrderId(trader.PublicKey.Mid, number)));

    /// <summary>Addressed to anyone. Where on its chain it stands does not matter to an order.</summary>
    public static HalfBlock Source(SecretKey key, string type, byte[] transaction) =>
        HalfBlock.Sign(key, 1, PublicKey.Any, 0, BlockHash.Genesis, type, transaction, (ulong)NowMs);

    public static ListedOrder Listed(HalfBlock block)
    {
        Assert.True(ListedOrder.TryRead(block, Network, out var order));
        return order;
    }
}
