using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Overlay;

/// <summary>One signed request makes a hundred datagrams: they go to nobody who has not shown that it is where it says.</summary>
public sealed class CrawlTests
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UntilAllHaveMet = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_peer_whose_address_was_proved_may_crawl_a_chain_half_block_by_half_block()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Market.World.RunFor(UntilAllHaveMet);
        story.Buyer.Crash();
        var crawler = new Puppet(story, story.Buyer);

        var answers = Crawl(story, crawler, story.Owner.Self);

        Assert.Equal(story.Owner.Ledger.Latest(story.Owner.Self)!.Sequence, (uint)answers.Count(a => a.Block.PublicKey.Equals(story.Owner.Self)));
        Assert.All(answers, answer => Assert.Equal((77u, (uint)answers.Count), (answer.CrawlId, answer.Total)));
        Assert.Equal(Enumerable.Range(1, answers.Count), answers.Select(a => (int)a.Number).Order());
    }

    [Fact]
    public void A_stranger_who_may_have_borrowed_its_address_gets_no_answer()
    {
        using var story = new SaleStory().Prepare().Offer();

        Assert.Empty(Crawl(story, new Puppet(story, "stranger"), story.Owner.Self));
    }

    private static List<CrawlResponse> Crawl(SaleStory story, Puppet crawler, PublicKey chain)
    {
        var answers = new List<CrawlResponse>();
        story.Market.Network.Observer = sent =>
        {
            if (sent.From.Equals(story.Owner.Address) && Packet.TryRead(sent.Bytes, out var packet) && packet.Message is CrawlResponse response)
            {
                answers.Add(response);
            }
        };
        crawler.Send(story.Owner, CommunityId.TrustChain, new CrawlRequest(chain, 1, -1, 77));
        story.Market.World.RunFor(AWhile);
        return answers;
    }
}
