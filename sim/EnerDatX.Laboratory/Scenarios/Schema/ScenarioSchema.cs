using EnerDatX.Core.Evidence;
using EnerDatX.Core.Market;
using static System.TimeSpan;

namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>
/// Every key of a scenario file, declared once: reading, checking, writing and the reference (docs/SIMULATION-reference.md) come from here.
/// </summary>
internal static class ScenarioSchema
{
    /// <summary>Peers of one kind: ten times the largest run that is shipped, which takes most of a large machine.</summary>
    private const long MaxPeers = 1_000_000;

    /// <summary>More than two processors were never tried.</summary>
    private const long MaxLanes = 16;

    /// <summary>100,000 tokens, the most that a price or a gift may be here: sums over a million peers stay below 2^63.</summary>
    private const long MaxTokens = 100_000_000;

    public const string Grid = "sweep.grid";

    public const string Points = "sweep.points";

    public static KeyList<Scenario> All { get; } = Declare();

    private static KeyList<Scenario> Declare()
    {
        var keys = new KeyList<Scenario>();
        AddRun(keys);
        AddPopulation(keys);
        AddNetwork(keys);
        AddMarket(keys);
        AddLedger(keys);
        AddGossip(keys);
        AddBook(keys);
        AddTrust(keys);
        keys.Rows("attackers", RowSchemas.Attackers, s => s.Attackers, "Peers who do not behave; their shares together are at most 1.");
        keys.Rows("faults", RowSchemas.Faults, s => s.Faults, "What happens to honest peers.");
        AddChecks(keys);
        AddSweep(keys);
        return keys;
    }

    private static void AddRun(KeyList<Scenario> keys)
    {
        keys.Text("about", null, s => s.About, "One sentence, which `./enerdatx sim list` shows.");
        keys.Duration("duration", "5m", FromSeconds(1), KeyList<Scenario>.Long, s => s.Duration, "Virtual time that is measured, after the warm-up.");
        keys.Duration("warm-up", "1m", s => s.WarmUp, "Virtual time before: peers find each other and get their first tokens; nobody attacks.");
        keys.Count("seed", "1", 0, long.MaxValue, s => (long)s.Seed, "Of the first run, unless the command names another.");
        keys.Count("repeats", "1", 1, 1_000, s => s.Repeats, "Runs with seeds one after the other, for confidence intervals.");
        keys.Choice("signatures", "keyed", ["real", "keyed"], s => s.Signatures, "`real` is Ed25519; `keyed` is a keyed hash of the same length, which detects the same and is much faster.");
        keys.Count("lanes", "1", 1, MaxLanes, s => s.Lanes, "Parts of the world that may run side by side, each on a processor of its own. Results depend on it as on the seed, and not on how many processors there are. More than 1 for peers that meet in the network only: no market, faults, churn, partitions or looks at every turn, and of attackers only `fork-once` and `silent`.");
    }

    private static void AddPopulation(KeyList<Scenario> keys)
    {
        keys.Count("population.owners", "100", 0, MaxPeers, s => s.Population.Owners, "Households with a meter, who sell.");
        keys.Count("population.buyers", "20", 0, MaxPeers, s => s.Population.Buyers, "Peers who buy.");
        keys.Count("population.matchmakers", "5", 0, MaxPeers, s => s.Population.Matchmakers, "Peers who only keep the order book. The issuer of the tokens is one peer more.");
        keys.Fraction("population.pv-share", "0.3", s => s.Population.PvPermille, "Of the owners, how many have solar panels.");
        keys.File("population.profile", s => s.Population.ProfileFile, "A load profile or data file that the homes follow; empty = the parametric model.");
    }

