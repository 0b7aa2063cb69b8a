namespace EnerDatX.Laboratory.Presets;

/// <summary>One number of a paper that a preset is compared with.</summary>
/// <param name="Preset">Name of the scenario.</param>
/// <param name="Quantity">For machines: lower case, dots and dashes.</param>
/// <param name="Setting">What of the preset's sweep it belongs to, as in a cell's labels; empty = all of it.</param>
/// <param name="Unit">s, KB/s, share or hops.</param>
/// <param name="Source">Where it was published, and how the setting differs from ours where it does.</param>
/// <param name="Why">Why what we measure differs from it, in one sentence; empty = it does not, or nobody knows.</param>
public sealed record PublishedValue(string Preset, string Quantity, string Setting, double Value, string Unit, string Source, string Why = "")
{
    /// <summary>What stands beside it.</summary>
    public string Note => Why.Length == 0 ? Source : $"{Source}. {Why}";
}

/// <summary>What papers measured in the settings of our presets.</summary>
public static class Published
{
    private const string ConTrib = "ConTrib, Comput. Netw. 192 (2021)";
    private const string XChange = "XChange, in de Vos' thesis (2021)";
    private const string Push = ", with pulls, random extras and pushes";
    private const string PullOnly = ", with pulls only";

    private const string Bounds =
        "There everybody sees what a cheat owes to all, at most $100 where each could take $16,000; here each buyer bounds what it risks with one seller, which in "
        + "these short runs stops nothing, so that steps alone save: 1 − 1 ÷ k";

    private const string Pointers =
        "ConTrib's records, agreements among them, each name ten earlier ones, at random; here only proposals name any, those at 2, 3, 5, 9, 17 … first, so that "
        + "few of the later half-blocks that somebody pulls say anything of the fork";

    /// <summary>What detection of a preset is compared with: mean virtual seconds from the second signature to the first proof.</summary>
    public const string MeanDetection = "detection.mean";

    /// <summary>A run agrees with a published mean if it misses it by no more than this share.</summary>
    public const double ToleranceShare = 0.25;

    public static IReadOnlyList<PublishedValue> All { get; } =
    [
        new("contrib-10000", MeanDetection, "", 3.6, "s", ConTrib + Push),
        new("contrib-10000", "bandwidth.peer", "", 35, "KB/s", ConTrib + Push),
        new("contrib-1000-loss", MeanDetection, "network.loss=0", 2.3, "s", ConTrib + Push),
        new("contrib-1000-loss", MeanDetection, "network.loss=0.2", 6.0, "s", ConTrib + Push),
        new("contrib-1000-loss", "undetected", "network.loss=0", 0, "share", ConTrib + Push + ", after 600 s"),
        new("contrib-1000-loss", "undetected", "network.loss=0.2", 0, "share", ConTrib + Push + ", after 600 s"),
        new("contrib-1000-loss", "detection.mean.pull-only", "network.loss=0", 44.6, "s", ConTrib + PullOnly, Pointers),
        new("contrib-1000-loss", "detection.mean.pull-only", "network.loss=0.2", 94.1, "s", ConTrib + PullOnly),
        new("contrib-1000-loss", "undetected.pull-only", "network.loss=0", 0.002, "share", ConTrib + PullOnly + ", after 600 s"),
        new("contrib-1000-loss", "undetected.pull-only", "network.loss=0.2", 0.238, "share", ConTrib + PullOnly + ", after 600 s"),
        new("contrib-pointers", MeanDetection, "gossip.back-pointers=0", 111.2, "s", ConTrib + PullOnly),
        new("contrib-pointers", MeanDetection, "gossip.back-pointers=10", 41.6, "s", ConTrib + PullOnly, Pointers),
        new("tribler-4634", "order.hops.enough", "", 3, "hops", "Tribler issue 4634: a crawl of the live overlay (2019), about 1,500 peers with a diameter of 3 to 4",
            "With 20 neighbours each three hops get an order to 98 % of the peers and four to all, where 99 % count as enough; with 30, the most that py-ipv8 keeps, three do"),
        new("xchange-bounds", "fraud.gain.saved", "", 0.999, "share", XChange + ": from $18.5 million to $18,609 with incremental settlement and bounded exposure", Bounds),
        new("xchange-bounds", "fraud.loss.saved", "", 0.9998, "share", XChange + ": the largest loss of one trader, from $4.26 million to $928.79", Bounds),
    ];

    /// <summary>The published values of one preset, in their order.</summary>
    public static IReadOnlyList<PublishedValue> Of(string preset) => [.. All.Where(value => value.Preset == preset)];
}
