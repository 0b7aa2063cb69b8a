using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>Links blame whoever makes them, in whatever order things arrive: the corrected defects of py-ipv8.</summary>
public sealed class LinkRuleTests
{
    private static readonly SecretKey Alice = LedgerVectors.Key(0);
    private static readonly SecretKey Bob = LedgerVectors.Key(1);
    private static readonly SecretKey Carol = LedgerVectors.Key(2);
    private static readonly SecretKey Mallory = LedgerVectors.Key(History.Mallory);

    private readonly MemoryLedger _ledger = new();

    [Fact]
    public void A_forged_link_to_the_next_sequence_number_does_not_spoil_the_victims_proposal()
    {
        var forged = History.Forge(Mallory, null, Alice.PublicKey, 1, timestampMs: 1);
        Assert.Equal(ValidationState.PartialNext, Judge(forged).State);
        var proposal = Propose(Alice, Bob.PublicKey, 100);
        Assert.Equal(ValidationState.PartialNext, Judge(proposal).State);
        Assert.Equal(["Public key mismatch on linked block"], Judge(forged).Errors);
    }

    [Fact]
    public void A_forged_link_to_a_held_proposal_is_invalid_at_once()
    {
        Judge(Propose(Alice, Bob.PublicKey, 100));
        Assert.Equal(["Public key mismatch on linked block"], Judge(History.Forge(Mallory, null, Alice.PublicKey, 1, timestampMs: 1)).Errors);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(900UL)]
    public void A_forged_link_does_not_make_the_real_countersigner_a_cheat(ulong forgedTimestampMs)
    {
        Judge(History.Forge(Mallory, null, Alice.PublicKey, 1, forgedTimestampMs));
        var proposal = Propose(Alice, Bob.PublicKey, 100);
        Judge(proposal);
        var verdict = Judge(Agree(Bob, proposal, 200));
        Assert.Equal(ValidationState.PartialNext, verdict.State);
        Assert.Empty(verdict.Proofs);
    }

    [Fact]
    public void A_link_to_an_agreement_does_not_spoil_the_agreement()
    {
        var proposal = Propose(Alice, Bob.PublicKey, 100);
        Judge(proposal);
        Judge(History.Forge(Mallory, null, Bob.PublicKey, 1, timestampMs: 1));
        Assert.Equal(ValidationState.PartialNext, Judge(Agree(Bob, proposal, 200)).State);
    }

    [Fact]
    public void A_source_stays_valid_when_linked_blocks_are_held()
    {
        Assert.True(OwnChain.TrySource(Alice, null, "ask", "a0d"u8, 1, out var source, out _));
        Judge(source);
        foreach (var linker in new[] { Bob, Carol })
        {
            Assert.True(OwnChain.TryLink(linker, null, source, "note", "a0d"u8, 0, out var link, out _));
            Judge(link);
        }

        Assert.Equal(ValidationState.PartialNext, Judge(source).State);
    }

    [Fact]
    public void A_double_countersignature_is_evidence_against_the_countersigner()
    {
        var proposal = Propose(Alice, Bob.PublicKey, 100);
        var first = Agree(Bob, proposal, 200);
        var second = Agree(Bob, proposal, 300, first);
        Judge(proposal);
        Judge(first);
        var verdict = Judge(second);
        Assert.Equal(["Double countersign fraud"], verdict.Errors);
        Assert.Equal([new DoubleCountersign(proposal, first, second)], verdict.Proofs);
        Assert.Equal(Bob.PublicKey, verdict.Proofs[0].Culprit);
    }

    [Fact]
    public void A_proposal_that_arrives_last_still_shows_its_double_countersignature_and_stays_valid()
    {
        var proposal = Propose(Alice, Bob.PublicKey, 100);
        var first = Agree(Bob, proposal, 200);
        var second = Agree(Bob, proposal, 300, first);
        Assert.Empty(Judge(first).Proofs);
        Assert.Empty(Judge(second).Proofs);
        var verdict = Judge(proposal);
        Assert.Equal(ValidationState.PartialNext, verdict.State);
        Assert.Equal([new DoubleCountersign(proposal, first, second)], verdict.Proofs);
    }

    [Fact]
    public void Whoever_countersigns_the_second_branch_of_a_fork_and_names_it_is_believed()
    {
        var toBob = Propose(Alice, Bob.PublicKey, 100);
        var toCarol = Propose(Alice, Carol.PublicKey, 100);
        Judge(toBob);
        var carols = Agree(Carol, toCarol, 200, of: toCarol);
        Assert.Empty(HalfBlockValidator.Validate(carols, _ledger).Errors);
        Judge(toCarol);
        _ledger.Append([toCarol]);
        Assert.Equal(["Public key mismatch on linked block"], Judge(Agree(Carol, toCarol, 200)).Errors);
        Assert.Equal(["Public key mismatch on linked block"], Judge(Agree(Carol, toCarol, 200, of: toBob)).Errors);
        Assert.Empty(Judge(carols).Errors);
    }

    [Fact]
    public void Honest_half_blocks_are_accepted_in_any_order_whatever_is_forged_around_them()
    {
        Prop.ForAll(History.Generator.ToArbitrary(), world =>
        {
            var ledger = new MemoryLedger();
            foreach (var block in world.Arrivals)
            {
                var verdict = HalfBlockValidator.Validate(block, ledger);
                Assert.Empty(verdict.Proofs);
                Assert.True(verdict.IsAcceptable || world.History.Forged.Contains(block), string.Join(", ", verdict.Errors));
                ledger.Append(verdict.IsAcceptable ? [block] : []);
            }

            foreach (var block in world.History.Honest)
            {
                var isHead = block.Equals(ledger.Latest(block.PublicKey));
                var verdict = HalfBlockValidator.Validate(block, ledger);
                Assert.Equal(isHead ? ValidationState.PartialNext : ValidationState.Valid, verdict.State);
                Assert.Empty(verdict.Proofs);
            }

            foreach (var forged in world.History.Forged)
            {
                var target = ledger.Find(forged.LinkPublicKey, forged.LinkSequence);
                var isNowRefuted = target is not null && !target.LinkPublicKey.IsAny;
                Assert.Equal(isNowRefuted, !HalfBlockValidator.Validate(forged, ledger).IsAcceptable);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static HalfBlock Propose(SecretKey key, PublicKey counterparty, ulong nowMs)
    {
        Assert.True(OwnChain.TryPropose(key, null, counterparty, "pay", "a0d"u8, nowMs, out var block, out var refusal), refusal);
        return block;
    }

    private static HalfBlock Agree(SecretKey key, HalfBlock proposal, ulong nowMs, HalfBlock? head = null, HalfBlock? of = null)
    {
        var transaction = of is null ? proposal.Transaction : History.Of(of);
        Assert.True(OwnChain.TryAgree(key, head, proposal, transaction, nowMs, out var block, out var refusal), refusal);
        return block;
    }

    private Verdict Judge(HalfBlock block)
    {
        var verdict = HalfBlockValidator.Validate(block, _ledger);
        _ledger.Append(verdict.IsAcceptable ? [block] : []);
        return verdict;
    }
}
