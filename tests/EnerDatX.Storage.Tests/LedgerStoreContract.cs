using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>What every ledger store answers. A store's own test class says how one is opened.</summary>
public abstract class LedgerStoreContract
{
    private static readonly SecretKey Own = Given.Key(0);
    private static readonly SecretKey Anna = Given.Key(1);
    private static readonly SecretKey Bert = Given.Key(2);

    /// <summary>An empty store whose signing guard keeps the chain of <paramref name="owner"/>.</summary>
    protected abstract ILedgerStore Open(PublicKey owner);

    private ILedgerStore Holding(params HalfBlock[] blocks)
    {
        var store = Open(Own.PublicKey);
        store.Append(blocks);
        return store;
    }

    [Fact]
    public void An_empty_ledger_knows_nothing()
    {
        var store = Holding();
        Assert.Equal(0, store.Count);
        Assert.Null(store.Find(BlockHash.Genesis));
        Assert.Null(store.Find(Anna.PublicKey, 1));
        Assert.Null(store.Latest(Anna.PublicKey));
        Assert.Null(store.Before(Anna.PublicKey, uint.MaxValue));
        Assert.Null(store.After(Anna.PublicKey, 0));
        Assert.Empty(store.Siblings(Anna.PublicKey, 1));
        Assert.Empty(store.LinkedTo(Given.Block(Anna, 1)));
        Assert.Empty(store.Range(Anna.PublicKey, 0, uint.MaxValue, 10));
        Assert.Empty(store.Recent(10, 0));
        Assert.Empty(store.Chains(10));
        Assert.Empty(store.OfType(Anna.PublicKey, "ask"));
        Assert.Null(store.ProofAgainst(Anna.PublicKey));
        Assert.Empty(store.Proofs(10, 0));
    }

