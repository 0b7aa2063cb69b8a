namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>Makes the record of the values of all keys.</summary>
internal static class ScenarioBuild
{
    public static Scenario Of(string name, SectionValues values, SweepPlan? sweep)
    {
        var duration = values.Duration("duration");
        return new Scenario(
            name,
            values.Text("about"),
            duration,
            values.Duration("warm-up"),
            (ulong)values.Long("seed"),
            values.Int("repeats"),
            (Signatures)values.Int("signatures"),
            new Population(values.Int("population.owners"), values.Int("population.buyers"), values.Int("population.matchmakers"), values.Int("population.pv-share"), values.File("population.profile")),
            Network(values),
            Market(values),
            new LedgerLife(values.Duration("ledger.propose-every"), values.Int("ledger.transaction-bytes"), values.Duration("ledger.pull-every"), values.Int("ledger.pull-halves")),
            Gossip(values),
            new TrustRules(values.Int("trust.min-seller-score"), values.Long("trust.max-at-risk-with-newcomer"), values.Long("trust.max-at-risk-with-peer"), values.Long("trust.max-at-risk-in-all")),
            [.. values.Rows("attackers").Select(row => Attack(row, duration))],
            [.. values.Rows("faults").Select(row => Fault(row, duration))],
            new CheckPlan(values.Bool("checks.exhaustive"), values.Duration("checks.every"), values.Int("checks.sample"), values.Duration("checks.heal-for")),
            new OutputPlan(values.Duration("outputs.sample-every"), values.Bool("outputs.blocks"), values.Bool("outputs.links"), values.Bool("outputs.stop-when-detected"), values.Bool("outputs.stop-when-found")),
            sweep)
        {
            Lanes = values.Int("lanes"),
            AskForBookEvery = values.Duration("book.ask-every"),
        };
    }

    private static NetworkConditions Network(SectionValues values) => new(
        new LatencyPlan(
            (LatencyKind)values.Int("network.latency.kind"),
            values.Duration("network.latency.from"),
            values.Duration("network.latency.to"),
            values.Int("network.latency.sigma"),
            values.File("network.latency.file")),
        values.Int("network.loss"),
        values.Int("network.duplication"),
        values.Int("network.churn.share") is > 0 and var share
            ? new ChurnPlan(share, values.Duration("network.churn.mean-up"), values.Duration("network.churn.mean-down"))
            : null,
        [.. values.Rows("network.partitions").Select(row => new PartitionPlan(row.Duration("at"), row.Duration("for"), row.Int("share"), row.Bool("one-way")))],
        new TopologyPlan((TopologyKind)values.Int("network.topology.kind"), values.Int("network.topology.degree")),
        values.Long("network.bandwidth"))
    {
        LosesProofs = values.Bool("network.lose-proofs"),
    };

    private static MarketLife Market(SectionValues values) => new(
        values.Long("market.start-tokens"),
        values.Duration("market.offer-every"),
        values.Duration("market.buy-every"),
        values.Long("market.price-from"),
        values.Long("market.price-to"),
        values.Int("market.exclusive-share"),
        values.Int("market.segments"));

    private static GossipRules Gossip(SectionValues values) => new(
        values.Int("gossip.fanout"),
        values.Bool("gossip.push-proposals"),
        values.Duration("gossip.tell-every"),
        values.Int("gossip.tell-to"),
        values.Bool("gossip.tell-asks"),
        values.Int("gossip.quiet-ticks"),
        values.Int("gossip.tell-times"),
        values.Duration("gossip.news-for"),
        values.Int("gossip.remembered"),
        values.Int("gossip.order-ttl"),
        values.Int("gossip.block-ttl"),
        values.Int("gossip.back-pointers"));

    private static AttackPlan Attack(SectionValues row, TimeSpan end) => new(
        row.Text("behaviour"),
        row.Int("share"),
        row.Duration("start"),
        row.Until("stop", end),
        row.Int("targets"),
        row.Int("budget"),
        row.Text("group"),
        row.Int("rate"));

    private static FaultPlan Fault(SectionValues row, TimeSpan end) => new(
        (FaultKind)row.Int("kind"), row.Duration("at"), row.Until("until", end), row.Int("share"), row.Duration("down"), row.Duration("back"));
}
