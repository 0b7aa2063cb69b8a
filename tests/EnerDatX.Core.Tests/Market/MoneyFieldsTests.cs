using System.Numerics;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class MoneyFieldsTests
{
    private static readonly BlockHash One = Hash(1);
    private static readonly BlockHash Two = Hash(2);
    private readonly MoneyWorld _world = new();

    [Fact]
    public void Money_fields_come_back_from_their_bytes() => Prop.ForAll(Fields().ToArbitrary(), fields =>
    {
        Assert.True(TransactionMap.TryDecode(fields.WriteTo(new TransactionMap()).Encode(), out var map));
        Assert.True(MoneyFields.TryRead(map, out var read));
        Assert.Equal(fields with { Draws = [] }, read with { Draws = [] });
        Assert.Equal(fields.Draws, read.Draws);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_half_has_zeros_for_a_predecessor_and_a_credit_no_from()
    {
        var map = new MoneyFields("DUM1", 5, 5, null, []).WriteTo(new TransactionMap());
        Assert.Equal(["currency", "amount", "balance", "prev"], map.Names);
        Assert.True(map.TryBytes("prev", 32, out var previous));
        Assert.Equal(new byte[32], previous);
    }

    public static TheoryData<string, TransactionMap> Refused => new()
    {
        { "a currency in lower case", Map(currency: "dum1") },
        { "a currency that looks like a dataset", Map(currency: "EW1") },
        { "no amount", Map(amount: 0) },
        { "a negative amount", Map(amount: -1) },
        { "an amount beyond the limit", Map(amount: MoneyFields.MaxAmount + 1) },
        { "a negative balance", Map(balance: -1) },
        { "a balance beyond the limit", Map(balance: MoneyFields.MaxBalance + 1) },
        { "a short predecessor", Map(previous: new byte[31]) },
        { "too many draws", Map(draws: Enumerable.Range(0, MoneyFields.MaxDraws + 1).Select(i => DrawOf(Hash((byte)i), 1))) },
        { "a draw of nothing", Map(draws: [DrawOf(One, 0)]) },
        { "a negative draw", Map(draws: [DrawOf(One, -1)]) },
        { "a draw beyond the limit", Map(draws: [DrawOf(One, MoneyFields.MaxAmount + 1)]) },
        { "a draw beyond 64 bits", Map(draws: [DrawOf(One, BigInteger.One << 70)]) },
        { "a draw that is no list", Map(draws: [new TransactionValue.Integer(1)]) },
        { "a draw without an amount", Map(draws: [new TransactionValue.List([new TransactionValue.Bytes(One.ToArray())])]) },
        { "a draw on a short hash", Map(draws: [new TransactionValue.List([new TransactionValue.Bytes(new byte[31]), new TransactionValue.Integer(1)])]) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Fields_out_of_their_bounds_are_no_money(string what, TransactionMap map)
    {
        Assert.False(MoneyFields.TryRead(map, out _), what);
        Assert.True(MoneyFields.TryRead(Map(), out _));
    }

    [Fact]
    public void A_credit_draws_on_nothing_and_a_debit_on_something()
    {
        var offer = _world.Offer(_world.Alice, 10);
        var credit = _world.Alice.Credit(offer);
        Assert.True(MoneyHalf.TryRead(credit, MoneyWorld.Network, out var incoming));
        Assert.True(incoming.IsCredit);
        Assert.Equal(10, incoming.Change);

        var debit = _world.Alice.Pay(_world.Bob, 4);
        Assert.True(MoneyHalf.TryRead(debit, MoneyWorld.Network, out var outgoing));
        Assert.False(outgoing.IsCredit);
        Assert.Equal(-4, outgoing.Change);

        var fields = new MoneyFields(MoneyWorld.Token, 1, 1, null, []);
        Assert.False(MoneyHalf.TryRead(_world.Alice.Pay(_world.Bob, fields), MoneyWorld.Network, out _));
        Assert.False(MoneyHalf.TryRead(_world.Alice.Credit(_world.Offer(_world.Alice, 1), fields with { Draws = [new Draw(One, 1)] }), MoneyWorld.Network, out _));
    }

    [Fact]
    public void Money_of_another_network_or_on_another_type_is_none_here()
    {
        var credit = _world.Issue(_world.Alice, 10);
        Assert.False(MoneyHalf.TryRead(credit, "other", out _));
        var offer = _world.Offer(_world.Alice, 1);
        Assert.False(MoneyHalf.TryRead(offer, MoneyWorld.Network, out _));
        var transaction = new MoneyFields(MoneyWorld.Token, 1, 1, Two, [new Draw(One, 1)]).WriteTo(MarketHead.Begin(MoneyWorld.Network)).Encode();
        Assert.False(MoneyHalf.TryRead(_world.Alice.Propose(BlockTypes.Done, _world.Bob.PublicKey, transaction), MoneyWorld.Network, out _));
        Assert.False(MoneyHalf.TryRead(_world.Alice.Publish(BlockTypes.Payment, transaction), MoneyWorld.Network, out _));
    }

    private static Gen<MoneyFields> Fields() =>
        from currency in Gen.Elements("A", "DUM1", "ABCDEFGHIJKLMNOP")
        from amount in Amount()
        from balance in Gen.OneOf(Amount(), Gen.Constant(0L), Gen.Constant(MoneyFields.MaxBalance))
        from previous in Gen.Elements<BlockHash?>(null, One)
        from count in Gen.Choose(0, MoneyFields.MaxDraws)
        from draws in Amount().ListOf(count)
        select new MoneyFields(currency, amount, balance, previous, [.. draws.Select((a, i) => new Draw(Hash((byte)(i + 1)), a))]);

    private static Gen<long> Amount() => Gen.OneOf(Gen.Choose(1, int.MaxValue).Select(i => (long)i), Gen.Constant(MoneyFields.MaxAmount));

    private static TransactionMap Map(
        string currency = "DUM1", long amount = 1, long balance = 1, byte[]? previous = null, IEnumerable<TransactionValue>? draws = null) =>
        new TransactionMap()
            .Text("currency", currency)
            .Integer("amount", amount)
            .Integer("balance", balance)
            .Bytes("prev", previous ?? new byte[32])
            .List("from", draws ?? [DrawOf(One, 1)]);

    private static TransactionValue.List DrawOf(BlockHash credit, BigInteger amount) =>
        new([new TransactionValue.Bytes(credit.ToArray()), new TransactionValue.Integer(amount)]);

    private static BlockHash Hash(byte value) => new([.. Enumerable.Repeat(value, 32)]);
}
