using System.Diagnostics;
using System.Globalization;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Benchmarks.Sim;

/// <summary>
/// Runs scenarios with the program <c>sim</c>, each in a process of its own, so that no run has another's memory, and in the environment that
/// the launcher gave this one for it. One run at a time; a run that several rows want is run once.
/// </summary>
internal sealed class SimRuns : IDisposable
{
    private readonly Action<string> _say;
    private readonly string _folder = Directory.CreateTempSubdirectory("enerdatx-bench-").FullName;
    private readonly Dictionary<string, SimRun> _runs = new(StringComparer.Ordinal);
    private Process? _child;
    private int _calls;

    /// <param name="say">Is told what goes on, for people.</param>
    public SimRuns(Action<string> say)
    {
        _say = say;
        AppDomain.CurrentDomain.ProcessExit += EndChild;
    }

    /// <summary>What is to be said below the table.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>A scenario that is shipped.</summary>
    public static Scenario Shipped(string name) =>
        ScenarioFile.TryRead(Path.Combine(AppContext.BaseDirectory, "hocon", "scenarios", $"{name}.conf"), Behaviours.Names, out var scenario, out var faults)
            ? scenario
            : throw new InvalidOperationException(string.Join('\n', faults));

    /// <summary>One run with the scenario's own seed.</summary>
    /// <param name="limit">After which it is ended, without results.</param>
    public SimRun Run(Scenario scenario, TimeSpan limit)
    {
        var text = ScenarioText.Of(scenario);
        if (!_runs.TryGetValue(text, out var run))
        {
            _runs.Add(text, run = RunAgain(scenario, limit));
        }

        return run;
    }

    /// <summary>The same, also if it was run before.</summary>
    public SimRun RunAgain(Scenario scenario, TimeSpan limit) => Call("run", scenario, limit, []);

    /// <summary>All cells of its sweep.</summary>
    public SimRun Sweep(Scenario scenario, int jobs, TimeSpan limit) =>
        Call("sweep", scenario, limit, ["--jobs", jobs.ToString(CultureInfo.InvariantCulture)]);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndChild;
        Directory.Delete(_folder, recursive: true);
    }

    private SimRun Call(string command, Scenario scenario, TimeSpan limit, IReadOnlyList<string> more)
    {
        var place = Directory.CreateDirectory(Path.Combine(_folder, $"{_calls++}")).FullName;
        var (file, results) = (Path.Combine(place, $"{scenario.Name}.conf"), Path.Combine(place, "results"));
        File.WriteAllText(file, ScenarioText.Of(scenario));
        _say(string.Create(CultureInfo.InvariantCulture, $"{command} {scenario.Name}: {scenario.Population.Peers:#,0} peers, {scenario.Duration.TotalSeconds:#,0} virtual s …"));
        var started = Stopwatch.GetTimestamp();
        var (code, said) = Start([command, file, "--out", results, "--quiet", .. more], limit);
        var run = new SimRun(results, Stopwatch.GetElapsedTime(started), code);
        if (code != 0)
        {
            Notes.Add(code is { } ended
                ? $"{scenario.Name} ended with code {ended}: {string.Join(' ', said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(3))}"
                : $"{scenario.Name} was ended after {limit.TotalMinutes:0} minutes.");
        }

        return run;
    }

    /// <returns>Its exit code, null when it was ended; and its standard error.</returns>
    private (int? Code, string Said) Start(IReadOnlyList<string> arguments, TimeSpan limit)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sim.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The child process did not start.");
        _child = child;
        var (output, error) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        var isOver = child.WaitForExit(limit);
        if (!isOver)
        {
            child.Kill(entireProcessTree: true);
        }

        child.WaitForExit();
        _child = null;
        _ = output.GetAwaiter().GetResult();
        return (isOver ? child.ExitCode : null, error.GetAwaiter().GetResult());
    }

    /// <summary>Whoever ends this program ends what it started.</summary>
    private void EndChild(object? sender, EventArgs happened) => _child?.Kill(entireProcessTree: true);
}
