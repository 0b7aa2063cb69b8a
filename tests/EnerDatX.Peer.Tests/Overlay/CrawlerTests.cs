using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Overlay;

/// <summary>A peer that wants a part of somebody's chain, and whoever answers.</summary>
public sealed class CrawlerTests
{
    private static readonly TimeSpan UntilAllHaveMet = TimeSpan.FromSeconds(10);

    /// <summary>The crawler gives up after two minutes.</summary>
    private static readonly TimeSpan LongestCrawl = TimeSpan.FromMinutes(3);

    [Fact]
    public void A_chain_longer_than_many_answers_comes_in_whole_and_is_durable_when_it_is_reported()
    {
        using var story = WithLongChain(350);
        var crawled = Crawl(story, story.Owner.Self);
        Assert.Equal((CrawlOutcome.Complete, 350), (crawled.Outcome, crawled.Received.Count));
        Assert.All(crawled.Received, block => Assert.NotNull(story.Buyer.Ledger.Find(block.Hash)));
        Assert.Null(ChainGaps.Lowest(story.Buyer.Ledger, story.Owner.Self, 1, 350));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_gets_lost_or_comes_late_is_asked_for_again(int seed)
    {
        using var story = WithLongChain(350, (ulong)seed);
        story.Market.Network.LossPermille = 200;
        story.Market.Network.DuplicatePermille = 100;
        story.Market.Network.Latency = Latency.Uniform(5, 900);
        for (var again = 0; ChainGaps.Lowest(story.Buyer.Ledger, story.Owner.Self, 1, 350) is not null; again++)
        {
            Assert.True(again < 10, "the crawl does not come to an end");

            // With so much loss the two may have lost sight of each other for a moment.
            story.RunFor(10);
            Crawl(story, story.Owner.Self);
        }
    }

    [Fact]
    public void A_second_crawl_asks_only_for_what_is_new()
    {
        using var story = WithLongChain(30);
        Crawl(story, story.Owner.Self);
        var requests = new List<CrawlRequest>();
        story.Market.Network.Observer = sent =>
        {
            if (Packet.TryRead(sent.Bytes, out var packet) && packet.Message is CrawlRequest request)
            {
                requests.Add(request);
            }
        };
        Assert.Equal((CrawlOutcome.Empty, 0), Result(Crawl(story, story.Owner.Self)));
        Assert.Equal((31L, false), (Assert.Single(requests).Start, requests[0].Wide));
        Assert.Equal((CrawlOutcome.Complete, 0), Result(Crawl(story, story.Owner.Self, 1, 30)));
        Assert.Single(requests);
    }

    [Fact]
    public void Numbers_that_do_not_fit_in_32_bits_are_asked_for_in_64()
    {
        using var story = WithLongChain(3);
        var request = default(CrawlRequest);
        story.Market.Network.Observer = sent =>
            request = Packet.TryRead(sent.Bytes, out var packet) && packet.Message is CrawlRequest seen ? seen : request;
        Assert.Equal((CrawlOutcome.Empty, 0), Result(Crawl(story, story.Owner.Self, int.MaxValue - 1L, int.MaxValue + 1L)));
        Assert.Equal((int.MaxValue - 1L, int.MaxValue + 1L, true), (request!.Start, request.End, request.Wide));
    }

    [Fact]
    public void The_latest_half_block_is_asked_for_by_counting_from_the_end()
    {
        using var story = WithLongChain(30);
        var crawled = Crawl(story, story.Owner.Self, -1, -1);
        Assert.Equal((CrawlOutcome.Complete, 30U), (crawled.Outcome, Assert.Single(crawled.Received).Sequence));
    }

    [Fact]
    public void Somebody_who_is_nowhere_and_somebody_who_is_silent_leave_the_question_unanswered()
    {
        using var story = WithLongChain(3);
        Assert.Equal((CrawlOutcome.Unanswered, 0), Result(Crawl(story, VirtualMarket.KeyOf("nobody").PublicKey)));
        story.Owner.Crash();
        Assert.Equal((CrawlOutcome.Unanswered, 0), Result(Crawl(story, story.Owner.Self)));
    }

    [Fact]
    public void Of_ones_own_chain_the_crawler_reports_what_others_have_and_nothing_is_appended()
    {
        using var story = WithLongChain(5);
        Assert.Equal(CrawlOutcome.Complete, Crawl(story, story.Owner.Self).Outcome);
        var before = story.Owner.Ledger.Count;
        var crawled = story.Ask<ChainCrawled>(story.Owner, new CrawlChain(story.Owner.Self, story.Buyer.Self, 1, int.MaxValue));
        Assert.Equal((CrawlOutcome.Complete, 5), Result(crawled));
        Assert.Equal(before, story.Owner.Ledger.Count);
    }

    [Fact]
    public void Many_crawls_at_once_are_all_answered_some_after_the_others()
    {
        using var story = WithLongChain(60);
        var heard = new List<ChainCrawled>();
        var ear = story.Market.World.System.ActorOf(ActorProducer.Props(() => new Ear(heard)));
        for (var i = 1; i <= 50; i++)
        {
            story.Buyer.Actor.Tell(new CrawlChain(story.Owner.Self, story.Owner.Self, i, i), ear);
            story.Buyer.Actor.Tell(new CrawlChain(story.Owner.Self, story.Owner.Self, i, i), ear);
        }

        story.RunFor(5);
        Assert.Equal(100, heard.Count(c => c.Outcome == CrawlOutcome.Complete));
    }

    [Fact]
    public void What_was_asked_for_may_be_far_ahead_and_what_was_not_or_comes_from_elsewhere_may_not()
    {
        const uint Far = 5_000;
        using var story = WithLongChain(3);
        story.Owner.Crash();
        var there = new Puppet(story, story.Owner);
        var elsewhere = new Puppet(story, "elsewhere");
        var far = HalfBlock.Sign(there.Key, Far, PublicKey.Any, 0, there.Head!.Hash, "note", "a0d"u8, 1);
        var ids = new List<uint>();
        story.Market.Network.Observer = sent => ids.AddRange(
            Packet.TryRead(sent.Bytes, out var packet) && packet.Message is CrawlRequest request ? [request.CrawlId] : []);

        there.Send(story.Buyer, CommunityId.TrustChain, new CrawlResponse(far, 7, 1, 1));
        story.RunFor(1);
        story.Buyer.Actor.Tell(new CrawlChain(there.Self, there.Self, Far, Far), ActorRefs.NoSender);
        story.RunFor(0.1);
        var id = Assert.Single(ids);
        elsewhere.Send(story.Buyer, CommunityId.TrustChain, new CrawlResponse(far, id, 1, 1));
        there.Send(story.Buyer, CommunityId.TrustChain, new CrawlResponse(far, id + 1, 1, 1));
        there.Send(story.Buyer, CommunityId.TrustChain, new CrawlResponse(far, id, 0, 1));
        story.RunFor(0.1);
        Assert.Null(story.Buyer.Ledger.Find(far.Hash));

        there.Send(story.Buyer, CommunityId.TrustChain, new CrawlResponse(far, id, 1, 1));
        story.RunFor(0.1);
        Assert.NotNull(story.Buyer.Ledger.Find(far.Hash));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whoever_walks_to_us_as_py_ipv8_does_and_crawls_in_one_breath_with_its_answer_gets_the_chain(int seed)
    {
        using var story = WithLongChain(5, (ulong)seed);
        var walker = VirtualMarket.KeyOf("walker");
        var at = new IPEndPoint(IPAddress.Parse("10.8.0.1"), 7_759);
        var came = new List<CrawlResponse>();
        var here = Ipv4Endpoint.TryFrom(at, out var endpoint) ? endpoint : default;
        var time = 0UL;
        var socket = story.Market.Network.OpenSocket(at);
        void Send(OverlayMessage message) => socket.Tell(
            new SendDatagram(story.Owner.Address, Packet.Pack(CommunityId.TrustChain, ++time, message, walker)), ActorRefs.NoSender);
        socket.Tell(new DeliverTo(story.Market.World.System.ActorOf(ActorProducer.Props(() => new Walker(Send, story.Owner.Self, here, came)))));

        Send(new IntroductionRequest(false, Ipv4Endpoint.None, here, here, 0, 9, default));
        story.RunFor(0.2);
        Assert.Equal(5, came.Count);
    }

    private static (CrawlOutcome, int) Result(ChainCrawled crawled) => (crawled.Outcome, crawled.Received.Count);

    private static ChainCrawled Crawl(SaleStory story, PublicKey whom, long first = 1, long last = int.MaxValue) =>
        story.Market.World.Ask<ChainCrawled>(story.Buyer.Actor, new CrawlChain(whom, whom, first, last), LongestCrawl);

    /// <summary>The owner has a chain of its own, all have met, and the buyer holds none of it.</summary>
    private static SaleStory WithLongChain(int length, ulong seed = 1)
    {
        var story = new SaleStory(seed);
        story.Owner.Crash();
        for (var head = default(HalfBlock); head is null || head.Sequence < length; story.Owner.Ledger.Append([head]))
        {
            Assert.True(OwnChain.TrySource(story.Owner.Key, head, "note", "a0d"u8, (ulong)story.Market.World.NowMs, out head, out var refusal), refusal);
        }

        story.Owner.Start();
        story.Market.World.RunFor(UntilAllHaveMet);
        Assert.Null(story.Buyer.Ledger.Latest(story.Owner.Self));
        return story;
    }

    private sealed class Ear : ReceiveActor
    {
        public Ear(List<ChainCrawled> heard) => Receive<ChainCrawled>(heard.Add);
    }

    /// <summary>Answers introduction requests, and crawls at once.</summary>
    private sealed class Walker : ReceiveActor
    {
        public Walker(Action<OverlayMessage> send, PublicKey whom, Ipv4Endpoint here, List<CrawlResponse> came) => Receive<DatagramReceived>(datagram =>
        {
            Assert.True(Packet.TryRead(datagram.Bytes, out var packet));
            switch (packet.Message)
            {
                case IntroductionRequest request:
                    send(new IntroductionResponse(
                        false, Ipv4Endpoint.None, here, here, Ipv4Endpoint.None, Ipv4Endpoint.None, 0, request.Identifier, default));
                    send(new CrawlRequest(whom, 1, 10, 5));
                    break;
                case CrawlResponse response:
                    came.Add(response);
                    break;
            }
        });
    }
}
