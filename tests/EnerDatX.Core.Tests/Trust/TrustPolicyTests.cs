using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Market;
using EnerDatX.Core.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Trust;

/// <summary>What may be put at risk, and that it is never more.</summary>
public sealed class TrustPolicyTests
{
    private const string Token = "DUM1";

    private static readonly TrustPolicy Policy = new(MinSellerPerThousand: 0, MostWithNewcomer: 10, MostWithPeer: 30, MostInAll: 50);
    private static readonly Standing Known = new(1, 0);
    private static readonly MoneyWorld World = new();

    public static TheoryData<long, long, long, bool, TrustBarrier> Limits => new()
    {
        { 10, 0, 0, false, TrustBarrier.None },
        { 11, 0, 0, false, TrustBarrier.NewcomerLimit },
        { 1, 10, 10, false, TrustBarrier.NewcomerLimit },
        { 11, 0, 0, true, TrustBarrier.None },
        { 20, 10, 10, true, TrustBarrier.None },
        { 21, 10, 10, true, TrustBarrier.PeerLimit },
        { 31, 0, 0, false, TrustBarrier.PeerLimit },
        { 10, 0, 40, false, TrustBarrier.None },
        { 10, 0, 41, false, TrustBarrier.TotalLimit },
        { 30, 0, 21, true, TrustBarrier.TotalLimit },
        { MoneyFields.MaxAmount, 0, 0, true, TrustBarrier.PeerLimit },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_stake_is_refused_by_the_first_limit_that_it_would_exceed(long amount, long withPeer, long inAll, bool isKnown, TrustBarrier barrier)
    {
        AssertBarrier(barrier, TradeSide.Buyer);

        // Who only ever buys has no score, however well it pays.
        AssertBarrier(barrier == TrustBarrier.NewcomerLimit ? TrustBarrier.None : barrier, TradeSide.Seller);

        void AssertBarrier(TrustBarrier expected, TradeSide side)
        {
            var isAllowed = Policy.Allows(StakeOf(amount, side: side), new Exposure(withPeer, inAll), isKnown ? Known : default, out var refusal);
            Assert.Equal((expected == TrustBarrier.None, expected), (isAllowed, refusal?.Barrier ?? TrustBarrier.None));
        }
    }

    [Fact]
    public void A_minimum_score_is_asked_of_sellers_only_and_of_newcomers_too()
    {
        var choosy = Policy with { MinSellerPerThousand = 50 };
        Assert.False(choosy.Allows(StakeOf(1), default, new Standing(9, 49), out var refusal));
        Assert.Equal("the seller's relative score is 0.049, and this node buys from 0.050", refusal.Reason);
        Assert.False(choosy.Allows(StakeOf(1), default, default, out _));
        Assert.True(choosy.Allows(StakeOf(1), default, new Standing(9, 50), out _));
        Assert.True(choosy.Allows(StakeOf(1, side: TradeSide.Seller), default, default, out _));
    }

    [Fact]
    public void A_refusal_names_what_would_be_at_risk_and_what_may_be()
    {
        Policy.Allows(StakeOf(4), new Exposure(8, 8), default, out var refusal);
        Assert.Equal("12 DUM1 would be at risk at a time with this newcomer, and this node risks at most 10", refusal!.Reason);
    }

    [Fact]
    public void The_policy_says_truly_when_the_standing_does_not_matter() =>
        Prop.ForAll(
            (from amount in Gen.Choose(1, 40)
             from withPeer in Gen.Choose(0, 40)
             from others in Gen.Choose(0, 40)
             from minimum in Gen.Elements(0, 500)
             from newcomer in Gen.Choose(0, 50)
             from side in Gen.Elements(TradeSide.Buyer, TradeSide.Seller)
             select (amount, withPeer, others, minimum, newcomer, side)).ToArbitrary(),
            x =>
            {
                var policy = Policy with { MinSellerPerThousand = x.minimum, MostWithNewcomer = x.newcomer };
                var (stake, beside) = (StakeOf(x.amount, side: x.side), new Exposure(x.withPeer, x.withPeer + x.others));
                var answers = new[] { default, new Standing(1, 0), new Standing(9, 499), new Standing(9, 500) }
                    .Select(standing => policy.Allows(stake, beside, standing, out _)).Distinct().Count();
                Assert.True(answers == 1 || policy.DependsOnStanding(stake, beside));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void However_trades_begin_and_end_the_sums_are_those_of_the_stakes_and_never_above_the_limits() =>
        Prop.ForAll(Steps().ToArbitrary(), steps =>
        {
            var exposures = new Exposures();
            var plain = new Dictionary<BlockHash, Stake>();
            foreach (var (name, peer, amount, kind) in steps)
            {
                var hash = new BlockHash([(byte)name, .. new byte[31]]);
                var stake = StakeOf(amount, peer, kind == 2 ? TradeSide.Seller : TradeSide.Buyer, kind != 3);
                var beside = exposures.Beside(hash, stake.Counterparty, Token);
                var others = plain.Where(p => p.Key != hash).Select(p => p.Value).ToList();
                if (kind == 0)
                {
                    exposures.Remove(hash);
                    plain.Remove(hash);
                }
                else if (kind == 3 || Policy.Allows(stake, beside, peer == 0 ? Known : default, out _))
                {
                    if (kind == 3 && plain.GetValueOrDefault(hash) is not { } before)
                    {
                        continue; // only what went on can be over
                    }
                    else if (kind == 3)
                    {
                        var held = plain[hash];
                        stake = held with { Amount = Math.Min(amount, held.Amount), IsOpen = false };
                    }

                    exposures.Put(hash, stake);
                    plain[hash] = stake;
                }

                foreach (var key in World.All.Select(p => p.PublicKey))
                {
                    var with = exposures.With(key, Token);
                    Assert.Equal(plain.Values.Where(s => s.Counterparty.Equals(key)).Sum(s => s.Amount), (long)with.WithPeer);
                    Assert.Equal(plain.Values.Where(s => s.CountsInAll).Sum(s => s.Amount), (long)with.InAll);
                    var standing = key.Equals(World.All[0].PublicKey) ? Known : default;
                    var isSelling = plain.Values.Any(s => s.Counterparty.Equals(key) && s.Side == TradeSide.Seller);
                    Assert.InRange((long)with.WithPeer, 0, Policy.MostWith(standing, isSelling ? TradeSide.Seller : TradeSide.Buyer));
                    Assert.InRange((long)with.InAll, 0, Policy.MostInAll);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Theory]
    [InlineData(10, 1, 10)]
    [InlineData(10, 3, 4)]
    [InlineData(9, 3, 3)]
    [InlineData(MoneyFields.MaxAmount, 1_024, 976_562_500_000)]
    public void A_trade_risks_its_dearest_segment_while_it_goes_on(long price, int segments, long expected)
    {
        var terms = new TradeTerms(
            MoneyWorld.SomeTrade, MoneyWorld.SomeTrade, "EW" + new string('a', 64), Licence.Copy, segments, Token, price, 0, new byte[32]);
        Assert.Equal(expected, Enumerable.Range(0, segments).Max(terms.PriceOf));
        var stake = Stake.In(terms, World.Alice.PublicKey, TradeSide.Seller);
        Assert.Equal((expected, true, true), (stake.Amount, stake.IsOpen, stake.CountsInAll));
    }

    [Fact]
    public void When_it_is_over_a_buyer_is_owed_what_it_paid_and_a_seller_receipts_for_what_it_delivered()
    {
        var market = new SmallMarket();
        var (alice, bob) = (market.World.Alice, market.World.Bob);
        var sale = market.Begin(alice, bob, 10, segments: 3);
        AssertOwed(0, 0);
        var first = sale.Pay(0);
        AssertOwed(3, 0);
        var delivery = sale.Deliver(first, 0);
        AssertOwed(3, 3);
        sale.Receive(delivery, 0);
        AssertOwed(0, 0);
        sale.Pay(1);
        sale.Deliver(sale.Pay(2), 2);
        AssertOwed(3 + 4, 4);

        void AssertOwed(long toBuyer, long toSeller)
        {
            var trade = TradeHistory.Find(sale.Init.Hash, market.World.Ledger, MoneyWorld.Network)!;
            Assert.Equal(new Stake(alice.PublicKey, TradeSide.Buyer, Token, toBuyer, false), Stake.After(trade, bob.PublicKey));
            Assert.Equal(new Stake(bob.PublicKey, TradeSide.Seller, Token, toSeller, false), Stake.After(trade, alice.PublicKey));
        }
    }

    [Fact]
    public void A_receipt_that_is_owed_counts_against_its_buyer_and_not_in_all()
    {
        var exposures = new Exposures();
        exposures.Put(BlockHash.Genesis, StakeOf(7, side: TradeSide.Seller, isOpen: false));
        Assert.Equal(new Exposure(7, 0), exposures.With(World.Alice.PublicKey, Token));
        exposures.Put(BlockHash.Genesis, StakeOf(7, isOpen: false));
        Assert.Equal(new Exposure(7, 7), exposures.With(World.Alice.PublicKey, Token));
        Assert.Equal(new Exposure(0, 0), exposures.Beside(BlockHash.Genesis, World.Alice.PublicKey, Token));
        Assert.Equal(new Exposure(0, 0), exposures.With(World.Alice.PublicKey, "DUM2"));
    }

    private static Stake StakeOf(long amount, int peer = 0, TradeSide side = TradeSide.Buyer, bool isOpen = true) =>
        new(World.All[peer].PublicKey, side, Token, amount, isOpen);

    /// <summary>Kind 0 forgets a trade, 1 and 2 begin one as buyer and as seller, 3 ends one with something owed.</summary>
    private static Gen<(int Name, int Peer, int Amount, int Kind)[]> Steps() =>
        from count in Gen.Choose(1, 60)
        from steps in Gen.ArrayOf(
            from name in Gen.Choose(0, 12)
            from peer in Gen.Choose(0, 4)
            from amount in Gen.Choose(1, 15)
            from kind in Gen.Choose(0, 3)
            select (name, peer, amount, kind),
            count)
        select steps;
}