    [Fact]
    public void A_half_block_is_found_by_hash_and_by_place_with_the_same_bytes()
    {
        var block = Given.Block(Anna, 1, link: Bert, content: "with some bytes after the end");
        var store = Holding(block);
        Assert.Equal(block.Packed.ToArray(), store.Find(block.Hash)!.Packed.ToArray());
        Assert.Equal(block, store.Find(Anna.PublicKey, 1));
        Assert.Null(store.Find(Bert.PublicKey, 1));
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void A_half_block_that_is_held_is_skipped()
    {
        var chain = Given.Chain(Own, 2);
        var other = Given.Block(Anna, 7);
        var store = Holding([.. chain, other, other]);
        store.Append([other, .. chain]);
        Assert.Equal(3, store.Count);
        Assert.Single(store.Siblings(Anna.PublicKey, 7));
    }

    [Fact]
    public void An_own_half_block_twice_in_one_batch_is_taken_once()
    {
        var chain = Given.Chain(Own, 2);
        Assert.Equal(2, Holding(chain[0], chain[0], chain[1], chain[0]).Count);
    }

    [Fact]
    public void A_link_sequence_of_zero_names_nothing()
    {
        var zero = Given.Block(Anna, 0, link: Bert);
        var proposal = Given.Block(Bert, 1, link: Anna);
        var store = Holding(zero, proposal);
        Assert.Empty(store.LinkedTo(proposal));
        Assert.Empty(store.LinkedTo(zero));
    }

    [Fact]
    public void Both_branches_of_a_fork_are_kept_in_order_of_arrival_and_the_first_seen_is_the_answer()
    {
        var first = Given.Block(Anna, 1, timestampMs: 9);
        var second = Given.Block(Anna, 1, timestampMs: 5);
        var third = Given.Block(Anna, 1, timestampMs: 7);
        var store = Holding(first, second);
        store.Append([third]);
        Assert.Equal([first, second, third], store.Siblings(Anna.PublicKey, 1));
        Assert.Equal(first, store.Find(Anna.PublicKey, 1));
        Assert.Equal(first, store.Latest(Anna.PublicKey));
        Assert.Equal(second, store.Find(second.Hash));
        Assert.Equal([first], store.Range(Anna.PublicKey, 1, 1, 10));
        Assert.Equal(3, store.Count);
    }

    [Fact]
    public void Neighbours_are_the_nearest_that_are_held_whatever_the_order_of_arrival()
    {
        var (two, five, nine) = (Given.Block(Anna, 2), Given.Block(Anna, 5), Given.Block(Anna, 9));
        var store = Holding(nine, two, five, Given.Block(Bert, 4));
        Assert.Equal(two, store.Before(Anna.PublicKey, 5));
        Assert.Equal(five, store.Before(Anna.PublicKey, 8));
        Assert.Equal(nine, store.After(Anna.PublicKey, 5));
        Assert.Equal(two, store.After(Anna.PublicKey, 0));
        Assert.Equal(nine, store.Before(Anna.PublicKey, uint.MaxValue));
        Assert.Null(store.Before(Anna.PublicKey, 2));
        Assert.Null(store.After(Anna.PublicKey, 9));
        Assert.Equal(nine, store.Latest(Anna.PublicKey));
    }

    [Fact]
    public void A_range_is_ascending_inclusive_and_bounded()
    {
        var (one, two, five, last) = (Given.Block(Anna, 1), Given.Block(Anna, 2), Given.Block(Anna, 5), Given.Block(Anna, uint.MaxValue));
        var store = Holding(five, last, two, one);
        Assert.Equal([two, five], store.Range(Anna.PublicKey, 2, 5, 10));
        Assert.Equal([one, two], store.Range(Anna.PublicKey, 0, uint.MaxValue, 2));
        Assert.Equal([one, two, five, last], store.Range(Anna.PublicKey, 0, uint.MaxValue, 4));
        Assert.Empty(store.Range(Anna.PublicKey, 3, 4, 10));
        Assert.Empty(store.Range(Anna.PublicKey, 5, 2, 10));
        Assert.Empty(store.Range(Anna.PublicKey, 0, 9, 0));
    }

    [Fact]
    public void A_proposal_and_its_agreement_are_linked_to_each_other()
    {
        var proposal = Given.Block(Anna, 3, link: Bert, type: "energy");
        var agreement = Given.Block(Bert, 8, link: Anna, linkSequence: 3, type: "energy");
        var stranger = Given.Block(Bert, 3, link: Anna);
        var store = Holding(stranger, agreement, proposal);
        Assert.Equal([agreement], store.LinkedTo(proposal));
        Assert.Equal([proposal], store.LinkedTo(agreement));
        Assert.Empty(store.LinkedTo(stranger));
    }

    [Fact]
    public void Links_are_in_order_of_timestamp_then_arrival_also_beyond_the_signed_range()
    {
        var source = Given.Block(Anna, 1);
        HalfBlock Link(uint sequence, ulong timestampMs) =>
            Given.Block(Bert, sequence, link: Anna, linkSequence: 1, timestampMs: timestampMs);
        var (beyond, last, early) = (Link(1, 1UL << 63), Link(2, ulong.MaxValue), Link(3, 7));
        var (zero, alsoEarly, edge) = (Link(4, 0), Link(5, 7), Link(6, (1UL << 63) - 1));
        var store = Holding(source, beyond, last, early, zero, alsoEarly, edge);
        Assert.Equal([zero, early, alsoEarly, edge, beyond, last], store.LinkedTo(source));
        Assert.Equal([last, beyond, edge, source], store.Recent(4, 0));
        Assert.Equal(ulong.MaxValue, store.Recent(1, 0)[0].TimestampMs);
    }

    [Fact]
    public void Links_name_a_place_so_both_branches_of_a_fork_are_the_other_side()
    {
        var branch = Given.Block(Anna, 1, link: Bert, timestampMs: 2);
        var otherBranch = Given.Block(Anna, 1, link: Bert, timestampMs: 1);
        var agreement = Given.Block(Bert, 1, link: Anna, linkSequence: 1);
        var store = Holding(branch, otherBranch, agreement);
        Assert.Equal([otherBranch, branch], store.LinkedTo(agreement));
        Assert.Equal([agreement], store.LinkedTo(otherBranch));
    }

    [Fact]
    public void The_links_of_a_half_block_that_is_not_held_are_found_too()
    {
        var proposal = Given.Block(Anna, 3, link: Bert);
        var agreement = Given.Block(Bert, 8, link: Anna, linkSequence: 3);
        Assert.Equal([proposal], Holding(proposal).LinkedTo(agreement));
        Assert.Equal([agreement], Holding(agreement).LinkedTo(proposal));
    }

    [Fact]
    public void A_half_block_that_links_to_itself_is_not_its_own_other_side()
    {
        var odd = Given.Block(Anna, 4, link: Anna, linkSequence: 4);
        Assert.Empty(Holding(odd).LinkedTo(odd));
    }

    [Fact]
    public void The_most_recent_of_all_chains_come_first_and_of_equal_stamps_the_last_to_arrive()
    {
        var (old, same, alsoSame, young) = (
            Given.Block(Anna, 1, timestampMs: 1),
            Given.Block(Bert, 1, timestampMs: 5),
            Given.Block(Anna, 2, timestampMs: 5),
            Given.Block(Bert, 2, timestampMs: 9));
        var store = Holding(young, old, same, alsoSame);
        Assert.Equal([young, alsoSame, same, old], store.Recent(10, 0));
        Assert.Equal([alsoSame, same], store.Recent(2, 1));
        Assert.Empty(store.Recent(10, 4));
        Assert.Empty(store.Recent(0, 0));
    }

    [Fact]
    public void Chains_are_longest_first_then_by_key()
    {
        var (low, high) = Anna.PublicKey.CompareTo(Bert.PublicKey) < 0 ? (Anna, Bert) : (Bert, Anna);
        var third = Given.Key(3);
        var store = Holding(Given.Block(high, 4), Given.Block(high, 2), Given.Block(low, 4), Given.Block(third, 9, link: Given.Key(4)));
        Assert.Equal([(third.PublicKey, 9u), (low.PublicKey, 4u), (high.PublicKey, 4u)], store.Chains(10));
        Assert.Equal([(third.PublicKey, 9u)], store.Chains(1));
    }

    [Fact]
    public void Half_blocks_of_a_type_are_those_first_seen_on_one_chain_ascending()
    {
        var (ask, bid, lateAsk) = (Given.Block(Anna, 1), Given.Block(Anna, 2, type: "bid"), Given.Block(Anna, 3));
        var forkedToAsk = Given.Block(Anna, 2, type: "ask");
        var store = Holding(lateAsk, bid, ask, forkedToAsk, Given.Block(Bert, 1), Given.Block(Bert, 2, type: "zählerstand"));
        Assert.Equal([ask, lateAsk], store.OfType(Anna.PublicKey, "ask"));
        Assert.Equal([bid], store.OfType(Anna.PublicKey, "bid"));
        Assert.Empty(store.OfType(Anna.PublicKey, "as"));
        Assert.Empty(store.OfType(Anna.PublicKey, "ASK"));
        Assert.Single(store.OfType(Bert.PublicKey, "zählerstand"));
    }

    [Fact]
    public void The_own_chain_grows_by_one_from_genesis()
    {
        var chain = Given.Chain(Own, 3);
        var store = Holding(chain[0]);
        store.Append([chain[1], Given.Block(Anna, 1), chain[2]]);
        Assert.Equal(chain, store.Range(Own.PublicKey, 1, 3, 10));
        Assert.Equal(chain[2], store.Latest(Own.PublicKey));
    }

    [Fact]
    public void A_second_own_half_block_with_the_same_sequence_is_refused()
    {
        var chain = Given.Chain(Own, 2);
        var store = Holding([.. chain]);
        Assert.Throws<LedgerConflictException>(() => store.Append([Given.Block(Own, 2, chain[0].Hash, content: "another")]));
        Assert.Throws<LedgerConflictException>(() => store.Append([Given.Block(Own, 1, content: "another")]));
        Assert.Equal([chain[1]], store.Siblings(Own.PublicKey, 2));
    }

    [Fact]
    public void An_own_half_block_that_skips_a_sequence_is_refused()
    {
        var chain = Given.Chain(Own, 4);
        var store = Holding(chain[0]);
        Assert.Throws<LedgerConflictException>(() => store.Append([chain[2]]));
        Assert.Throws<LedgerConflictException>(() => store.Append([chain[1], chain[3]]));
        Assert.Equal(chain[0], store.Latest(Own.PublicKey));
    }

    [Fact]
    public void An_own_half_block_with_a_wrong_previous_hash_is_refused()
    {
        var chain = Given.Chain(Own, 1);
        var store = Holding();
        Assert.Throws<LedgerConflictException>(() => store.Append([Given.Block(Own, 1, chain[0].Hash)]));
        Assert.Throws<LedgerConflictException>(() => store.Append([Given.Block(Own, 0)]));
        store.Append(chain);
        Assert.Throws<LedgerConflictException>(() => store.Append([Given.Block(Own, 2, BlockHash.Genesis)]));
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void Nothing_of_a_refused_batch_is_kept_and_the_next_batch_is_taken()
    {
        var chain = Given.Chain(Own, 2);
        var (before, after) = (Given.Block(Anna, 1, link: Bert), Given.Block(Bert, 1, type: "bid"));
        var store = Holding();
        Assert.Throws<LedgerConflictException>(() => store.Append([before, chain[0], Given.Block(Own, 1, content: "another"), after]));
        Assert.Equal(0, store.Count);
        Assert.Empty(store.Chains(10));
        Assert.Null(store.Find(before.Hash));
        Assert.Null(store.Latest(Own.PublicKey));
        store.Append([before, .. chain, after]);
        Assert.Equal(4, store.Count);
        Assert.Equal([(Own.PublicKey, 2u)], store.Chains(1));
    }

    [Fact]
    public void A_proof_is_kept_with_its_half_blocks_and_the_first_against_a_culprit_stays()
    {
        var (one, other, third) = (Given.Block(Anna, 1), Given.Block(Anna, 1, type: "bid"), Given.Block(Anna, 1, type: "note"));
        var store = Holding();
        Assert.True(store.RememberProof(new DoubleSpend(one, other)));
        Assert.False(store.RememberProof(new DoubleSpend(one, third)));
        Assert.False(store.RememberProof(new DoubleSpend(one, other)));
        Assert.Equal(new DoubleSpend(one, other), store.ProofAgainst(Anna.PublicKey));
        Assert.Equal(new DoubleSpend(one, other).Encode(), store.ProofAgainst(Anna.PublicKey)!.Encode());
        Assert.Null(store.ProofAgainst(Bert.PublicKey));
        Assert.Equal(0, store.Count);
        Assert.Null(store.Find(one.Hash));
    }

    [Fact]
    public void Proofs_of_every_kind_come_back_the_last_to_arrive_first()
    {
        var chain = Given.Chain(Anna, 3);
        var (spend, broken) = (
            new DoubleSpend(Given.Block(Bert, 7), Given.Block(Bert, 7, type: "bid")), new BrokenChain(chain[0], Given.Block(Anna, 2, chain[1].Hash)));
        var proposal = Given.Block(Anna, 5, link: Given.Key(3));
        var twice = new DoubleCountersign(
            proposal,
            Given.Block(Given.Key(3), 1, link: Anna, linkSequence: 5),
            Given.Block(Given.Key(3), 2, link: Anna, linkSequence: 5));
        var store = Holding();
        Assert.All(new Proof[] { spend, broken, twice }, proof => Assert.True(proof.Verify() && store.RememberProof(proof)));
        Assert.Equal([twice, broken, spend], store.Proofs(10, 0));
        Assert.Equal([broken], store.Proofs(1, 1));
        Assert.Empty(store.Proofs(10, 3));
        Assert.Empty(store.Proofs(0, 0));
    }

    [Fact]
    public void The_chain_of_py_ipv8_gives_its_documented_answers() => new PyIpv8Chain().RequireAnswersOf(Holding([.. PyIpv8Chain.Blocks]));

    [Fact]
    public void Random_half_blocks_give_the_answers_of_a_plain_list() =>
        RandomLedger.Property(batches =>
        {
            var store = Open(Own.PublicKey);
            var model = new PlainLedger();
            foreach (var batch in batches)
            {
                RandomLedger.Grow(model, store, batch);
            }

            RandomLedger.RequireSameAnswers(model, store);
        });
}
