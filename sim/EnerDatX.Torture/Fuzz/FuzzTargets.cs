namespace EnerDatX.Torture.Fuzz;

/// <summary>All that strangers' bytes reach, by name.</summary>
internal static class FuzzTargets
{
    private static readonly (string Name, Func<FuzzTarget> Make)[] All =
    [
        ("packet", () => new PacketTarget()),
        ("half-block", () => new BlockTarget()),
        ("codec", () => new CodecTarget()),
        ("proof", () => new ProofTarget()),
        ("tick", () => new TickTarget()),
        ("trade", () => new TradeTarget()),
        ("manifest", () => new ManifestTarget()),
        ("dataset", () => new DatasetTarget()),
        ("merkle", () => new MerkleTarget()),
        ("age", () => new AgeTarget()),
        ("unixfs", () => new UnixFsTarget()),
        ("telegrams", () => new MeterTarget("telegrams")),
        ("oehu", () => new MeterTarget("oehu")),
        ("view", () => new ViewTarget()),
        ("http", () => new HttpTarget()),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    public static FuzzTarget Make(string name) => All.First(entry => entry.Name == name).Make();
}
