using System.Net;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Tests.Sale;

namespace EnerDatX.Peer.Tests.Gossip;

/// <summary>Whom a peer tells of what it heard, and whether it hears anything in return.</summary>
public sealed class TellingTests
{
    private const int Strangers = 12;

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, false)]
    public void Each_time_so_many_different_peers_are_told_and_only_who_is_asked_answers(int to, bool asks)
    {
        using var story = new SaleStory(peerHocon: $"peer.gossip {{ fanout = 0, tell-to = {to}, tell-asks = {(asks ? "on" : "off")}, quiet-ticks = 1000000 }}");
        for (var i = 0; i < Strangers; i++)
        {
            story.Market.Add($"stranger {i}");
        }

        story.RunFor(60);
        var told = new List<(long AtMs, IPEndPoint From, IPEndPoint To, bool IsQuestion)>();
        story.Market.Network.Observer = sent =>
        {
            if (Packet.TryRead(sent.Bytes, out var packet) && packet.Message is FingerprintsTold message)
            {
                told.Add((sent.AtMs, sent.From, sent.To, message.IsQuestion));
            }
        };
        foreach (var (name, reader) in new[] { ("one", story.Owner), ("other", story.Market.Peers[^1]) })
        {
            var author = new Puppet(story, name);
            author.Send(reader, author.Publish("note", new TransactionMap().Text("text", name).Encode()));
        }

        story.RunFor(20);
        var first = told.First(t => t.From.Equals(story.Owner.Address));
        var atOnce = told.Where(t => t.From.Equals(story.Owner.Address) && t.AtMs == first.AtMs).ToList();
        Assert.Equal(to, atOnce.Select(t => t.To).Distinct().Count());
        Assert.Equal(to, atOnce.Count);
        Assert.All(atOnce, t => Assert.Equal(asks, t.IsQuestion));

        // What is no question is an answer; where nobody asks, all that is told at one time goes to so many, or to fewer who have not said it themselves.
        if (asks)
        {
            Assert.Contains(told, t => !t.IsQuestion);
        }
        else
        {
            Assert.All(told.GroupBy(t => (t.AtMs, t.From)), tick => Assert.InRange(tick.Count(), 1, to));
        }
    }
}
