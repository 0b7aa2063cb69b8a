using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;
using EnerDatX.Core.Tests.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Evidence;

public sealed class BackPointersTests
{
    private static readonly HalfBlock Earlier = HalfBlock.Sign(
        LedgerVectors.Key(0), 2, LedgerVectors.Key(1).PublicKey, 0, MoneyWorld.SomeTrade, "ask", "a0d"u8, 1);

    [Fact]
    public void The_next_half_block_names_those_two_three_five_and_nine_before_it_and_fills_up_with_the_nearest()
    {
        Assert.Equal([99u, 98, 96, 92, 84, 68, 36], BackPointers.Choose(100, 7));
        Assert.Equal([99u, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 88, 84, 68, 36], BackPointers.Choose(100, 15));
        Assert.Equal([4u, 3, 2, 1], BackPointers.Choose(5, 16));
        Assert.Equal([1u], BackPointers.Choose(2, 16));
        Assert.Empty(BackPointers.Choose(1, 16));
        Assert.Empty(BackPointers.Choose(0, 16));
        Assert.Empty(BackPointers.Choose(100, 0));
        Assert.Empty(BackPointers.Choose(100, -3));
        Assert.Equal(uint.MaxValue - 32_768, BackPointers.Choose(uint.MaxValue, 100)[^1]);
    }

