namespace EnerDatX.Laboratory.Scenarios;

/// <summary>
/// One experiment, as its file says it and nothing added: everything that decides what happens, except the seed of the run. Fractions are in
/// thousandths, amounts in smallest units of the currency, so that nothing depends on how a machine rounds.
/// </summary>
/// <param name="Name">The name of its file without the ending.</param>
/// <param name="About">One sentence.</param>
/// <param name="Duration">Virtual time that is measured, after the warm-up.</param>
/// <param name="WarmUp">Virtual time before: peers find each other and get their first tokens; nobody attacks.</param>
/// <param name="Seed">Of the first run, unless the command names another; at most 2^63 − 1.</param>
/// <param name="Repeats">Runs with seeds one after the other.</param>
/// <param name="Sweep">Many runs that differ in some keys; null = all runs differ in their seeds only.</param>
public sealed record Scenario(
    string Name,
    string About,
    TimeSpan Duration,
    TimeSpan WarmUp,
    ulong Seed,
    int Repeats,
    Signatures Signatures,
    Population Population,
    NetworkConditions Network,
    MarketLife Market,
    LedgerLife Ledger,
    GossipRules Gossip,
    TrustRules Trust,
    IReadOnlyList<AttackPlan> Attackers,
    IReadOnlyList<FaultPlan> Faults,
    CheckPlan Checks,
    OutputPlan Outputs,
    SweepPlan? Sweep = null)
{
    /// <summary>Parts of the world that may run side by side, each on a processor of its own. What happens depends on it, as on the seed.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Time between two questions of one peer for orders that it lacks.</summary>
    public TimeSpan AskForBookEvery { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>How half-blocks and packets are signed.</summary>
public enum Signatures
{
    /// <summary>Ed25519.</summary>
    Real = 0,

    /// <summary>A keyed hash with the same lengths, which everyone in the run can check: for scale. Detects the same with the same seed.</summary>
    Keyed,
}

/// <param name="Owners">Households with a meter, who sell.</param>
/// <param name="Buyers">Who buy.</param>
/// <param name="Matchmakers">Peers who only keep the order book. The issuer of the tokens is one peer more.</param>
/// <param name="PvPermille">Of the owners, how many have solar panels.</param>
/// <param name="ProfileFile">
/// A load profile or data file that the homes follow, relative to the folder of the scenario; null = the parametric model.
/// </param>
public sealed record Population(int Owners, int Buyers, int Matchmakers, int PvPermille, string? ProfileFile)
{
    public int Peers => Owners + Buyers + Matchmakers;
}

public sealed record NetworkConditions(
    LatencyPlan Latency, int LossPermille, int DuplicationPermille, ChurnPlan? Churn, IReadOnlyList<PartitionPlan> Partitions, TopologyPlan Topology, long BytesPerSecond)
{
    /// <summary>What one peer's line carries in one direction, in bytes a second; 0 = any amount.</summary>
    public long BytesPerSecond { get; init; } = BytesPerSecond;

    /// <summary>Whether announcements of proofs never arrive, for experiments that are about the first proof alone.</summary>
    public bool LosesProofs { get; init; }
}

public enum LatencyKind
{
    Constant = 0,
    Uniform,
    LogNormal,

    /// <summary>A file with a square matrix of one-way milliseconds, one row per line; peers are spread over its rows.</summary>
    Matrix,
}

/// <param name="From">The constant, the lower bound, or the median.</param>
/// <param name="To">The upper bound.</param>
/// <param name="SigmaPermille">Standard deviation of the logarithm.</param>
/// <param name="MatrixFile">Relative to the folder of the scenario; null unless the kind is a matrix.</param>
public sealed record LatencyPlan(LatencyKind Kind, TimeSpan From, TimeSpan To, int SigmaPermille, string? MatrixFile);

/// <summary>Peers come and go: up and down for exponentially distributed times.</summary>
/// <param name="Permille">Of the peers, how many do.</param>
public sealed record ChurnPlan(int Permille, TimeSpan MeanUp, TimeSpan MeanDown);

/// <param name="At">After the warm-up.</param>
/// <param name="Permille">Of the peers, how many are on the far side.</param>
/// <param name="IsOneWay">Only what the far side sends is lost.</param>
public sealed record PartitionPlan(TimeSpan At, TimeSpan For, int Permille, bool IsOneWay);

public enum TopologyKind
{
    /// <summary>Peers find each other by walking, as real ones do.</summary>
    Walk = 0,

    /// <summary>Each is given random neighbours, who know it too, and walks no further: for scale, and for published settings.</summary>
    Given,
}

/// <param name="Degree">Neighbours of each peer; when walking, how many it looks for.</param>
public sealed record TopologyPlan(TopologyKind Kind, int Degree);

/// <summary>What owners and buyers do. Times between are exponentially distributed.</summary>
/// <param name="StartTokens">What each buyer gets from the faucet, in thousandths of a token.</param>
/// <param name="OfferEvery">Mean time between two offers of one owner; zero = nobody offers.</param>
/// <param name="BuyEvery">Mean time between two purchases of one buyer; zero = nobody buys.</param>
/// <param name="PriceFrom">Lowest price of an offer, in thousandths of a token; prices are even between the two.</param>
/// <param name="ExclusivePermille">Of the offers, how many are sold once only.</param>
/// <param name="Segments">N of each sale; price ÷ N is at risk.</param>
public sealed record MarketLife(
    long StartTokens, TimeSpan OfferEvery, TimeSpan BuyEvery, long PriceFrom, long PriceTo, int ExclusivePermille, int Segments);

/// <summary>Half-blocks without meaning that peers propose to each other, for experiments with the ledger alone.</summary>
/// <param name="ProposeEvery">Time between two proposals of one peer, exactly; its first comes at a random moment. Zero = none.</param>
/// <param name="TransactionBytes">Filler inside each.</param>
/// <param name="PullEvery">Time between two crawls of one peer by each peer; zero = none.</param>
/// <param name="PullHalves">Half-blocks that each asks for.</param>
public sealed record LedgerLife(TimeSpan ProposeEvery, int TransactionBytes, TimeSpan PullEvery, int PullHalves);

/// <summary>Changes to <c>peer.gossip</c> of <c>hocon/peer.conf</c>, whose keys these are.</summary>
public sealed record GossipRules(
    int Fanout, bool PushProposals, TimeSpan TellEvery, int TellTo, bool TellAsks, int QuietTicks, int TellTimes, TimeSpan NewsFor, int Remembered, int OrderTtl, int BlockTtl, int BackPointers);

/// <summary>Changes to <c>peer.trust</c>.</summary>
public sealed record TrustRules(int MinSellerScore, long MaxAtRiskWithNewcomer, long MaxAtRiskWithPeer, long MaxAtRiskInAll);

/// <summary>Some of the peers who behave in one way of <c>./enerdatx sim list</c>.</summary>
/// <param name="Behaviour">The name of an attacker.</param>
/// <param name="Permille">Of all peers, how many.</param>
/// <param name="Start">After the warm-up; not before.</param>
/// <param name="Stop">Not after; the end of the duration unless the file says otherwise.</param>
/// <param name="Targets">Peers that each goes for; 0 = as its behaviour likes.</param>
/// <param name="Budget">Attacks of each.</param>
/// <param name="Group">Attackers of one group know each other; each plan without a name is a group of its own.</param>
/// <param name="Rate">Acts a second, for those behaviours that have a rate.</param>
public sealed record AttackPlan(string Behaviour, int Permille, TimeSpan Start, TimeSpan Stop, int Targets, int Budget, string Group, int Rate);

public enum FaultKind
{
    /// <summary>Stops at once and starts again after a while, with everything that was durable.</summary>
    Crash = 0,

    /// <summary>The same, and the last half-blocks of its ledger are gone, as on a disk that lied.</summary>
    LostSuffix,

    /// <summary>Starts again from a copy of its state folder that was made a while before.</summary>
    Restore,

    /// <summary>Runs for a while from a copy of its state folder at another address, and then again from the old folder at home.</summary>
    Clone,
}

/// <param name="At">After the warm-up: the first; the others follow at random moments until <paramref name="Until"/>.</param>
/// <param name="Permille">Of the honest peers, how many.</param>
/// <param name="Down">How long each stays down.</param>
/// <param name="Back">How old the copy is that is put back, or how much of the end is lost.</param>
public sealed record FaultPlan(FaultKind Kind, TimeSpan At, TimeSpan Until, int Permille, TimeSpan Down, TimeSpan Back);

/// <summary>How often the invariants are looked at.</summary>
/// <param name="IsExhaustive">After every turn, of every peer; otherwise a sample every <paramref name="Every"/>.</param>
/// <param name="Sample">Peers per look.</param>
/// <param name="HealFor">After the duration: no faults, no loss, no partitions, no attacks; at its end all honest peers must agree.</param>
public sealed record CheckPlan(bool IsExhaustive, TimeSpan Every, int Sample, TimeSpan HealFor);

/// <param name="SampleEvery">Time between two rows of <c>samples.csv</c>.</param>
/// <param name="Blocks">Whether every half-block is a row of <c>blocks.csv</c>.</param>
/// <param name="Links">Whether every pair that talked is a row of <c>links.csv</c>.</param>
/// <param name="StopsWhenDetected">Whether the run ends as soon as every fraud is exposed to all honest peers.</param>
/// <param name="StopsWhenFound">Whether it ends as soon as there is somebody honest for every fraud who holds a proof of it.</param>
public sealed record OutputPlan(TimeSpan SampleEvery, bool Blocks, bool Links, bool StopsWhenDetected, bool StopsWhenFound = false);
