using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Evidence;

public sealed class ChainProofTests
{
    private static readonly SecretKey Alice = LedgerVectors.Key(0);
    private static readonly SecretKey Bob = LedgerVectors.Key(1);

    [Fact]
    public void Two_half_blocks_at_one_place_prove_a_double_spend()
    {
        var (first, second) = (Spend(Alice, 1, 10), Spend(Alice, 1, 20));
        var fraud = new DoubleSpend(first, second);
        Assert.True(fraud.Verify());
        Assert.True(new DoubleSpend(second, first).Verify());
        Assert.Equal(Alice.PublicKey, fraud.Culprit);
    }

    [Fact]
    public void What_is_no_conflict_proves_nothing()
    {
        var spend = Spend(Alice, 1, 10);
        Assert.False(new DoubleSpend(spend, spend).Verify());
        Assert.False(new DoubleSpend(spend, LedgerVectors.Block(spend.Packed.ToArray())).Verify());
        Assert.False(new DoubleSpend(spend, Spend(Alice, 2, 20)).Verify());
        Assert.False(new DoubleSpend(spend, Spend(Bob, 1, 20)).Verify());
    }

    [Fact]
    public void Two_links_to_a_source_are_not_a_double_countersignature()
    {
        Assert.True(OwnChain.TrySource(Alice, null, "ask", "a0d"u8, 1, out var source, out _));
        Assert.True(OwnChain.TryLink(Bob, null, source, "note", "a0d"u8, 1, out var first, out _));
        Assert.True(OwnChain.TryLink(Bob, first, source, "note", "a0d"u8, 1, out var second, out _));
        Assert.False(new DoubleCountersign(source, first, second).Verify());
    }

    [Fact]
    public void A_proposer_who_forks_cannot_frame_a_countersigner_who_names_what_it_signed()
    {
        Assert.True(OwnChain.TrySource(Alice, null, "ask", "a0d"u8, 1, out var source, out _));
        Assert.True(OwnChain.TryLink(Bob, null, source, "note", History.Of(source), 1, out var first, out _));
        Assert.True(OwnChain.TryLink(Bob, first, source, "note", History.Of(source), 1, out var second, out _));
        Assert.True(OwnChain.TryPropose(Alice, null, Bob.PublicKey, "ask", "a0d"u8, 1, out var fork, out _));
        Assert.False(new DoubleCountersign(fork, first, second).Verify());
    }

    [Fact]
    public void A_countersignature_of_something_else_proves_nothing()
    {
        Assert.True(OwnChain.TryPropose(Alice, null, Bob.PublicKey, "pay", "a0d"u8, 1, out var proposal, out _));
        Assert.True(OwnChain.TryPropose(Alice, proposal, Bob.PublicKey, "pay", "a0d"u8, 2, out var other, out _));
        Assert.True(OwnChain.TryAgree(Bob, null, proposal, "a0d"u8, 1, out var first, out _));
        Assert.True(OwnChain.TryAgree(Bob, first, other, "a0d"u8, 1, out var second, out _));
        Assert.False(new DoubleCountersign(proposal, first, second).Verify());
        Assert.False(new DoubleCountersign(proposal, first, first).Verify());
        Assert.False(new DoubleCountersign(first, first, second).Verify());
        Assert.True(OwnChain.TryAgree(Bob, first, proposal, "a0d"u8, 1, out var really, out _));
        Assert.True(new DoubleCountersign(proposal, first, really).Verify());
    }

    [Fact]
    public void Honest_half_blocks_prove_nothing_in_any_combination()
    {
        Prop.ForAll(History.Generator.ToArbitrary(), world =>
        {
            var blocks = world.History.Honest;
            foreach (var first in blocks)
            {
                foreach (var second in blocks)
                {
                    Assert.False(new DoubleSpend(first, second).Verify());
                    Assert.DoesNotContain(blocks, proposal => new DoubleCountersign(proposal, first, second).Verify());
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Fact]
    public void A_forged_accusation_never_verifies()
    {
        var honest = Spend(Alice, 1, 10);
        var changes = from position in Gen.Choose(0, honest.Packed.Length - 1)
                      from bits in Gen.Choose(1, 255)
                      select (position, (byte)bits);
        Prop.ForAll(changes.ToArbitrary(), change =>
        {
            var packed = honest.Packed.ToArray();
            packed[change.position] ^= change.Item2;
            return !HalfBlock.TryUnpack(packed, out var forged)
                || !(new DoubleSpend(honest, forged).Verify() || new DoubleSpend(forged, honest).Verify());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void A_badly_signed_conflict_is_an_error_and_no_evidence()
    {
        var ledger = new MemoryLedger();
        var packed = Spend(Alice, 1, 10).Packed.ToArray();
        packed[^1] ^= 1;
        ledger.Append([LedgerVectors.Block(packed)]);
        var verdict = HalfBlockValidator.Validate(Spend(Alice, 1, 10), ledger);
        Assert.Equal(["Double sign fraud"], verdict.Errors);
        Assert.Empty(verdict.Proofs);
    }

    private static HalfBlock Spend(SecretKey key, uint sequence, ulong timestampMs) => HalfBlock.Sign(
        key, sequence, LedgerVectors.Key(2).PublicKey, 0, BlockHash.Genesis, "pay", "a0d"u8, timestampMs);
}