    private static void AddNetwork(KeyList<Scenario> keys)
    {
        keys.Choice("network.latency.kind", "lognormal", ["constant", "uniform", "lognormal", "matrix"], s => s.Network.Latency.Kind, "How the one-way latency of each datagram is drawn.");
        keys.Duration("network.latency.from", "40ms", Zero, FromMinutes(1), s => s.Network.Latency.From, "The constant, the lower bound, or the median.");
        keys.Duration("network.latency.to", "0s", Zero, FromMinutes(1), s => s.Network.Latency.To, "The upper bound, if `uniform`.");
        keys.Number("network.latency.sigma", "0.4", 3_000, s => s.Network.Latency.SigmaPermille, "Standard deviation of the natural logarithm, if `lognormal`.");
        keys.File("network.latency.file", s => s.Network.Latency.MatrixFile, "A square matrix of one-way milliseconds, one row per line, if `matrix`; peers are spread over its rows.");
        keys.Fraction("network.loss", "0.01", s => s.Network.LossPermille, "Datagrams that never arrive.");
        keys.Fraction("network.duplication", "0.001", s => s.Network.DuplicationPermille, "Datagrams that arrive twice.");
        keys.Fraction("network.churn.share", "0", s => s.Network.Churn?.Permille ?? 0, "Of the peers, how many come and go, for exponentially distributed times.");
        keys.Duration("network.churn.mean-up", "10m", FromSeconds(1), KeyList<Scenario>.Long, s => s.Network.Churn?.MeanUp ?? FromMinutes(10), "Mean time that they are up.");
        keys.Duration("network.churn.mean-down", "1m", FromSeconds(1), KeyList<Scenario>.Long, s => s.Network.Churn?.MeanDown ?? FromMinutes(1), "Mean time that they are down.");
        keys.Rows("network.partitions", RowSchemas.Partitions, s => s.Network.Partitions, "Times at which some of the peers are cut off from the others.");
        keys.Choice("network.topology.kind", "walk", ["walk", "given"], s => s.Network.Topology.Kind, "`walk`: peers find each other as real ones do; `given`: each starts with random neighbours, who know it too, and looks for no more.");
        keys.Count("network.topology.degree", "20", 1, 1_000, s => s.Network.Topology.Degree, "Neighbours of each peer; when walking, how many it looks for.");
        keys.Size("network.bandwidth", "0", 10_000_000_000, s => s.Network.BytesPerSecond, "What one peer's line carries in each direction in a second; 0 = any amount.");
        keys.Switch("network.lose-proofs", "false", s => s.Network.LosesProofs, "Whether announcements of proofs never arrive: where only the first proof of each fraud counts, they are most of what a run costs.");
    }

    private static void AddMarket(KeyList<Scenario> keys)
    {
        keys.Tokens("market.start-tokens", "100", MaxTokens, s => s.Market.StartTokens, "What each buyer gets from the faucet.");
        keys.Duration("market.offer-every", "5m", s => s.Market.OfferEvery, "Mean time between two offers of one owner, exponentially distributed; 0s = nobody offers.");
        keys.Duration("market.buy-every", "1m", s => s.Market.BuyEvery, "Mean time between two purchases of one buyer, exponentially distributed; 0s = nobody buys.");
        keys.Tokens("market.price-from", "1", MaxTokens, s => s.Market.PriceFrom, "Lowest price of an offer; prices are even between the two.");
        keys.Tokens("market.price-to", "5", MaxTokens, s => s.Market.PriceTo, "Highest price of an offer.");
        keys.Fraction("market.exclusive-share", "0.1", s => s.Market.ExclusivePermille, "Of the offers, how many are sold once only.");
        keys.Count("market.segments", "4", 1, Offer.MaxSegments, s => s.Market.Segments, "Parts in which a sale is paid and delivered; the price divided by it is at risk.");
    }

    private static void AddLedger(KeyList<Scenario> keys)
    {
        keys.Duration("ledger.propose-every", "0s", s => s.Ledger.ProposeEvery, "Time between two proposals without meaning of one peer to another, exactly; the first comes at a random moment. 0s = none.");
        keys.Size("ledger.transaction-bytes", "50", 900, s => s.Ledger.TransactionBytes, "Filler inside each of them.");
        keys.Duration("ledger.pull-every", "0s", s => s.Ledger.PullEvery, "Time between two crawls of other peers by one peer; 0s = none.");
        keys.Count("ledger.pull-halves", "2", 1, 100, s => s.Ledger.PullHalves, "Half-blocks that each crawl asks for.");
    }

