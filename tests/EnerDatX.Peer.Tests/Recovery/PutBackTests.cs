using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Recovery;

/// <summary>An older copy of a peer's ledger is put back, as its owner may do who means no harm: the key must not sign the same numbers again.</summary>
public sealed class PutBackTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_peer_whose_ledger_was_put_back_fetches_what_it_lacks_and_goes_on(bool withMarks)
    {
        using var story = new SaleStory().Prepare().Offer();
        var old = Held(story.Owner);
        Sell(story);
        var signed = story.Owner.Ledger.Latest(story.Owner.Self)!;

        story.Owner.Crash();
        story.Owner.PutBack(old, withMarks);
        story.Owner.Start();
        var second = story.Import(story.Owner);
        story.RunUntil(() => story.Owner.Ledger.Find(signed.Hash) is not null);
        story.RunUntil(() => Status(story.Owner, story).State == SigningState.Ready);
        Assert.Equal(SaleStory.Price, SaleStory.Balance(story.Owner));
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Owner)!.Ending);
        Assert.Null(story.Owner.Marks.Required);

        SellAgain(story, second);
        Assert.Equal(2 * SaleStory.Price, SaleStory.Balance(story.Owner));
        NobodyIsACheat(story);
        Truths.HoldFor(story);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void A_payer_whose_ledger_was_put_back_does_not_pay_with_the_same_tokens_again(int seed)
    {
        using var story = new SaleStory((ulong)seed).Prepare().Offer();
        var old = Held(story.Buyer);
        Sell(story);
        var second = story.Import(story.Owner);
        story.Place(story.Owner, TickSide.Ask, asset: second);

        story.Buyer.Crash();
        story.Buyer.PutBack(old, withMarks: false);
        story.Buyer.Start();

        // At once: the order waits until others have answered, or is refused because of what they say.
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntil(() => SaleStory.Balance(story.Buyer) == SaleStory.Faucet - SaleStory.Price && Status(story.Buyer, story).State == SigningState.Ready);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, second));
        Assert.IsType<OrderPlaced>(story.Place(story.Buyer, TickSide.Bid, asset: second));
        story.RunUntil(() => SaleStory.Balance(story.Buyer) == SaleStory.Faucet - (2 * SaleStory.Price));
        story.RunUntilClosed();
        NobodyIsACheat(story);
        Truths.HoldFor(story);
    }

    [Fact]
    public void With_nobody_up_who_could_tell_it_signs_nothing_and_says_why_until_somebody_comes()
    {
        using var story = new SaleStory().Prepare().Offer();
        var old = Held(story.Owner);
        Sell(story);
        CrashAll(story);
        story.Owner.PutBack(old, withMarks: true);
        story.Owner.Start();
        var second = story.Import(story.Owner);

        story.RunFor(600);
        var refused = Assert.IsType<OrderRefused>(story.Place(story.Owner, TickSide.Ask, asset: second));
        Assert.Contains("does not sign now", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("older than the key's last signature", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(old.Count, Held(story.Owner).Count);
        Assert.Equal(SigningState.Recovering, Status(story.Owner, story).State);

        StartOthers(story);
        story.RunUntil(() => Status(story.Owner, story).State == SigningState.Ready);
        Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask, asset: second));
        story.RunFor(30);
        NobodyIsACheat(story);
        Truths.HoldFor(story);
    }

    [Fact]
    public void Who_comes_late_is_early_enough_while_nothing_was_signed()
    {
        using var story = new SaleStory().Prepare().Offer();
        var old = Held(story.Owner);
        Sell(story);
        CrashAll(story);
        story.Owner.PutBack(old, withMarks: false);
        story.Owner.Start();
        story.RunFor(60);
        Assert.Equal(SigningState.Ready, Status(story.Owner, story).State);

        StartOthers(story);
        story.RunUntil(() => SaleStory.Balance(story.Owner) == SaleStory.Price && Status(story.Owner, story).State == SigningState.Ready);
        NobodyIsACheat(story);
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_crash_in_the_middle_of_a_recovery_forgets_nothing()
    {
        using var story = new SaleStory().Prepare().Offer();
        var old = Held(story.Owner);
        Sell(story);
        var signed = story.Owner.Ledger.Latest(story.Owner.Self)!;
        story.Owner.Crash();
        story.Owner.PutBack(old, withMarks: false);
        story.Owner.Start();
        story.Market.World.RunUntil(() => story.Owner.Marks.Required is not null, TimeSpan.FromMinutes(1));
        CrashAll(story);

        story.Owner.Start();
        story.RunFor(120);
        Assert.Equal(SigningState.Recovering, Status(story.Owner, story).State);
        StartOthers(story);
        story.RunUntil(() => story.Owner.Ledger.Find(signed.Hash) is not null && Status(story.Owner, story).State == SigningState.Ready);
        NobodyIsACheat(story);
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_key_and_the_number_of_its_last_half_block_are_enough_to_come_back()
    {
        using var story = new SaleStory().Prepare().Offer();
        Sell(story);
        var head = OwnHead.Of(story.Owner.Ledger.Latest(story.Owner.Self));
        story.Owner.Crash();
        story.Owner.PutBack([], withMarks: false);
        story.Owner.Marks.Require(head);
        story.Owner.Start();
        story.RunUntil(() => Status(story.Owner, story).State == SigningState.Ready);
        Assert.Equal(head, OwnHead.Of(story.Owner.Ledger.Latest(story.Owner.Self)));
        Assert.Equal(SaleStory.Price, SaleStory.Balance(story.Owner));
        SellAgain(story, story.Import(story.Owner));
        NobodyIsACheat(story);
        Truths.HoldFor(story);
    }

    /// <summary>What no rule can prevent: nothing told it in time. It is noticed later, and then the key rests for ever.</summary>
    [Fact]
    public void A_key_that_did_sign_twice_signs_no_more_not_even_after_a_restart()
    {
        using var story = new SaleStory().Prepare().Offer();
        var old = Held(story.Owner);
        Sell(story);
        CrashAll(story);
        story.Owner.PutBack(old, withMarks: false);
        story.Owner.Start();
        var second = story.Import(story.Owner);
        Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask, asset: second));

        StartOthers(story);
        story.RunUntil(() => Status(story.Owner, story).State == SigningState.Forked);
        Assert.True(story.Owner.Ledger.ProofAgainst(story.Owner.Self)!.Verify());
        var signed = story.Owner.Ledger.Latest(story.Owner.Self);
        Assert.Contains("contradict", Assert.IsType<OrderRefused>(story.Place(story.Owner, TickSide.Ask, asset: second)).Reason, StringComparison.Ordinal);

        CrashAll(story);
        story.Owner.Start();
        story.RunFor(60);
        Assert.Equal(SigningState.Forked, Status(story.Owner, story).State);
        Assert.IsType<OrderRefused>(story.Place(story.Owner, TickSide.Ask, asset: second));
        Assert.Equal(signed, story.Owner.Ledger.Latest(story.Owner.Self));
        Assert.Empty(story.Market.World.Failures);
    }

    [Fact]
    public void A_peer_that_lost_nothing_signs_as_soon_as_its_counterparties_have_answered()
    {
        using var story = new SaleStory(peerHocon: "peer.own-chain.ask-patience = 1h").Prepare().Offer();
        Sell(story);
        var length = story.Owner.Ledger.Latest(story.Owner.Self)!.Sequence;
        story.Owner.Crash();
        story.Owner.Start();
        Assert.Equal(SigningState.Asking, Status(story.Owner, story).State);
        story.RunUntil(() => Status(story.Owner, story).State == SigningState.Ready);
        Assert.Equal(length, story.Owner.Ledger.Latest(story.Owner.Self)!.Sequence);
        SellAgain(story, story.Import(story.Owner));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_peer_that_lost_nothing_and_finds_nobody_signs_when_its_patience_is_over()
    {
        using var story = new SaleStory().Prepare();
        var ask = story.Order(TickSide.Ask);
        story.Place(story.Owner, TickSide.Ask);
        CrashAll(story);
        story.Owner.Start();
        var second = story.Import(story.Owner);
        SaleStory.Tell(story.Owner, ask with { Wish = ask.Wish with { Second = new AssetAmount(1, second) } });
        story.RunFor(2.9);
        Assert.Equal(1u, story.Owner.Ledger.Latest(story.Owner.Self)!.Sequence);
        story.RunFor(0.2);
        Assert.Equal(2u, story.Owner.Ledger.Latest(story.Owner.Self)!.Sequence);
    }

    [Fact]
    public void A_new_key_asks_nobody_and_signs_at_once()
    {
        using var story = new SaleStory();
        var newcomer = story.Market.Add("newcomer");
        story.Market.World.RunUntilIdle();
        Assert.Equal(SigningState.Ready, Status(newcomer, story).State);
    }

    private static void CrashAll(SaleStory story)
    {
        story.Owner.Crash();
        story.Buyer.Crash();
        story.Market.Issuer.Crash();
    }

    /// <summary>The issuer too: it is the address that everyone is told.</summary>
    private static void StartOthers(SaleStory story)
    {
        story.Market.Issuer.Start();
        story.Buyer.Start();
    }

    private static void Sell(SaleStory story)
    {
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntilClosed();
        story.RunFor(5);
    }

    private static void SellAgain(SaleStory story, string asset)
    {
        var before = SaleStory.Balance(story.Owner);
        Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask, asset: asset));
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, asset));
        Assert.IsType<OrderPlaced>(story.Place(story.Buyer, TickSide.Bid, asset: asset));
        story.RunUntil(() => SaleStory.Balance(story.Owner) == before + SaleStory.Price);
        story.RunUntilClosed();
    }

    private static SigningStatus Status(VirtualPeer peer, SaleStory story) => story.Ask<SigningStatus>(peer, ReadSigning.Now);

    /// <summary>All half-blocks, own ones in the order of the chain.</summary>
    private static IReadOnlyList<HalfBlock> Held(VirtualPeer peer) => [.. peer.Ledger.Recent(int.MaxValue, 0).Reverse()];

    private static void NobodyIsACheat(SaleStory story)
    {
        Assert.All(story.Market.Peers, peer => Assert.Empty(peer.Ledger.Proofs(1, 0)));
        Assert.Empty(story.Heard.OfType<MarketEvent.FraudProved>());
    }
}
