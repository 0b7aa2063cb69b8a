using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

public sealed class MemoryLedgerTests
{
    private static readonly SecretKey Alice = LedgerVectors.Key(0);
    private static readonly SecretKey Bob = LedgerVectors.Key(1);

    [Fact]
    public void Every_query_answers_as_py_ipv8s_database()
    {
        var vectors = LedgerVectors.Load("chain.json");
        var vectorBlocks = vectors.Items("blocks");
        Assert.Equal(222, vectorBlocks.Count);
        var ledger = new MemoryLedger();
        ledger.Append([.. vectorBlocks.Select(LedgerVectors.Block)]);
        var queries = vectors.GetProperty("queries");

        Assert.Equal(vectors.GetProperty("count").GetInt64(), ledger.Count);
        foreach (var vector in vectorBlocks)
        {
            var linked = ledger.LinkedTo(vector.Block());
            Assert.Equal(vector.GetProperty("linked_hash").GetString(), linked.Count == 0 ? null : linked[0].Hash.ToString());
        }

        foreach (var head in vectors.GetProperty("heads").EnumerateObject())
        {
            Assert.True(PublicKey.TryParseHex(head.Name, out var key));
            var latest = ledger.Latest(key);
            Assert.Equal(head.Value.GetProperty("latest_sequence").GetUInt32(), latest?.Sequence);
            Assert.Equal(head.Value.String("latest_hash"), latest?.Hash.ToString());
        }

        Assert.Equal(queries.Strings("recent_3"), ledger.Recent(3, 0).Select(block => block.Hash.ToString()));
        Assert.Equal(queries.String("get_latest_energy_0"), ledger.OfType(Alice.PublicKey, "energy")[^1].Hash.ToString());
        Assert.Equal(queries.GetProperty("count_0").GetInt32(), ledger.Range(Alice.PublicKey, 0, uint.MaxValue, int.MaxValue).Count);
        Assert.Equal(
            queries.Items("users").Select(user => (user.String("public_key"), user.GetProperty("blocks").GetUInt32())),
            ledger.Chains(100).Select(chain => (chain.Key.ToHex(), chain.Highest)));
        var asks = ledger.Recent(1_000, 0).Where(block => block.Type == "ask").Select(block => block.Hash.ToString());
        Assert.Equal(queries.Strings("blocks_of_type_ask").Order(), asks.Order());
    }

    [Fact]
    public void Neighbours_are_the_nearest_held_half_blocks()
    {
        var ledger = new MemoryLedger();
        ledger.Append([Block(Alice, 8), Block(Alice, 3), Block(Bob, 4), Block(Alice, 5)]);
        Assert.Equal(3U, ledger.Before(Alice.PublicKey, 5)?.Sequence);
        Assert.Equal(8U, ledger.After(Alice.PublicKey, 5)?.Sequence);
        Assert.Equal(5U, ledger.Before(Alice.PublicKey, 7)?.Sequence);
        Assert.Equal(5U, ledger.After(Alice.PublicKey, 4)?.Sequence);
        Assert.Equal(8U, ledger.Before(Alice.PublicKey, uint.MaxValue)?.Sequence);
        Assert.Equal([5U, 3U], ledger.Before(Alice.PublicKey, 8, 2).Select(block => block.Sequence));
        Assert.Empty(ledger.Before(Alice.PublicKey, 3, 2));
        Assert.Null(ledger.Before(Alice.PublicKey, 3));
        Assert.Null(ledger.After(Alice.PublicKey, 8));
        Assert.Null(ledger.Latest(LedgerVectors.Key(2).PublicKey));
        Assert.Equal([3U, 5U], ledger.Range(Alice.PublicKey, 1, 7, 10).Select(block => block.Sequence));
        Assert.Equal([3U], ledger.Range(Alice.PublicKey, 1, 7, 1).Select(block => block.Sequence));
        Assert.Empty(ledger.Range(Alice.PublicKey, 9, 100, 10));
        Assert.Empty(ledger.Range(Alice.PublicKey, 1, 7, 0));
    }

    [Fact]
    public void Both_branches_of_a_fork_are_kept_and_the_first_seen_has_the_place()
    {
        var (first, second) = (Block(Alice, 1, timestampMs: 20), Block(Alice, 1, timestampMs: 10));
        var ledger = new MemoryLedger();
        ledger.Append([first, second, first]);
        ledger.Append([second]);
        Assert.Equal(2, ledger.Count);
        Assert.Equal(first, ledger.Find(Alice.PublicKey, 1));
        Assert.Equal(second, ledger.Find(second.Hash));
        Assert.Equal([first, second], ledger.Siblings(Alice.PublicKey, 1));
        Assert.Equal([first], ledger.Range(Alice.PublicKey, 1, 9, 9));
        Assert.Equal(first, ledger.Latest(Alice.PublicKey));
        Assert.Empty(ledger.Siblings(Alice.PublicKey, 2));
    }

    [Fact]
    public void Linked_half_blocks_come_by_timestamp_and_then_by_arrival()
    {
        var target = Block(Alice, 1);
        var (late, early, tie) = (Link(Bob, 1, 30), Link(Bob, 2, 10), Link(Bob, 3, 10));
        var ledger = new MemoryLedger();
        ledger.Append([late, early, tie]);
        Assert.Equal([early, tie, late], ledger.LinkedTo(target));
        ledger.Append([target]);
        Assert.Equal([target], ledger.LinkedTo(late));
        Assert.Empty(ledger.LinkedTo(Block(Bob, 9)));
    }

    [Fact]
    public void The_guard_refuses_a_second_own_half_block_with_the_same_sequence_number()
    {
        var first = OwnSource(null);
        var second = OwnSource(first);
        var ledger = new MemoryLedger(Alice.PublicKey);
        ledger.Append([first, second]);
        ledger.Append([first]);
        Assert.Throws<LedgerConflictException>(() => ledger.Append([Block(Alice, 2)]));
        Assert.Throws<LedgerConflictException>(() => ledger.Append([Block(Alice, 3)]));
        Assert.Throws<LedgerConflictException>(() => ledger.Append([Block(Alice, 4)]));
        ledger.Append([Block(Bob, 7), Block(Bob, 7, timestampMs: 99)]);
        Assert.Equal(4, ledger.Count);
    }

    [Fact]
    public void A_refused_batch_leaves_nothing_behind()
    {
        var ledger = new MemoryLedger(Alice.PublicKey);
        Assert.Throws<LedgerConflictException>(() => ledger.Append([Block(Bob, 1), OwnSource(null), Block(Alice, 1)]));
        Assert.Equal(0, ledger.Count);
        Assert.Null(ledger.Latest(Bob.PublicKey));
    }

    private static HalfBlock OwnSource(HalfBlock? head)
    {
        Assert.True(OwnChain.TrySource(Alice, head, "ask", "a0d"u8, 5, out var block, out _));
        return block;
    }

    private static HalfBlock Block(SecretKey key, uint sequence, ulong timestampMs = 1) =>
        HalfBlock.Sign(key, sequence, PublicKey.Any, 0, BlockHash.Genesis, "t", "a0d"u8, timestampMs);

    private static HalfBlock Link(SecretKey key, uint sequence, ulong timestampMs) =>
        HalfBlock.Sign(key, sequence, Alice.PublicKey, 1, BlockHash.Genesis, "t", "a0d"u8, timestampMs);
}
