using EnerDatX.Core.Evidence;

namespace EnerDatX.Laboratory.Tests.Attackers;

/// <summary>What contradicts by its own signatures comes to light, wherever it was shown.</summary>
public sealed class ForkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Who_forks_once_is_exposed_to_everybody(int seed)
    {
        using var world = Attacked.Ledger("behaviour = fork-once, share = 0.2", (ulong)seed);
        world.AssertEverybodyKnows(ProofKind.DoubleSpend, ProofKind.BrokenChain, ProofKind.ContradictoryPointers);
        Assert.Equal(2, world.Result.Tables.Frauds.Count);
    }

    [Fact]
    public void Who_forks_goes_on_at_once_and_waits_for_nobody_who_may_know_its_chain_better()
    {
        using var world = Attacked.Ledger("behaviour = fork-once, share = 0.2", proposeEvery: "500ms");
        Assert.All(world.Truth, attack =>
        {
            var next = world.ChainOf(world.All[attack.Attacker]).First(own => own.Sequence > attack.Halves[^1].Sequence);
            Assert.InRange((long)next.TimestampMs - attack.AtMs, 1, 1_500);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void In_a_market_too(int seed)
    {
        using var world = Attacked.Market("behaviour = fork-once, share = 0.2, stop = 90s", (ulong)seed);
        world.AssertEverybodyKnows(ProofKind.DoubleSpend, ProofKind.BrokenChain, ProofKind.ContradictoryPointers, ProofKind.MoneyFork);
    }

    [Fact]
    public void Who_signs_two_half_blocks_in_one_moment_is_exposed_to_everybody()
    {
        using var world = Attacked.Ledger("behaviour = fork-twins, share = 0.2, start = 30s");
        world.AssertEverybodyKnows(ProofKind.DoubleSpend);
        Assert.All(world.Truth, attack => Assert.Equal(((long)world.BeginMs + 30_000, 2), (attack.AtMs, attack.Halves.Select(half => half.Hash).Distinct().Count())));
    }

    [Fact]
    public void Who_forks_for_three_at_once_is_exposed_to_everybody()
    {
        using var world = Attacked.Ledger("behaviour = fork-burst, share = 0.1, stop = 60s");
        world.AssertEverybodyKnows(ProofKind.DoubleSpend, ProofKind.BrokenChain, ProofKind.ContradictoryPointers);
    }

    [Fact]
    public void Who_rewrites_five_half_blocks_is_exposed_to_everybody()
    {
        using var world = Attacked.Ledger("behaviour = fork-deep, share = 0.1, stop = 60s");
        world.AssertEverybodyKnows(ProofKind.DoubleSpend, ProofKind.BrokenChain, ProofKind.ContradictoryPointers);
    }

    [Fact]
    public void Who_shows_each_side_its_own_branch_is_exposed_by_what_the_sides_tell_each_other()
    {
        using var world = Attacked.Ledger("behaviour = fork-partitioned, share = 0.1, stop = 60s");
        world.AssertEverybodyKnows(ProofKind.DoubleSpend, ProofKind.BrokenChain, ProofKind.ContradictoryPointers);
    }

    [Fact]
    public void Two_who_erase_what_a_third_has_seen_are_both_exposed()
    {
        using var world = Attacked.Ledger("behaviour = collusive-erase, share = 0.2, stop = 60s");
        Assert.Equal(2, world.Result.Tables.Frauds.Select(f => f.Attacker).Distinct().Count());
        world.AssertEverybodyKnows(ProofKind.DoubleSpend, ProofKind.BrokenChain, ProofKind.ContradictoryPointers, ProofKind.DoubleCountersign);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Who_countersigns_twice_is_exposed_as_that(int seed)
    {
        using var world = Attacked.Ledger("behaviour = double-countersign, share = 0.1, stop = 60s", (ulong)seed);
        world.AssertEverybodyKnows(ProofKind.DoubleCountersign);
    }

    [Fact]
    public void A_new_key_for_each_fraud_is_exposed_each_time_and_its_maker_is_not()
    {
        using var world = Attacked.Ledger("behaviour = whitewash, share = 0.1, budget = 2, stop = 60s");
        Assert.Equal(2, world.Result.Tables.Frauds.Count);
        Assert.All(world.Result.Tables.Frauds, fraud =>
        {
            Assert.Equal(world.Honest.Count - 1, fraud.KnownAtEnd); // all but the issuer, who is not counted
            Assert.NotNull(fraud.FirstDetectedMs);
            Assert.True(fraud.CommittedMs <= fraud.FirstDetectedMs && fraud.FirstDetectedMs <= fraud.Known99Ms);
        });
        Assert.NotEqual(world.Result.Tables.Frauds[0].FirstDetectedMs, world.Result.Tables.Frauds[1].FirstDetectedMs);
        Assert.All(world.Honest, participant =>
        {
            var proofs = participant.Peer.Ledger.Proofs(10, 0);
            Assert.Equal(2, proofs.Count);
            Assert.All(proofs, proof => Assert.Equal(ProofKind.DoubleSpend, proof.Kind));
            Assert.All(proofs, proof => Assert.DoesNotContain(proof.Culprit, world.All.Select(p => p.Self)));
        });
    }
}
