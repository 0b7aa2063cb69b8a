namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>What must be true of several keys together.</summary>
internal static class ScenarioRules
{
    /// <summary>All peers of one run: ten times the largest that is shipped.</summary>
    private const int MaxPeers = 1_000_000;

    /// <summary>Attackers that touch nothing but their own peer.</summary>
    private static readonly string[] Alone = ["fork-once", "silent"];

    /// <summary>Each key that does not fit the others, and why.</summary>
    public static IEnumerable<ScenarioFault> Broken(Scenario scenario, SectionValues values)
    {
        var broken = new List<ScenarioFault>();
        void Require(bool isTrue, SectionValues section, string prefix, string key, string message)
        {
            if (!isTrue)
            {
                broken.Add(ScenarioFault.At(section.PlaceOf(key), prefix + key, message));
            }
        }

        void RequireHere(bool isTrue, string key, string message) => Require(isTrue, values, "", key, message);

        var peers = (long)scenario.Population.Owners + scenario.Population.Buyers + scenario.Population.Matchmakers;
        RequireHere(peers is > 1 and <= MaxPeers, "population.owners", $"there are {peers} owners, buyers and matchmakers together; 2 to {MaxPeers} are possible.");
        RequireHere(scenario.Network.Topology.Degree < peers, "network.topology.degree", $"{peers} peers cannot have {scenario.Network.Topology.Degree} neighbours each; at most {peers - 1}.");
        RequireHere(scenario.Market.PriceTo >= scenario.Market.PriceFrom, "market.price-to", "is below market.price-from.");
        RequireHere(scenario.WarmUp + scenario.Duration + scenario.Checks.HealFor <= KeyList<Scenario>.Long, "duration", "with warm-up and checks.heal-for is longer than 366d.");

        var latency = scenario.Network.Latency;
        RequireHere(latency.Kind != LatencyKind.Uniform || latency.To >= latency.From, "network.latency.to", "is below network.latency.from.");
        RequireHere(
            latency.Kind == LatencyKind.Matrix == latency.MatrixFile is not null,
            "network.latency.file",
            latency.MatrixFile is null ? "is missing: the kind is matrix." : "is not read, because the kind is not matrix.");

        var sharing = scenario.Attackers.Sum(attack => (long)attack.Permille);
        RequireHere(sharing <= 1_000, "attackers", $"the shares are {KeyText.Write(ShareKey, new KeyValue(sharing))} together; at most 1.");
        foreach (var (attack, row, prefix) in Rows(scenario.Attackers, values, "attackers"))
        {
            Require(attack.Stop <= scenario.Duration, row, prefix, "stop", "is after the end of the duration.");
            Require(attack.Start <= attack.Stop, row, prefix, "start", "is after stop.");
        }

        foreach (var (fault, row, prefix) in Rows(scenario.Faults, values, "faults"))
        {
            Require(fault.Until <= scenario.Duration, row, prefix, "until", "is after the end of the duration.");
            Require(fault.At <= fault.Until, row, prefix, "at", "is after until.");
        }

        foreach (var (partition, row, prefix) in Rows(scenario.Network.Partitions, values, "network.partitions"))
        {
            Require(partition.At + partition.For <= scenario.Duration, row, prefix, "for", "lasts beyond the end of the duration.");
        }

        RequireHere(scenario.Lanes == 1 || WhyOneLane(scenario) is null, "lanes", $"must be 1 where {WhyOneLane(scenario)}.");
        return broken;
    }

    /// <summary>What of it somebody in one lane would do to somebody in another without the network between them; null = nothing.</summary>
    private static string? WhyOneLane(Scenario scenario) =>
        scenario.Market.OfferEvery > TimeSpan.Zero || scenario.Market.BuyEvery > TimeSpan.Zero ? "peers trade"
        : scenario.Faults.Count > 0 ? "there are faults"
        : scenario.Network.Churn is not null || scenario.Network.Partitions.Count > 0 ? "peers come and go, or are cut off"
        : scenario.Checks.IsExhaustive ? "every turn is looked at"
        : scenario.Network.Latency is { Kind: LatencyKind.Matrix } or { From.Ticks: 0 } ? "a datagram may take no time"
        : scenario.Attackers.FirstOrDefault(plan => !Alone.Contains(plan.Behaviour)) is { } together ? $"there are attackers as {together.Behaviour}"
        : null;

    private static ScenarioKey ShareKey => RowSchemas.Attackers.TryFind("share", out var key) ? key : throw new InvalidOperationException("attackers have no share.");

    private static IEnumerable<(T Row, SectionValues Values, string Prefix)> Rows<T>(IReadOnlyList<T> rows, SectionValues values, string path) =>
        rows.Select((row, i) => (row, values.Rows(path)[i], $"{path}.{i}."));
}
