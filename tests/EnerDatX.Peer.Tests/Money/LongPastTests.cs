using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Peers;
using Xunit.Abstractions;

namespace EnerDatX.Peer.Tests.Money;

/// <summary>Payers with a past: everything between a payment and the oldest credit that it draws on is fetched and checked, once.</summary>
public sealed class LongPastTests(ITestOutputHelper output)
{
    private const int Issued = 10_000;

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public void A_payer_with_many_earlier_payments_is_traced_in_few_round_trips_and_the_second_time_in_hardly_any(int payments)
    {
        using var story = WithPast(payments);
        var first = Sell(story);
        var second = Sell(story);
        output.WriteLine($"{payments} payments: {first} then {second}");
        Assert.InRange(first.Requests, 1, 4 + (payments / 8));
        Assert.InRange(second.Requests, 0, 4);
        Assert.InRange(first.Ms, 0, 1_000 + (payments * 12));
        Assert.InRange(second.Ms, 0, 1_000);
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_payer_that_keeps_an_earlier_payment_to_itself_is_not_believed()
    {
        using var story = WithPast(20);
        var hidden = story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Payment)[^2];
        story.Market.Network.Drop = (_, _, bytes) =>
            Packet.TryRead(bytes, out var packet) && packet.Message is BlockMessage message && message.Blocks.Any(b => b.Hash == hidden.Hash);
        story.Place(story.Buyer, TickSide.Bid);
        story.RunFor(SaleStory.QuicklyOver);
        Assert.NotNull(SaleStory.TradeOf(story.Owner)!.Segments[0].Payment);
        Assert.Equal(0, SaleStory.Balance(story.Owner));
    }

    /// <summary>How long it took from the payment to its countersignature, as the datagrams show it, and what the owner asked for meanwhile.</summary>
    private static (long Ms, int Requests) Sell(SaleStory story)
    {
        var asset = story.Import(story.Owner);
        story.Place(story.Owner, TickSide.Ask, asset: asset);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, asset));
        var (requests, paidAt, takenAt) = (0, 0L, 0L);
        story.Market.Network.Observer = sent =>
        {
            var message = Packet.TryRead(sent.Bytes, out var packet) ? packet.Message : null;
            var isOwners = sent.From.Equals(story.Owner.Address);
            requests += isOwners && takenAt == 0 && message is CrawlRequest or BlockRequest ? 1 : 0;
            if (message is HalfBlockMessage { Block: { Type: BlockTypes.Payment } half })
            {
                paidAt = paidAt == 0 && half.IsProposal ? story.Market.World.NowMs : paidAt;
                takenAt = takenAt == 0 && half.IsAgreement && isOwners ? story.Market.World.NowMs : takenAt;
            }
        };
        story.Place(story.Buyer, TickSide.Bid, asset: asset);
        story.RunUntil(() => takenAt > 0);
        story.Market.Network.Observer = null;
        story.RunUntilClosed();
        return (takenAt - paidAt, requests);
    }

    /// <summary>The buyer has paid elsewhere so often, out of one credit, and done two other things each time.</summary>
    private static SaleStory WithPast(int payments)
    {
        var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare();
        SaleStory.Tell(story.Market.Issuer, new IssueTokens(SaleStory.Currency, story.Buyer.Self, Issued, "test"));
        story.RunUntil(() => SaleStory.Balance(story.Buyer) == SaleStory.Faucet + Issued);
        story.Buyer.Crash();
        var shop = VirtualMarket.KeyOf("shop").PublicKey;
        var puppet = new Puppet(story, story.Buyer);
        var wallet = SaleStory.WalletOf(story.Buyer);
        var past = new List<HalfBlock>();
        for (var i = 0; i < payments; i++)
        {
            // The first takes all that came from the faucet.
            var money = wallet.PurseOf(SaleStory.Currency).Debit(i == 0 ? SaleStory.Faucet : 1).Fields!;
            var paid = puppet.Propose(shop, BlockTypes.Payment, new PaymentTransaction(BlockHash.Genesis, 0, new byte[32], money).Encode(SaleStory.Network));
            wallet = wallet.Evolve(paid, SaleStory.Network);
            past.AddRange([paid, puppet.Publish("note", "a0d"u8.ToArray()), puppet.Publish("note", "a0d"u8.ToArray())]);
        }

        story.Buyer.Ledger.Append(past);
        story.Buyer.Start();
        story.Offer();
        story.RunUntilAcquainted();
        return story;
    }
}