    private static void AddGossip(KeyList<Scenario> keys)
    {
        keys.Count("gossip.fanout", "5", 0, 1_000, s => s.Gossip.Fanout, "Peers that a new half-block is pushed to, once.");
        keys.Switch("gossip.push-proposals", "true", s => s.Gossip.PushProposals, "Whether a proposal is pushed when it is signed, and not only with its agreement.");
        keys.Duration("gossip.tell-every", "2s", FromMilliseconds(10), KeyList<Scenario>.Long, s => s.Gossip.TellEvery, "Time between two exchanges of fingerprints by one peer that has news.");
        keys.Count("gossip.tell-to", "1", 1, 256, s => s.Gossip.TellTo, "Peers that are told each time.");
        keys.Switch("gossip.tell-asks", "true", s => s.Gossip.TellAsks, "Whether who is told is asked for its news in return.");
        keys.Count("gossip.quiet-ticks", "10", 1, 1_000_000, s => s.Gossip.QuietTicks, "Without news, one exchange in so many of these times.");
        keys.Count("gossip.tell-times", "8", 1, 1_000, s => s.Gossip.TellTimes, "How often everyone tells each fingerprint on.");
        keys.Duration("gossip.news-for", "2m", s => s.Gossip.NewsFor, "After this time a half-block is no news any more.");
        keys.Count("gossip.remembered", "16384", 1, 10_000_000, s => s.Gossip.Remembered, "Fingerprints that each peer remembers, 80 bytes each.");
        keys.Count("gossip.order-ttl", "3", 1, 16, s => s.Gossip.OrderTtl, "Hops of an order.");
        keys.Count("gossip.block-ttl", "1", 1, 16, s => s.Gossip.BlockTtl, "Hops of any other half-block.");
        keys.Count("gossip.back-pointers", "16", 0, BackPointers.MaxCount, s => s.Gossip.BackPointers, "Earlier half-blocks that each new one names, so that hidden branches show.");
    }

    private static void AddBook(KeyList<Scenario> keys) =>
        keys.Duration("book.ask-every", "15s", FromMilliseconds(10), KeyList<Scenario>.Long, s => s.AskForBookEvery, "How often one peer, chosen at random, is asked for orders that a peer lacks.");

    private static void AddTrust(KeyList<Scenario> keys)
    {
        keys.Count("trust.min-seller-score", "0", 0, 1_000, s => s.Trust.MinSellerScore, "Lowest relative score of a seller that peers buy from, in thousandths as in `hocon/peer.conf`; 0 = anybody.");
        keys.Count("trust.max-at-risk-with-newcomer", "10000", 0, MaxTokens, s => s.Trust.MaxAtRiskWithNewcomer, "Smallest units (thousandths of a token) at risk with one seller whose score is 0.");
        keys.Count("trust.max-at-risk-with-peer", "100000", 0, MaxTokens, s => s.Trust.MaxAtRiskWithPeer, "Smallest units at risk with any one counterparty.");
        keys.Count("trust.max-at-risk-in-all", "1000000", 0, MaxTokens, s => s.Trust.MaxAtRiskInAll, "Smallest units at risk with all of them.");
    }

    private static void AddChecks(KeyList<Scenario> keys)
    {
        keys.Switch("checks.exhaustive", "false", s => s.Checks.IsExhaustive, "Whether the invariants are looked at after every turn, of every peer; for small runs.");
        keys.Duration("checks.every", "10s", FromMilliseconds(1), KeyList<Scenario>.Long, s => s.Checks.Every, "Otherwise a sample of peers is looked at so often.");
        keys.Count("checks.sample", "20", 1, MaxPeers, s => s.Checks.Sample, "Peers in each sample.");
        keys.Duration("checks.heal-for", "1m", s => s.Checks.HealFor, "After the duration: no faults, losses, partitions or attacks; at its end all honest peers must agree. 0s = not looked at.");
        keys.Duration("outputs.sample-every", "10s", FromMilliseconds(10), KeyList<Scenario>.Long, s => s.Outputs.SampleEvery, "Time between two rows of `samples.csv`.");
        keys.Switch("outputs.blocks", "true", s => s.Outputs.Blocks, "Whether every half-block is a row of `blocks.csv`.");
        keys.Switch("outputs.links", "true", s => s.Outputs.Links, "Whether every pair that talked is a row of `links.csv`.");
        keys.Switch("outputs.stop-when-detected", "false", s => s.Outputs.StopsWhenDetected, "Whether the run ends as soon as every fraud is exposed to all honest peers.");
        keys.Switch("outputs.stop-when-found", "false", s => s.Outputs.StopsWhenFound, "Whether it ends as soon as somebody honest holds a proof of each.");
    }

    private static void AddSweep(KeyList<Scenario> keys)
    {
        keys.Count("sweep.repeats", "0", 0, 1_000, s => s.Sweep?.Repeats ?? 0, "Runs of each cell, with seeds one after the other; 0 = as `repeats` says.");
        keys.Add(new ScenarioKey(Grid, KeyKind.Grid, "", 0, 16, "What is varied independently; rows of lists are named by their number: `\"attackers.0.share\"`. At most 10,000 runs in all."));
        keys.Add(new ScenarioKey(Points, KeyKind.Points, "", 0, 1_000, "Settings that are chosen together; each point is run with the whole grid."));
    }
}