    [Fact]
    public void What_is_chosen_is_strictly_descending_bounded_and_on_the_chain() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(-1, 20).ToArbitrary(), (head, count) =>
        {
            var chosen = BackPointers.Choose((uint)head, count);
            Assert.Equal(Math.Max(0, Math.Min(Math.Min(count, BackPointers.MaxCount), head - 1)), chosen.Count);
            Assert.All(chosen, sequence => Assert.InRange(sequence, 1u, (uint)head - 1));
            Assert.Equal(chosen.Distinct().OrderDescending(), chosen);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void They_are_the_last_field_and_these_bytes()
    {
        var transaction = BackPointers.AddTo(MarketHead.Begin("test").Encode(), "ask", 3, BackPointers.MaxCount, sequence => sequence == 2 ? Earlier : null);
        var prefix = Earlier.Hash.ToArray()[..8];
        Assert.Equal([.. "a3d7sversion1i57snetwork4stest2sbp12b"u8, 0, 0, 0, 2, .. prefix], transaction);
        var pointers = BackPointers.Of(Carrying(transaction)).ToArray();
        Assert.Equal([BackPointer.To(Earlier)], pointers);
        Assert.Equal(prefix, BitConverter.GetBytes(pointers[0].HashPrefix).Reverse());
    }

    [Fact]
    public void As_many_are_added_as_fit_and_every_type_of_ours_still_fits_a_datagram()
    {
        var counts = new SortedSet<int>();
        foreach (var (name, block) in new GoldenSale().Blocks)
        {
            var transaction = BackPointers.AddTo(block.Transaction.ToArray(), block.Type, 100, BackPointers.MaxCount, _ => Earlier);
            Assert.True(HalfBlock.FixedLength + block.TypeBytes.Length + transaction.Length <= HalfBlock.MaxOwnLength, name);
            Assert.Equal(transaction, BackPointers.AddTo(transaction, block.Type, 100, BackPointers.MaxCount, _ => Earlier));
            counts.Add((transaction.Length - block.Transaction.Length) / 12);
        }

        Assert.Contains(BackPointers.MaxCount, counts);
    }

    [Fact]
    public void A_transaction_with_little_room_gets_fewer_and_one_without_room_none()
    {
        for (var filling = 700; filling < 1_000; filling++)
        {
            var transaction = MarketHead.Begin("test").Bytes("filling", new byte[filling]).Encode();
            var with = BackPointers.AddTo(transaction, "ask", 100, BackPointers.MaxCount, _ => Earlier);
            var room = HalfBlock.MaxOwnLength - HalfBlock.FixedLength - 3;
            Assert.True(with.Length <= Math.Max(room, transaction.Length));
            Assert.True(with.Length > room - 24 || with.Length - transaction.Length > 16 * 12 || transaction.Length > room - 24, $"{filling}: {with.Length}");
        }
    }

    [Fact]
    public void A_transaction_that_is_none_of_ours_is_left_as_it_is()
    {
        Assert.Equal("a0d"u8.ToArray(), BackPointers.AddTo("a0d"u8.ToArray(), "ask", 100, BackPointers.MaxCount, _ => Earlier));
        Assert.Equal("nonsense"u8.ToArray(), BackPointers.AddTo("nonsense"u8.ToArray(), "ask", 100, BackPointers.MaxCount, _ => Earlier));
        Assert.Equal(MarketHead.Begin("test").Encode(), BackPointers.AddTo(MarketHead.Begin("test").Encode(), "ask", 1, BackPointers.MaxCount, _ => Earlier));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("000000020000000000000001", true)]
    [InlineData("0000000200000000000000", false)]
    [InlineData("000000000000000000000001", false)]
    [InlineData("0000000a0000000000000001", false)]
    [InlineData("000000090000000000000001000000020000000000000001", true)]
    [InlineData("000000020000000000000001000000020000000000000001", false)]
    [InlineData("000000020000000000000001000000030000000000000001", false)]
    public void Only_strictly_descending_ones_before_the_half_block_are_read(string hex, bool isRead)
    {
        var transaction = MarketHead.Begin("test").Bytes(BackPointers.Field, Convert.FromHexString(hex)).Encode();
        var half = Carrying(transaction);
        Assert.Equal(isRead ? hex : "", string.Concat(BackPointers.Of(half).ToArray().Select(pointer => $"{pointer.Sequence:x8}{pointer.HashPrefix:x16}")));
        Assert.Equal(BackPointers.Of(half).ToArray(), BackPointers.Of(half).ToArray());
    }

    [Fact]
    public void Those_that_do_not_stand_in_the_transaction_byte_by_byte_are_not_read()
    {
        var escaped = string.Concat(new byte[] { 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1 }.Select(b => $"\\u{b:x4}"));
        var json = System.Text.Encoding.UTF8.GetBytes($$"""{"version":{{MarketHead.Version}},"network":"test","bp":"{{escaped}}"}""");
        Assert.True(TransactionMap.TryDecode(json, out var map) && map.TryBytes(BackPointers.Field, 12, out _));
        Assert.Equal(0, BackPointers.Of(Carrying(json)).Count);
    }

    [Fact]
    public void More_than_there_may_be_are_not_read()
    {
        byte[] Descending(int count) => [.. Enumerable.Range(0, count).SelectMany(i => new byte[] { 0, 0, 0, (byte)(100 - i), 0, 0, 0, 0, 0, 0, 0, 1 })];
        bool Reads(int count) => BackPointers.Of(Carrying(MarketHead.Begin("test").Bytes(BackPointers.Field, Descending(count)).Encode(), 101)).Count == count;
        Assert.True(Reads(BackPointers.MaxCount));
        Assert.False(Reads(BackPointers.MaxCount + 1));
    }

    [Fact]
    public void Those_of_another_version_or_in_an_agreement_which_may_be_a_strangers_words_are_not_read()
    {
        var bytes = Convert.FromHexString("000000020000000000000001");
        var foreign = new TransactionMap().Integer("version", 4).Text("network", "test").Bytes(BackPointers.Field, bytes);
        Assert.Equal(0, BackPointers.Of(Carrying(foreign.Encode())).Count);
        var copied = MarketHead.Begin("test").Bytes(BackPointers.Field, bytes);
        Assert.Equal(0, BackPointers.Of(Carrying(copied.Encode(), linkSequence: 4)).Count);
        var agreement = AgreementOf.Begin("test", Earlier);
        Assert.Equal(agreement.Encode(), BackPointers.AddTo(agreement.Encode(), "ask", 100, BackPointers.MaxCount, _ => Earlier));
        Assert.Equal(0, BackPointers.Of(Carrying(agreement.Bytes(BackPointers.Field, bytes).Encode(), linkSequence: 4)).Count);
    }

    [Fact]
    public void Two_half_blocks_contradict_each_other_if_and_only_if_a_pointer_of_one_and_anything_that_the_other_says_differ() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (one, other) = (Speaking(random), Speaking(random));
            var differs = Differ(one, other) || Differ(other, one);
            Assert.Equal(one.Sequence != other.Sequence && differs, one.Sequence != other.Sequence && new Sayings(one).ContradictThoseOf(other));
        }).QuickCheckThrowOnFailure();

    private static bool Differ(HalfBlock pointing, HalfBlock other)
    {
        BackPointer[] said = [BackPointer.To(other), new(other.Sequence - 1, other.PreviousHash.Prefix), .. BackPointers.Of(other).ToArray()];
        return BackPointers.Of(pointing).ToArray().Any(pointer => said.Any(s => s.Sequence == pointer.Sequence && s.HashPrefix != pointer.HashPrefix));
    }

    /// <summary>At one of a few places, of a chain whose hashes begin with one of two numbers, so that two of them often meet, and often differ.</summary>
    private static HalfBlock Speaking(Random random)
    {
        var sequence = (uint)random.Next(2, 9);
        var pointers = Enumerable.Range(1, (int)sequence - 1).Reverse().Where(_ => random.Next(2) == 0)
            .SelectMany(place => new byte[] { 0, 0, 0, (byte)place, 0, 0, 0, 0, 0, 0, 0, (byte)(random.Next(12) == 0 ? 2 : 1) }).ToArray();
        var transaction = MarketHead.Begin("test").Bytes(BackPointers.Field, pointers).Encode();
        var previous = new BlockHash([0, 0, 0, 0, 0, 0, 0, (byte)(random.Next(12) == 0 ? 2 : 1), .. new byte[24]]);
        return HalfBlock.Sign(LedgerVectors.Key(0), sequence, LedgerVectors.Key(1).PublicKey, 0, previous, "note", transaction, 1);
    }

    private static HalfBlock Carrying(byte[] transaction, uint sequence = 10, uint linkSequence = 0) => HalfBlock.Sign(
        LedgerVectors.Key(0), sequence, LedgerVectors.Key(1).PublicKey, linkSequence, MoneyWorld.SomeTrade, "note", transaction, 1);
}
