using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Market;
using EnerDatX.Sim.Network;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>Every datagram of a sale, as somebody on the wire sees it.</summary>
public sealed class WireTests
{
    private readonly List<SentDatagram> _sent = [];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_datagram_is_a_known_message_of_at_most_1400_bytes(int segments)
    {
        using var story = Sell(segments);
        Assert.InRange(_sent.Count, 50, 5_000);
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        Assert.All(_sent, datagram =>
        {
            Assert.InRange(datagram.Bytes.Length, 1, Packet.MaxSentLength);
            Assert.Equal(PacketForm.WellFormed, Packet.Read(datagram.Bytes, out var packet));
            Assert.True(packet!.SignatureIsValid);
            seen.Add(packet.Message.GetType().Name);
            if (packet.Message is BlockMessage message)
            {
                Assert.All(message.Blocks, block => Assert.InRange(block.Packed.Length, HalfBlock.FixedLength, HalfBlock.MaxOwnLength));
            }
        });
        Assert.Superset(new SortedSet<string>(StringComparer.Ordinal) { nameof(HalfBlockMessage), nameof(HalfBlockBroadcast), nameof(BookRequest), nameof(BookPage) }, seen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Neither_the_place_nor_a_key_of_the_data_is_ever_on_the_wire(int segments)
    {
        using var story = Sell(segments);
        var record = story.Owner.Vault.Find(story.Asset)!;
        var secrets = new List<byte[]> { record.ManifestKey };
        var texts = new List<string> { record.ManifestCid };
        texts.AddRange(record.Segments.Select(s => s.Cid));
        foreach (var segment in record.Segments)
        {
            secrets.AddRange([segment.FileKey, segment.CidSalt]);
        }

        foreach (var text in texts)
        {
            Assert.True(Cid.TryParse(text, out var cid));
            secrets.AddRange([cid.ToArray(), cid.ToArray()[^32..], System.Text.Encoding.ASCII.GetBytes(text)]);
        }

        Assert.All(_sent, datagram => Assert.All(secrets, secret => Assert.False(datagram.Bytes.Span.IndexOf(secret) >= 0)));
        Assert.Equal(segments, SaleStory.Opened(story.Buyer, story.Asset).Count);
    }

    [Fact]
    public void A_payment_from_as_many_credits_as_may_be_named_still_fits_a_datagram()
    {
        using var story = new SaleStory().Prepare(3).Offer();
        for (var i = 0; i < MoneyFields.MaxDraws; i++)
        {
            SaleStory.Tell(story.Market.Issuer, new IssueTokens(SaleStory.Currency, story.Buyer.Self, 1, "small change"));
        }

        story.RunUntil(() => SaleStory.Balance(story.Buyer) == SaleStory.Faucet + MoneyFields.MaxDraws);

        // The start amount is the oldest credit: it is spent first.
        var other = story.Import(story.Owner);
        story.Place(story.Owner, TickSide.Ask, price: SaleStory.Faucet, asset: other);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, other));
        story.Place(story.Buyer, TickSide.Bid, price: SaleStory.Faucet, asset: other);
        story.RunUntil(() => SaleStory.Balance(story.Buyer) == MoneyFields.MaxDraws);

        var third = story.Import(story.Owner);
        story.Place(story.Owner, TickSide.Ask, price: MoneyFields.MaxDraws, asset: third);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, third));
        story.Place(story.Buyer, TickSide.Bid, price: MoneyFields.MaxDraws, asset: third);
        story.RunUntil(() => SaleStory.Balance(story.Buyer) == 0);
        story.RunFor(10);
        Assert.Equal(SaleStory.Faucet + MoneyFields.MaxDraws, SaleStory.Balance(story.Owner));
        Truths.HoldFor(story);
    }

    private SaleStory Sell(int segments)
    {
        var story = new SaleStory();
        story.Market.Network.Observer = _sent.Add;
        story.Prepare(segments).Offer();
        story.Market.Add("third");
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntilClosed();
        story.RunFor(30);
        return story;
    }
}
