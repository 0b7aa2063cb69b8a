using System.Text.Json;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Exchange;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

/// <summary>The bytes of every half-block type of ours (vectors/enerdatx/market.json; its fields were decoded by another program).</summary>
public sealed class GoldenBlockTests
{
    private static readonly List<JsonElement> Vectors = LedgerVectors.Load(Path.Combine("enerdatx", "market.json")).Items("blocks");

    public static TheoryData<string> Names => [.. Vectors.Select(v => v.String("name"))];

    [Fact]
    public void Every_type_and_role_has_a_vector()
    {
        var expected = new[]
        {
            "ask source", "bid source", "cancel_order source", "dispute proposal", "issue agreement", "issue proposal",
            "tx_abort agreement", "tx_abort proposal", "tx_delivery agreement", "tx_delivery proposal", "tx_done agreement", "tx_done proposal",
            "tx_init agreement", "tx_init proposal", "tx_payment agreement", "tx_payment proposal", "tx_reclaim proposal", "tx_refund agreement", "tx_refund proposal",
        };
        Assert.Equal(expected, Vectors.Select(v => $"{v.String("type")} {v.String("role")}").Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_half_block_of_ours_has_exactly_these_bytes(string name)
    {
        var block = new GoldenSale().Blocks.Single(b => b.Name == name).Block;
        var vector = Vector(name);
        Assert.Equal(vector.String("transaction"), Convert.ToHexStringLower(block.Transaction));
        Assert.Equal(vector.String("packed"), Convert.ToHexStringLower(block.Packed));
        Assert.Equal(vector.String("hash"), block.Hash.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_bytes_are_read_as_these_fields_in_this_order(string name)
    {
        var vector = Vector(name);
        var block = vector.Block();
        Assert.True(block.SignatureIsValid);
        Assert.True(TransactionCodec.TryDecode(block.Transaction, out var value, out _, out _));
        Assert.Equal(LedgerVectors.Typed(vector.GetProperty("fields")), value);
        Assert.Equal(vector.String("transaction"), Convert.ToHexStringLower(TransactionCodec.Encode(value)));
    }

    [Fact]
    public void The_orders_are_read_back()
    {
        var (seller, sale) = (LedgerVectors.Key(0).PublicKey, new GoldenSale());
        Assert.True(ListedOrder.TryRead(Block("ask"), MoneyWorld.Network, out var ask));
        Assert.Equal(new OrderId(seller.Mid, 1), ask.Id);
        Assert.Equal((TickSide.Ask, 10, "DUM1", 3_600, 1_700_000_000_000), Terms(ask.Tick));
        Assert.Equal(sale.Asset, ask.Tick.Assets.Second.Type);
        Assert.Equal(sale.Asset, ask.Offer!.AssetId);
        Assert.Equal((seller, 2, Licence.Copy, null), (ask.Offer.Owner, ask.Offer.Segments, ask.Offer.Licence, ask.Offer.Title));
        Assert.Equal(["import", "export", "gas"], ask.Offer.Description.Channels);
        Assert.Equal("NL-10", ask.Offer.Description.Location);

        Assert.True(ListedOrder.TryRead(Block("bid"), MoneyWorld.Network, out var bid));
        Assert.Null(bid.Offer);
        Assert.Equal((TickSide.Bid, 12, "DUM1", 3_600, 1_700_000_000_000), Terms(bid.Tick));

        Assert.True(ListedOrder.TryRead(Block("ask of an owner by transfer"), MoneyWorld.Network, out var resold));
        Assert.Equal((MoneyWorld.SomeTrade, 0), (resold.Offer!.Title, resold.Offer.Copies));
        Assert.True(ListedOrder.TryRead(Block("ask that promises five copies at most"), MoneyWorld.Network, out var promise));
        Assert.Equal(5, promise.Offer!.Copies);
    }

    [Fact]
    public void The_trade_is_read_back()
    {
        var trade = Trade.Begin(Block("tx_init, proposal"), MoneyWorld.Network)!;
        Assert.Equal((LedgerVectors.Key(1).PublicKey, LedgerVectors.Key(0).PublicKey), (trade.Buyer, trade.Seller));
        Assert.Equal((2, "DUM1", 10L, Licence.Copy), (trade.Terms.Segments, trade.Terms.Currency, trade.Terms.Price, trade.Terms.Licence));
        foreach (var name in new[] { "tx_init, agreement", "tx_payment, proposal", "tx_payment, agreement", "tx_delivery, proposal", "tx_delivery, agreement" })
        {
            trade = trade.Evolve(Block(name), MoneyWorld.Network);
        }

        Assert.True(SealedBox.TryOpen(AgeFixture.Identity, trade.SealedLocator(MoneyWorld.Network)!, out var opened));
        Assert.True(Locator.TryDecode(opened, out var locator));
        Assert.Equal("192.0.2.1:8090", locator.Gateway);
        Assert.True(trade.Segments[0].IsSettled);
        Assert.True(DeliveryTransaction.TryRead(trade.Segments[0].Delivery!, MoneyWorld.Network, out var delivery));
        Assert.Equal(AgeFixture.FileKey, AgeHeader.Unwrap(delivery.Header, AgeFixture.Identity, out _));
        trade = trade.Evolve(Block("dispute"), MoneyWorld.Network);
        Assert.True(DisputeTransaction.TryRead(trade.Segments[0].Dispute!, MoneyWorld.Network, out var dispute));
        Assert.Equal((trade.Id, 0, trade.Segments[0].Delivery!.Hash), (dispute.Trade, dispute.Segment, dispute.Delivery));
        Assert.Equal(AgeFixture.Bytes(32, 0x33), dispute.Leaf.ReadingsRoot.ToArray());
        Assert.Equal(AgeFixture.Bytes(32, 0x34), Assert.Single(dispute.Path));
        trade = trade.Evolve(Block("tx_done, proposal"), MoneyWorld.Network).Evolve(Block("tx_done, agreement"), MoneyWorld.Network);
        Assert.NotNull(trade.DoneAgreement);
        trade = trade.Evolve(Block("tx_abort, proposal"), MoneyWorld.Network).Evolve(Block("tx_abort, agreement"), MoneyWorld.Network);
        Assert.NotNull(trade.AbortAgreement);
    }

    [Fact]
    public void The_money_is_read_back()
    {
        Assert.True(IssueTransaction.TryRead(Block("issue, proposal"), MoneyWorld.Network, out var issue));
        Assert.Equal(new IssueTransaction("DUM1", 100, "test"), issue);
        AssertMoney("issue, agreement", +100, 100);
        AssertMoney("tx_payment, proposal", -5, 95);
        AssertMoney("tx_payment, agreement", +5, 5);
        AssertMoney("tx_refund, proposal", -5, 5);
        AssertMoney("tx_refund, agreement", +5, 95);
        var two = AssertMoney("tx_payment from two credits, proposal", -93, 2);
        AssertMoney("tx_reclaim", +5, 7);
        Assert.True(ReclaimTransaction.TryRead(Block("tx_reclaim"), MoneyWorld.Network, out var reclaim));
        Assert.Equal((Block("tx_init, agreement").Hash, Block("ask that promises five copies at most").Hash), (reclaim.Agreement, reclaim.After));
        Assert.Equal([new Draw(Block("issue, agreement").Hash, 90), new Draw(Block("tx_refund, agreement").Hash, 3)], two.Fields.Draws);
    }

    private static MoneyHalf AssertMoney(string name, long change, long balance)
    {
        Assert.True(MoneyHalf.TryRead(Block(name), MoneyWorld.Network, out var half), name);
        Assert.Equal((change, balance, "DUM1"), (half.Change, half.Fields.Balance, half.Fields.Currency));
        return half;
    }

    private static (TickSide, long, string, int, long) Terms(Tick tick) =>
        (tick.Side, tick.Assets.First.Amount, tick.Assets.First.Type, tick.TimeoutSeconds, tick.TimestampMs);

    private static HalfBlock Block(string name) => Vector(name).Block();

    private static JsonElement Vector(string name) => Vectors.Single(v => v.String("name") == name);
}
