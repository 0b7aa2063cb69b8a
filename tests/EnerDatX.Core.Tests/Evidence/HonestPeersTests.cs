using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;
using EnerDatX.Core.Tests.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Evidence;

/// <summary>Whoever is honest is never provable, and whoever cheats is found out by whoever holds the half-blocks, in any order.</summary>
public sealed class HonestPeersTests
{
    private static Arbitrary<(int[] Steps, int Order)> Runs => (
        from steps in Gen.Choose(0, int.MaxValue).ArrayOf(40)
        from order in Gen.Choose(0, int.MaxValue)
        select (steps, order)).ToArbitrary();

    [Fact]
    public void No_combination_of_honest_half_blocks_is_a_proof_of_any_kind() => Prop.ForAll(Runs, run =>
    {
        Assert.Empty(AllProofs.Of(Honestly(run.Steps).Everything()));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Fact]
    public void Nothing_is_found_against_honest_peers_in_whatever_order_their_half_blocks_come() => Prop.ForAll(Runs, run =>
    {
        Assert.Empty(Found(Shuffled(Honestly(run.Steps).Everything(), run.Order)).Proofs(10, 0));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void The_kinds_of_fraud_in_these_tests_are_many()
    {
        var kinds = new SortedSet<ProofKind>();
        for (var seed = 0; seed < 60; seed++)
        {
            var gang = new Gang();
            var random = new Random(seed);
            for (var step = 0; step < 60; step++)
            {
                gang.Play(random);
            }

            kinds.UnionWith(Found(Shuffled(gang.Everything, seed)).Proofs(10, 0).Select(proof => proof.Kind));
        }

        Assert.Equal(
            [ProofKind.DoubleSpend, ProofKind.DoubleCountersign, ProofKind.BrokenChain, ProofKind.MoneyFork, ProofKind.WrongBalance, ProofKind.CreditOverspent],
            kinds.Where(kind => kind != ProofKind.ContradictoryPointers));
    }

    [Fact]
    public void Licences_that_conflict_are_found_whichever_half_block_of_the_sales_comes_last()
    {
        var world = new MoneyWorld();
        var sales = new Sales(world, world.Mallory);
        var (one, other) = (sales.Sell(Sales.Day(1, Licence.Exclusive)), sales.Sell(Sales.Day(1)));
        FoundWithTheLast(world, one, other);
    }

    [Fact]
    public void So_are_two_sales_for_one_exclusive_ask()
    {
        var world = new MoneyWorld();
        var sales = new Sales(world, world.Mallory);
        var one = sales.Sell(Sales.Day(1, Licence.Exclusive));
        FoundWithTheLast(world, one, sales.Sell(sales.Pay(Sales.Day(1, Licence.Exclusive), one.Ask)));
    }

    [Fact]
    public void Conflicting_licences_are_found_in_whatever_order_the_half_blocks_come() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), order =>
    {
        var world = new MoneyWorld();
        var sales = new Sales(world, world.Mallory);
        SoldLicence[] sold = [.. new[] { 1, 1, 2, 1 }.Select((dataset, i) => sales.Sell(Sales.Day((byte)dataset, i == order % 4 ? Licence.Exclusive : Licence.Copy)))];
        var proof = Found(Shuffled(world.Everything(), order)).ProofAgainst(world.Mallory.PublicKey);
        Assert.Equal(ProofKind.ConflictingLicences, Assert.IsType<ConflictingLicences>(proof).Kind);
        Assert.Contains(sold[order % 4].Delivery, proof.Halves);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static void FoundWithTheLast(MoneyWorld world, SoldLicence one, SoldLicence other)
    {
        foreach (var last in new[] { one, other }.SelectMany(sale => (HalfBlock[])[sale.Ask, sale.Terms, sale.TermsAgreement, sale.Payment, sale.Credit, sale.Delivery]).Distinct())
        {
            var ledger = Found([.. world.Everything().Where(block => !block.Equals(last)), last]);
            Assert.Equal(new ConflictingLicences(one, other), ledger.ProofAgainst(world.Mallory.PublicKey));
        }
    }

    [Fact]
    public void A_seller_of_copies_of_which_one_was_given_back_is_no_cheat()
    {
        var world = new MoneyWorld();
        var sales = new Sales(world, world.Alice);
        sales.Sell(Sales.Day(1));
        sales.Sell(Sales.Day(1));
        sales.Sell(Sales.Day(2, Licence.Exclusive) with { Hours = (24, 48) });
        sales.Pay(Sales.Day(2) with { Hours = (24, 48) });
        Assert.Empty(Found(world.Everything()).Proofs(10, 0));
    }

    [Fact]
    public void A_stranger_who_links_and_forks_as_it_likes_makes_no_cheat_of_anybody() => Prop.ForAll(History.Generator.ToArbitrary(), world =>
    {
        var mallory = LedgerVectors.Key(History.Mallory).PublicKey;
        Assert.All(AllProofs.Of(world.Arrivals), proof => Assert.Equal(mallory, proof.Culprit));
        Assert.All(Found(world.Arrivals).Proofs(10, 0), proof => Assert.Equal(mallory, proof.Culprit));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Whoever_can_be_proven_a_cheat_is_proven_one_in_whatever_order_the_half_blocks_come() =>
        FoundInWhateverOrder.Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    /// <summary>Both branches of the proposer's fork are addressed to one peer, who countersigns the one twice that came last.</summary>
    [Fact]
    public void Two_countersignatures_of_the_branch_that_came_last_are_found() =>
        FoundInWhateverOrder.Check(Config.QuickThrowOnFailure.WithMaxTest(1).WithReplay(9434523865033199762UL, 5190366208820479511UL, 32));

    private static Property FoundInWhateverOrder => Prop.ForAll(Runs, run =>
    {
        var gang = new Gang();
        foreach (var step in run.Steps)
        {
            gang.Play(new Random(step));
        }

        var provable = AllProofs.Of(gang.Everything).Select(proof => proof.Culprit).Distinct().Order().ToList();
        var proven = Found(Shuffled(gang.Everything, run.Order)).Proofs(100, 0);
        Assert.All(proven, proof => Assert.True(proof.Verify() && gang.IsOfTheGang(proof.Culprit)));
        Assert.Equal(provable, proven.Select(proof => proof.Culprit).Order());
    });

    /// <summary>What a peer that gets these half-blocks, one after the other, holds in the end.</summary>
    private static MemoryLedger Found(IReadOnlyList<HalfBlock> arrivals)
    {
        var ledger = new MemoryLedger();
        foreach (var block in arrivals)
        {
            foreach (var proof in ProofSearch.CompletedBy(block, HalfBlockValidator.Validate(block, ledger), ledger))
            {
                Assert.True(proof.Verify());
                ledger.RememberProof(proof);
            }

            ledger.Append([block]);
        }

        return ledger;
    }

    /// <summary>Peers with back-pointers who issue, pay, tell everyone, and are restarted from their chain now and then.</summary>
    private static MoneyWorld Honestly(IReadOnlyList<int> steps)
    {
        var world = new MoneyWorld { PointsBack = true };
        foreach (var step in steps)
        {
            var (from, to) = (world.All[step % 5], world.All[((step % 5) + 1 + (step / 5 % 4)) % 5]);
            var amount = (step / 25 % 9) + 1;
            switch (step / 225 % 5)
            {
                case 0:
                    world.Issue(to, amount);
                    break;
                case 1:
                    from.Publish(BlockTypes.Ask, MarketHead.Begin(MoneyWorld.Network).Encode());
                    break;
                case 2:
                    from.RestartFrom(world.Ledger);
                    break;
                case var _ when from.Purse.Debit(amount).Fields is not null:
                    world.Move(from, to, amount);
                    break;
                default:
                    break;
            }
        }

        return world;
    }

    private static HalfBlock[] Shuffled(IReadOnlyList<HalfBlock> blocks, int seed)
    {
        var shuffled = blocks.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
