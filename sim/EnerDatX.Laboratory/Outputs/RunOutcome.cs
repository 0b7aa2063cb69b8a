using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>Which run it is: equal for runs that must give equal files.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="ScenarioText">The text of its file, or of the file that would say the same.</param>
/// <param name="Commit">Of the program; empty where nobody knows it.</param>
public sealed record RunIdentity(string Scenario, string ScenarioText, ulong Seed, string Commit);

/// <summary>Everything that is written about one run.</summary>
/// <param name="About">The scenario's sentence.</param>
/// <param name="Versions">Name and version of what takes part and could change what happens, in the order to be shown. Nothing about the machine.</param>
/// <param name="TraceHash">In hex: of every turn of the run.</param>
/// <param name="Peers">How many took part, attackers among them.</param>
/// <param name="Attackers">How many of them attacked.</param>
/// <param name="FalseAccusations">Honest peers that were accused.</param>
/// <param name="Violations">One line per broken invariant, which reproduces it.</param>
/// <param name="Curves">Closed forms of the share of frauds that is detected, to be drawn over the measured one.</param>
public sealed record RunOutcome(
    RunIdentity Identity,
    string About,
    IReadOnlyList<(string Name, string Version)> Versions,
    string TraceHash,
    int Peers,
    int Attackers,
    int FalseAccusations,
    IReadOnlyList<string> Violations,
    RunTables Tables,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<NamedCurve> Curves,
    RunTiming Timing)
{
    /// <summary>The row of marks by which the first step is found in which another run differs; null = none was kept.</summary>
    public TraceMarks? Trace { get; init; }

    /// <summary>Virtual milliseconds of the run at which somebody stopped it; null = it came to its end.</summary>
    public long? StoppedMs { get; init; }

    /// <summary>What the scenario names beside itself, to be kept with the results so that the run can be done again.</summary>
    public IReadOnlyList<NamedFile> Files { get; init; } = [];
}

/// <summary>A file that a scenario names.</summary>
/// <param name="Name">As the scenario names it: a path from its own folder.</param>
public sealed record NamedFile(string Name, ReadOnlyMemory<byte> Bytes);

/// <param name="Name">As the legend says it, with the formula.</param>
/// <param name="Points">Milliseconds since the fraud was committed, ascending, and the share (0 to 1) that is detected by then.</param>
public sealed record NamedCurve(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>What depends on the machine and its mood. It goes to <c>timing.json</c>, the one file in which equal runs may differ.</summary>
/// <param name="WallSeconds">From the first turn to the last.</param>
/// <param name="Cores">Of the machine.</param>
/// <param name="PeakMemoryBytes">The largest resident memory of the process.</param>
/// <param name="Messages">Datagrams that were delivered, those of the warm-up among them.</param>
/// <param name="Host">Operating system and runtime.</param>
public sealed record RunTiming(double WallSeconds, int Cores, long PeakMemoryBytes, long Messages, string Host)
{
    /// <summary>Time that all threads of the process had a core, the garbage collector's among them.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Of the wall's, those in which the garbage collector had stopped everything.</summary>
    public double CollectionSeconds { get; init; }

    /// <summary>Collections of at least each generation.</summary>
    public IReadOnlyList<int> Collections { get; init; } = [];

    /// <summary>How far it was at some times of the run, in order; the last one is of its end.</summary>
    public IReadOnlyList<TimingMark> Marks { get; init; } = [];

    public double MessagesPerSecond => WallSeconds > 0 ? Messages / WallSeconds : 0;
}

/// <summary>What the run had taken and done at one moment, since its first turn.</summary>
/// <param name="AtMs">Virtual milliseconds since the end of the warm-up.</param>
/// <param name="Messages">Datagrams delivered.</param>
/// <param name="SignaturesMade">Real or keyed, as the scenario has it.</param>
public sealed record TimingMark(long AtMs, double WallSeconds, double CpuSeconds, long Messages, long SignaturesMade, long SignaturesChecked);
