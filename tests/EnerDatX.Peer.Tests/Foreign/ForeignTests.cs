using Akka.Configuration;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Tests.Sale;

namespace EnerDatX.Peer.Tests.Foreign;

/// <summary>Proposals of other applications: signed only where the owner of the node said so.</summary>
public sealed class ForeignTests
{
    private const string Allowed = "peer.foreign.countersign = [interop]";

    private static readonly byte[] Transaction = "a1d1ss5shello"u8.ToArray();

    [Fact]
    public void A_proposal_of_an_allowed_type_is_countersigned_with_the_same_transaction_and_both_halves_are_shown()
    {
        using var story = Met(Allowed);
        var pairs = new List<HalfBlockPairBroadcast>();
        story.Market.Network.Observer = sent => pairs.AddRange(
            sent.From.Equals(story.Owner.Address) && Packet.TryRead(sent.Bytes, out var packet) && packet.Message is HalfBlockPairBroadcast pair ? [pair] : []);
        var (proposer, proposal) = Propose(story);
        proposer.Send(story.Owner, proposal);
        story.RunFor(1);
        var agreement = Assert.Single(story.Owner.Ledger.LinkedTo(proposal));
        Assert.Equal((story.Owner.Self, "interop"), (agreement.PublicKey, agreement.Type));
        Assert.Equal(Transaction, agreement.Transaction.ToArray());
        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.Equal((proposal.Hash, agreement.Hash), (pair.First.Hash, pair.Second.Hash)));
        var buyer = story.Market.Issuer.Ledger;
        Assert.NotNull(buyer.Find(agreement.Hash));
    }

    [Theory]
    [InlineData("", "interop")]
    [InlineData(Allowed, "other")]
    public void Nothing_else_is_countersigned(string settings, string type)
    {
        using var story = Met(settings);
        var (proposer, proposal) = Propose(story, type);
        proposer.Send(story.Owner, proposal);
        story.RunFor(20);
        Assert.NotNull(story.Owner.Ledger.Find(proposal.Hash));
        Assert.Empty(story.Owner.Ledger.LinkedTo(proposal));
    }

    [Fact]
    public void A_proposal_that_comes_again_and_again_is_countersigned_once_and_answered_each_time()
    {
        using var story = Met(Allowed);
        var (proposer, proposal) = Propose(story);
        var answers = 0;
        story.Market.Network.Observer = sent => answers += sent.From.Equals(story.Owner.Address)
            && Packet.TryRead(sent.Bytes, out var packet) && packet.Message is HalfBlockMessage message && message.Block.LinkPublicKey.Equals(proposer.Self) ? 1 : 0;
        for (var i = 0; i < 3; i++)
        {
            proposer.Send(story.Owner, proposal);
            story.RunFor(10);
        }

        Assert.Single(story.Owner.Ledger.LinkedTo(proposal));
        Assert.Equal(3, answers);
    }

    [Fact]
    public void Where_the_proposers_last_half_blocks_are_unknown_they_are_asked_for_first()
    {
        using var story = Met(Allowed);
        story.Buyer.Crash();
        var proposer = new Puppet(story, story.Buyer);
        var before = Enumerable.Range(0, 8).Select(_ => proposer.Publish("note", "a0d"u8.ToArray())).ToList();
        var proposal = proposer.Propose(story.Owner.Self, "interop", Transaction);
        var asked = new List<CrawlRequest>();
        story.Market.Network.Observer = sent => asked.AddRange(
            Packet.TryRead(sent.Bytes, out var packet) && packet.Message is CrawlRequest request ? [request] : []);
        proposer.Send(story.Owner, proposal);
        story.RunFor(0.5);
        var request = Assert.Single(asked);
        Assert.Equal((proposer.Self, proposal.Sequence - 5L, proposal.Sequence - 1L), (request.Of, request.Start, request.End));
        Assert.Empty(story.Owner.Ledger.LinkedTo(proposal));

        var answer = before.TakeLast(5).ToList();
        for (var i = 0; i < 5; i++)
        {
            proposer.Send(story.Owner, CommunityId.TrustChain, new CrawlResponse(answer[i], request.CrawlId, (uint)i + 1, 5));
        }

        story.RunFor(0.5);
        Assert.Single(story.Owner.Ledger.LinkedTo(proposal));
    }

    [Fact]
    public void Whoever_does_not_show_them_is_not_agreed_with_until_it_does()
    {
        using var story = Met(Allowed);
        story.Buyer.Crash();
        var proposer = new Puppet(story, story.Buyer);
        var before = proposer.Publish("note", "a0d"u8.ToArray());
        var proposal = proposer.Propose(story.Owner.Self, "interop", Transaction);
        proposer.Send(story.Owner, proposal);
        story.RunFor(30);
        Assert.Empty(story.Owner.Ledger.LinkedTo(proposal));
        proposer.Send(story.Owner, before, proposal);
        story.RunFor(30);
        Assert.Single(story.Owner.Ledger.LinkedTo(proposal));
    }

    [Fact]
    public void The_markets_own_types_cannot_be_allowed() => Assert.All(
        BlockTypes.OfMarket, type => Assert.Throws<ConfigurationException>(() => new SaleStory(peerHocon: $"peer.foreign.countersign = [{type}]").Dispose()));

    private static SaleStory Met(string settings)
    {
        var story = new SaleStory(peerHocon: settings);
        story.RunFor(5);
        return story;
    }

    private static (Puppet Proposer, HalfBlock Proposal) Propose(SaleStory story, string type = "interop")
    {
        story.Buyer.Crash();
        var proposer = new Puppet(story, story.Buyer);
        return (proposer, proposer.Propose(story.Owner.Self, type, Transaction));
    }
}
