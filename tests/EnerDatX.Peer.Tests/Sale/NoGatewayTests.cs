using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Meter;
using EnerDatX.Sim.Network;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>Sales by a household whose gateway nobody reaches, or that has none: the ciphertext goes over the overlay.</summary>
public sealed class NoGatewayTests
{
    private const int Segments = 3;

    private readonly List<(long AtMs, ContentWanted Wanted)> _asked = [];
    private readonly List<(long AtMs, int Bytes)> _sent = [];

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 200)]
    [InlineData(false, 0)]
    [InlineData(false, 200)]
    public void A_sale_is_made_over_the_overlay(bool isAnnounced, int lossPermille)
    {
        using var story = new SaleStory((ulong)lossPermille + 1);
        HideGateway(story, isAnnounced);
        OfferLongContent(story);
        story.Market.Network.LossPermille = lossPermille;
        Watch(story);
        Buy(story);
        story.RunUntilClosed();

        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
        Assert.Equal(Segments, SaleStory.Opened(story.Buyer, story.Asset).Count);
        Truths.MoneyAndDataAreOnTheRightSides(story);
        Truths.HoldFor(story);
        Assert.True(_asked.Select(a => a.Wanted.Block).Distinct().Count() >= 3 + Segments, "a manifest, two short segments, a node and its leaves");
    }

    [Fact]
    public void What_is_sent_stays_below_the_rate_that_the_owner_allows()
    {
        using var story = new SaleStory(peerHocon: "peer.content.bytes-per-second = 60000");
        HideGateway(story, isAnnounced: false);
        OfferLongContent(story);
        Watch(story);
        Buy(story);
        story.RunUntilClosed();
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
        Assert.True(_sent.Sum(s => s.Bytes) > 600_000);

        // 50 pieces a second and 32 at once, and what is around the pieces.
        Assert.All(
            _sent.GroupBy(s => s.AtMs / 1_000), second => Assert.InRange(second.Sum(s => s.Bytes), 0, (50 + 32) * (ContentPiece.Length + 60)));
    }

    [Fact]
    public void A_transfer_that_the_sellers_crash_broke_off_goes_on_where_it_was()
    {
        using var story = new SaleStory(peerHocon: "peer.content.bytes-per-second = 100000");
        HideGateway(story, isAnnounced: false);
        OfferLongContent(story);
        Watch(story);
        Buy(story);
        story.RunUntil(() => _asked.Select(a => a.Wanted.Block).Distinct().Count() >= 6);
        var before = _asked.Select(a => a.Wanted.Block).Distinct().SkipLast(1).ToHashSet();
        story.Owner.Crash();
        story.RunFor(20);
        _asked.Clear();
        story.Owner.Start();
        story.RunUntilClosed();
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
        Assert.NotEmpty(_asked);
        Assert.DoesNotContain(_asked, asked => before.Contains(asked.Wanted.Block));
    }

    [Fact]
    public void A_buyer_that_restarts_asks_only_for_the_blocks_that_it_lacks()
    {
        using var story = new SaleStory(peerHocon: "peer.content.bytes-per-second = 100000");
        HideGateway(story, isAnnounced: false);
        OfferLongContent(story);
        Watch(story);
        Buy(story);
        story.RunUntil(() => _asked.Select(a => a.Wanted.Block).Distinct().Count() >= 6);
        var before = _asked.Select(a => a.Wanted.Block).Distinct().SkipLast(1).ToHashSet();
        story.Buyer.Crash();
        _asked.Clear();
        story.Buyer.Start();
        story.RunUntilClosed();
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
        Assert.NotEmpty(_asked);
        Assert.DoesNotContain(_asked, asked => before.Contains(asked.Wanted.Block));
    }

    [Fact]
    public void Something_else_than_what_was_sold_is_not_paid_for()
    {
        using var story = new SaleStory();
        HideGateway(story, isAnnounced: false);
        story.Prepare().Offer();
        Assert.True(Cid.TryParse(story.Owner.Vault.Find(story.Asset)!.Segments[0].Cid, out var cid));
        story.Owner.Vault.Falsify(cid, new byte[1_000]);
        Buy(story);
        AssertNotPaid(story, "sends something else");
    }

    [Fact]
    public void A_ciphertext_that_the_seller_does_not_have_is_not_paid_for()
    {
        using var story = new SaleStory();
        HideGateway(story, isAnnounced: true);
        story.Prepare().Offer();
        Assert.True(Cid.TryParse(story.Owner.Vault.Find(story.Asset)!.Segments[0].Cid, out var cid));
        story.Owner.Vault.Lose(cid);
        Buy(story);
        AssertNotPaid(story, "the seller itself does not have it");
    }

    [Fact]
    public void Nobody_gets_content_at_an_address_that_is_not_proven()
    {
        using var story = new SaleStory().Prepare();
        Assert.True(Cid.TryParse(story.Owner.Vault.Find(story.Asset)!.ManifestCid, out var cid));
        Watch(story);
        var stranger = new Puppet(story, "stranger");
        stranger.Send(story.Owner, CommunityId.Market, new ContentWanted(SaleStory.Network, cid, 0, 1, 1));
        story.RunFor(10);
        Assert.Single(_asked);
        Assert.Empty(_sent);
    }

    /// <summary>A router forgets after half a minute of silence who may send in.</summary>
    [Fact]
    public void Two_that_know_each_other_are_never_silent_for_as_long_as_routers_remember()
    {
        using var story = new SaleStory().Prepare();
        story.RunUntilAcquainted();
        var (owner, buyer) = (new List<long>(), new List<long>());
        story.Market.Network.Observer = datagram =>
        {
            if (datagram.From.Equals(story.Owner.Address) && datagram.To.Equals(story.Buyer.Address))
            {
                owner.Add(datagram.AtMs);
            }
            else if (datagram.To.Equals(story.Owner.Address) && datagram.From.Equals(story.Buyer.Address))
            {
                buyer.Add(datagram.AtMs);
            }
        };
        story.RunFor(600);
        Assert.All(
            new[] { owner, buyer }, sent => Assert.InRange(sent.Zip(sent.Skip(1), (before, next) => next - before).Max(), 0, 25_000));
    }

    [Fact]
    public void The_same_sale_is_the_same_twice()
    {
        Assert.Equal(Trace(), Trace());

        static string Trace()
        {
            using var story = new SaleStory(7, trace: true);
            HideGateway(story, isAnnounced: true);
            story.Market.Network.LossPermille = 100;
            OfferLongContent(story);
            Buy(story);
            story.RunUntilClosed();
            return story.Market.World.TraceHash;
        }
    }

    private static void HideGateway(SaleStory story, bool isAnnounced)
    {
        story.Market.AreGatewaysReached = false;
        if (!isAnnounced)
        {
            story.Owner.Crash();
            story.Owner.Gateway = string.Empty;
            story.Owner.Start();
        }
    }

    /// <summary>Three segments, the last with the meter's file of a week: a content of several leaves.</summary>
    private static void OfferLongContent(SaleStory story)
    {
        story.Fund(story.Buyer);
        var week = Enumerable.Repeat(SaleStory.HouseholdDay, 6).SelectMany(day => day).ToArray();
        story.Asset = story.Ask<MeterImported>(
            story.Owner, new ImportMeter(week, null, "NL-10", "Europe/Amsterdam", 900, Segments, KeepsOriginal: true)).Record.AssetId;
        story.Offer();
        Assert.InRange(story.Owner.Vault.Find(story.Asset)!.Segments[^1].PayloadBytes, 2 * UnixFs.ChunkLength, 5 * UnixFs.ChunkLength);
    }

    private void Watch(SaleStory story) => story.Market.Network.Observer = datagram =>
    {
        if (Packet.TryRead(datagram.Bytes, out var packet))
        {
            switch (packet.Message)
            {
                case ContentWanted wanted:
                    _asked.Add((datagram.AtMs, wanted));
                    break;
                case ContentPiece:
                    _sent.Add((datagram.AtMs, datagram.Bytes.Length));
                    break;
            }
        }
    };

    private static void Buy(SaleStory story) => SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));

    private static void AssertNotPaid(SaleStory story, string reason)
    {
        story.RunUntil(() => EndingOf(story) is not null);
        Assert.Contains(reason, EndingOf(story)!.Reason, StringComparison.Ordinal);
        Assert.All(SaleStory.TradesOf(story.Buyer)[0].Segments, segment => Assert.Null(segment.Payment));
        Assert.Equal(SaleStory.Faucet, SaleStory.Balance(story.Buyer));
        Truths.HoldFor(story);
    }

    private static MarketEvent.TradeEnded? EndingOf(SaleStory story) =>
        story.Heard.OfType<MarketEvent.TradeEnded>().FirstOrDefault(e => e.Peer.Equals(story.Buyer.Self));
}
