using Akka.Configuration;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Peer;

namespace EnerDatX.Laboratory.Tests.Scenarios;

public sealed class PeerHoconTests
{
    private static readonly Config Peers = ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(Given.Root, "hocon", "peer.conf")));

    [Fact]
    public void A_scenario_that_says_nothing_of_gossip_and_trust_has_the_peers_own()
    {
        var own = PeerSettings.FromHocon(Peers.GetConfig("peer"));
        Assert.Equal(own with { CountersignedTypes = [] }, Changed("about = \"A test.\"") with { CountersignedTypes = [] });
    }

    [Fact]
    public void What_a_scenario_says_of_gossip_trust_and_book_is_what_the_peers_do()
    {
        var settings = Changed("""
            about = "A test."
            gossip { fanout = 1, push-proposals = false, tell-every = 1.5s, tell-to = 12, tell-asks = false, quiet-ticks = 2, tell-times = 3, news-for = 4m, remembered = 5, order-ttl = 6, block-ttl = 7 }
            trust { min-seller-score = 8, max-at-risk-with-newcomer = 9, max-at-risk-with-peer = 10, max-at-risk-in-all = 11 }
            book.ask-every = 12m
            """);

        Assert.False(settings.PushProposals);
        Assert.Equal((1, TimeSpan.FromSeconds(1.5), 2), (settings.Fanout, settings.TellEvery, settings.QuietTicks));
        Assert.Equal((12, false), (settings.TellTo, settings.TellAsks));
        Assert.Equal(new Core.Gossip.HearsayLimits(5, 3, 240_000), settings.Hearsay);
        Assert.Equal((6u, 7u), (settings.OrderTtl, settings.BlockTtl));
        Assert.Equal(new Core.Trust.TrustPolicy(8, 9, 10, 11), settings.Trust);
        Assert.Equal(TimeSpan.FromMinutes(12), settings.AskForBookEvery);
    }

    private static PeerSettings Changed(string scenario) =>
        PeerSettings.FromHocon(ConfigurationFactory.ParseString(PeerHocon.Of(Given.Read(scenario))).WithFallback(Peers).GetConfig("peer"));
}
