using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Evidence;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

/// <summary>Payments that were never countersigned, taken back; and what strangers say to them.</summary>
public sealed class ReclaimTests
{
    private readonly MoneyWorld _world = new();
    private readonly PaidTrade _paid;

    public ReclaimTests()
    {
        _world.Issue(_world.Bob, 12);
        _paid = new PaidTrade(_world, _world.Bob, _world.Alice);
    }

    private static Arbitrary<int[]> Steps => Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary();

    [Fact]
    public void What_was_taken_back_is_in_the_purse_and_can_be_spent_again()
    {
        Assert.Equal(2, _world.Bob.Purse.Balance);
        _paid.Reclaim(_paid.PassDeadline());
        Assert.Equal(12, _world.Bob.Purse.Balance);
        _world.AssertSound(_world.Move(_world.Bob, _world.Carol, 11).Debit);
        _world.AssertSound(_world.Move(_world.Carol, _world.Mallory, 9).Debit);
        Assert.Equal(1, _world.Bob.Purse.Balance);
    }

    [Fact]
    public void Whoever_lacks_the_sellers_chain_asks_for_it_and_finds_out()
    {
        for (var i = 0; i < 60; i++)
        {
            PaidTrade.Note(_world.Alice);
        }

        _paid.Reclaim(_paid.PassDeadline());
        MoneyCheckTests.CompleteByAsking(_world.Move(_world.Bob, _world.Carol, 12).Debit, _world);
    }

    [Fact]
    public void What_was_countersigned_in_time_cannot_be_taken_back()
    {
        _paid.Credit();
        _paid.Reclaim(_paid.PassDeadline());
        _world.AssertUnsound("takes a payment back that was countersigned before", _world.Bob.Pay(_world.Carol, 12));
        _world.AssertSound(_world.Alice.Pay(_world.Carol, 10));
    }

