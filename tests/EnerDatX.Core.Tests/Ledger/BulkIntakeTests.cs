using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Ledger;

public sealed class BulkIntakeTests
{
    [Fact]
    public void A_bulk_gives_the_verdicts_and_the_ledger_that_one_by_one_gives_on_one_core_and_on_three() =>
        Prop.ForAll(Arb.From(History.Generator), story =>
        {
            var expected = new MemoryLedger();
            var verdicts = story.Arrivals.Select(block => OneByOne(expected, block)).ToList();
            AssertSame(new BulkIntake(new MemoryLedger(), null, work => work()));
            AssertSame(new BulkIntake(new MemoryLedger(), null, work => Parallel.Invoke(work, work, work)));

            void AssertSame(BulkIntake intake)
            {
                var taken = intake.Take([.. story.Arrivals.Select(Packed)]);
                Assert.Equal(verdicts, taken.Select(one => (one.Block!.Hash, one.IsNew, one.Verdict!.State)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void More_than_one_group_is_taken_in_order_and_the_rest_too()
    {
        var chain = Chain((2 * BulkIntake.GroupSize) + 77);
        var ledger = new MemoryLedger();
        var taken = new BulkIntake(ledger, null, work => Parallel.Invoke(work, work)).Take([.. chain.Select(Packed)]);
        Assert.All(taken, one => Assert.True(one is { IsNew: true, Verdict.State: ValidationState.PartialNext }));
        Assert.Equal(chain, ledger.Range(chain[0].PublicKey, 1, uint.MaxValue, int.MaxValue));
    }

    [Fact]
    public void What_is_no_half_block_or_held_or_on_the_own_chain_is_not_taken()
    {
        var (chain, own) = (Chain(3), LedgerVectors.Key(1));
        var ledger = new MemoryLedger();
        ledger.Append([chain[0]]);
        var mine = HalfBlock.Sign(own, 1, chain[0].PublicKey, 0, BlockHash.Genesis, "pay", "a0d"u8, 1);
        var taken = new BulkIntake(ledger, own.PublicKey, work => work())
            .Take([Packed(chain[0]), new byte[100], Packed(mine), Packed(chain[1]), Packed(chain[1])]);
        Assert.Equal([false, false, false, true, false], taken.Select(one => one.IsNew));
        Assert.Equal([false, false, false, true, false], taken.Select(one => one.Verdict is not null));
        Assert.Null(taken[1].Block);
        Assert.Equal(2, ledger.Count);
    }

    [Fact]
    public void A_forged_signature_is_refused_and_a_double_spend_within_one_bulk_is_kept_and_proved()
    {
        var chain = Chain(2);
        var second = HalfBlock.Sign(LedgerVectors.Key(0), 2, LedgerVectors.Key(2).PublicKey, 0, chain[0].Hash, "pay", "a0d"u8, 9);
        var forged = chain[1].Packed.ToArray();
        forged[200] ^= 1;
        var ledger = new MemoryLedger();
        var taken = new BulkIntake(ledger, null, work => work()).Take([Packed(chain[0]), forged, Packed(chain[1]), Packed(second)]);
        Assert.Equal([true, false, true, true], taken.Select(one => one.IsNew));
        Assert.Equal([true, false, true, false], taken.Select(one => one.Verdict!.IsAcceptable));
        Assert.Equal(chain[0].PublicKey, Assert.Single(taken[3].Verdict!.Proofs).Culprit);
        Assert.Equal([chain[1], second], ledger.Siblings(chain[0].PublicKey, 2));
    }

    private static (BlockHash, bool, ValidationState) OneByOne(MemoryLedger ledger, HalfBlock block)
    {
        var verdict = HalfBlockValidator.Validate(block, ledger);
        var isKept = verdict.IsAcceptable || verdict.Proofs.Count > 0;
        ledger.Append(isKept ? [block] : []);
        return (block.Hash, isKept, verdict.State);
    }

    private static ReadOnlyMemory<byte> Packed(HalfBlock block) => block.Packed.ToArray();

    private static List<HalfBlock> Chain(int length)
    {
        var chain = new List<HalfBlock>();
        for (uint sequence = 1; sequence <= length; sequence++)
        {
            chain.Add(HalfBlock.Sign(
                LedgerVectors.Key(0), sequence, LedgerVectors.Key(1).PublicKey, 0, chain.LastOrDefault()?.Hash ?? BlockHash.Genesis, "pay", "a0d"u8, sequence));
        }

        return chain;
    }
}