    [Fact]
    public void A_countersignature_that_a_stranger_does_not_hold_is_not_passed_over()
    {
        var credit = _paid.Credit();
        _paid.Reclaim(_paid.PassDeadline());
        var spent = _world.Bob.Pay(_world.Carol, 12);
        Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(spent, _world.Without(credit)));
    }

    [Fact]
    public void The_half_block_that_shows_the_deadline_must_be_the_sellers_and_past_it()
    {
        const string because = "names no half-block of the seller that is past the deadline";
        var early = PaidTrade.Note(_world.Alice);
        _paid.PassDeadline();
        var elsewhere = PaidTrade.Note(_world.Carol);
        var head = _world.Bob.Head;
        foreach (var after in new[] { early, _paid.Agreement, elsewhere, _paid.Payment })
        {
            _world.Bob.GoBackTo(head);
            var world = _world;
            var purse = Purse.Empty(MoneyWorld.Token) with { Balance = 2, Latest = _paid.Payment.Hash };
            var reclaim = _paid.Reclaim(after, purse.Credit(PaidTrade.Price));
            var spent = world.Bob.Pay(world.Carol, new MoneyFields(MoneyWorld.Token, 10, 2, reclaim.Hash, [new Draw(reclaim.Hash, 10)]));
            Assert.Contains(because, Assert.IsType<MoneyVerdict.Unsound>(world.Check(spent, WithoutForks(world, reclaim, spent))).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_payment_is_taken_back_once()
    {
        var after = _paid.PassDeadline();
        _paid.Reclaim(after);
        _paid.Reclaim(after);
        _world.AssertUnsound("takes a payment back a second time", _world.Bob.Pay(_world.Carol, 22));
    }

    [Fact]
    public void No_more_is_taken_back_than_was_paid()
    {
        var after = _paid.PassDeadline();
        _paid.Reclaim(after, _world.Bob.Purse.Credit(11));
        _world.AssertUnsound("takes back what is no payment of that trade", _world.Bob.Pay(_world.Carol, 13));
    }

    [Fact]
    public void A_half_block_that_does_not_follow_from_the_agreement_shows_nothing()
    {
        // The seller forks below its agreement: on that branch nothing was ever agreed to.
        _paid.PassDeadline();
        _world.Alice.GoBackTo(null);
        PaidTrade.Note(_world.Alice);
        var elsewhere = PaidTrade.Note(_world.Alice);
        _paid.Reclaim(elsewhere);
        _world.AssertUnsound("does not follow from the seller's agreement", _world.Bob.Pay(_world.Carol, 12));
    }

    [Fact]
    public void The_rule_finds_the_first_half_block_past_the_deadline_and_only_if_all_before_it_is_held()
    {
        Assert.Null(Find(_world.Ledger));
        var early = PaidTrade.Note(_world.Alice);
        Assert.Null(Find(_world.Ledger));
        var after = _paid.PassDeadline();
        PaidTrade.Note(_world.Alice);
        Assert.Equal(after, Find(_world.Ledger));
        Assert.Null(Find(_world.Without(early)));
        Assert.Null(Find(_world.Without(after)));
    }

    [Fact]
    public void What_was_countersigned_is_not_open_to_be_taken_back()
    {
        _paid.Credit();
        _paid.PassDeadline();
        Assert.Null(Find(_world.Ledger));
    }

    [Fact]
    public void A_later_countersignature_is_proved_whichever_half_comes_last()
    {
        var after = _paid.PassDeadline();
        var reclaim = _paid.Reclaim(after);
        var late = _paid.Credit();
        var expected = new LateCountersignature(_paid.Terms, _paid.Agreement, _paid.Payment, after, reclaim, late);
        Assert.True(expected.Verify());
        Assert.Equal(_world.Alice.PublicKey, expected.Culprit);
        foreach (var last in new[] { reclaim, late })
        {
            var ledger = _world.Without(last);
            Assert.Equal([expected], ProofSearch.CompletedBy(last, HalfBlockValidator.Validate(last, ledger), ledger));
        }
    }

    [Fact]
    public void The_two_sides_agree_on_how_it_ended()
    {
        var reclaimed = _paid.Trade.Evolve(_paid.Reclaim(_paid.PassDeadline()), MoneyWorld.Network);
        Assert.Equal((TradeEnding.Reclaimed, 0), (reclaimed.Ending, reclaimed.PaidAmount));
        Assert.Equal(new TradeStep.Over(TradeEnding.Reclaimed), BuyerRules.Next(reclaimed, BuyerFindings.None, _world.NowMs));
        Assert.Equal(new TradeStep.Over(TradeEnding.Reclaimed), SellerRules.Next(reclaimed, null, _world.NowMs, _world.NowMs));
        Assert.IsType<TradeStep.GiveUp>(SellerRules.Next(_paid.Trade, null, _world.NowMs, _world.NowMs));
        Assert.IsType<TradeStep.TakePayment>(SellerRules.Next(_paid.Trade, null, _world.NowMs, _paid.DeadlineMs));
    }

    /// <summary>
    /// Bob buys of Alice again and again. Each follows the rules, signs when it gets round to it, holds of the other's chain what came in so far, and is
    /// restarted from its own now and then.
    /// </summary>
    [Fact]
    public void Honest_parties_are_never_provable_and_no_token_is_lost_or_made_in_whatever_order_things_happen() => Prop.ForAll(Steps, steps =>
    {
        var market = new ReclaimMarket();
        Array.ForEach(steps, market.Play);
        market.Settle();
        Assert.Empty(AllProofs.Of(market.World.Everything()));
        Assert.Equal(ReclaimMarket.Issued, market.World.All.Sum(peer => peer.Purse.Balance) + market.OnTheirWay);
        Assert.All(market.Reclaims, reclaim => Assert.DoesNotContain(
            market.World.Ledger.LinkedTo(reclaim.Payment), linked => linked.IsAgreement));
        foreach (var peer in new[] { market.World.Alice, market.World.Bob })
        {
            while (peer.Purse.Balance > 0)
            {
                market.World.AssertSound(peer.Pay(market.World.Mallory, PaidTrade.Price));
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void The_parties_of_that_property_take_payments_back_and_countersign_them()
    {
        var (reclaimed, credited) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var market = new ReclaimMarket();
            for (var i = 0; i < 60; i++)
            {
                market.Play(random.Next());
            }

            reclaimed += market.Reclaims.Count;
            credited += market.Credited;
        }

        Assert.True(reclaimed > 20 && credited > 20, $"{reclaimed} taken back, {credited} countersigned");
    }

    private HalfBlock? Find(ILedgerReader ledger) => ReclaimRule.Find(TradeHistory.Find(_paid.Terms.Hash, ledger, MoneyWorld.Network)!, ledger, MoneyWorld.Network);

    /// <summary>All but Bob's other attempts.</summary>
    private static MemoryLedger WithoutForks(MoneyWorld world, params HalfBlock[] kept) => world.Without(
        [.. world.Everything().Where(b => b.PublicKey.Equals(world.Bob.PublicKey) && !kept.Contains(b) && kept.Any(k => k.Sequence == b.Sequence))]);
}
