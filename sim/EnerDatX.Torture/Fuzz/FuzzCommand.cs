using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace EnerDatX.Torture.Fuzz;

/// <summary><c>torture fuzz</c>: gives hostile bytes to everything that strangers' bytes reach.</summary>
internal static class FuzzCommand
{
    private const string All = "all";

    private static readonly Option<string> TargetName = new("--target") { Description = $"What is fed: {string.Join(", ", FuzzTargets.Names)}, or all.", DefaultValueFactory = _ => All };
    private static readonly Option<int> Seconds = new("--seconds") { Description = "How long each target is fed.", DefaultValueFactory = _ => 10 };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Decides every input.", DefaultValueFactory = _ => 1 };
    private static readonly Option<long> From = new("--from") { Description = "First iteration." };
    private static readonly Option<long?> Iterations = new("--iterations") { Description = "How many, instead of --seconds." };
    private static readonly Option<string?> Input = new("--input") { Description = "Feed only this input, in base64." };
    private static readonly Option<bool> WriteCorpus = new("--write-corpus") { Description = "Make the corpus in tests/corpus again from tests/vectors and tests/samples; what is there besides stays." };
    private static readonly Option<bool> AsJson = new("--json") { Description = "Print JSON." };

    public static Command Create()
    {
        var command = new Command("fuzz", """
            Feed mutated bytes to decoders, rules and the HTTP interface: nothing may throw, and nothing may allocate more than its cap.
            The same seed gives the same inputs. Exit code 1 if an input did harm; it is printed with a command that does it again.
            Examples:
              ./enerdatx torture fuzz --target packet --seconds 60 --seed 7
              ./enerdatx torture fuzz --target codec --input YTFpMA==
            """)
        {
            TargetName, Seconds, Seed, From, Iterations, Input, WriteCorpus, AsJson,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(WriteCorpus))
        {
            output.WriteLine($"{CorpusSeeds.Write()} files in {Path.Combine(Corpus.Root, "tests", "corpus")}");
            return 0;
        }

        var name = parsed.GetRequiredValue(TargetName);
        var names = name == All ? FuzzTargets.Names : FuzzTargets.Names.Where(n => n == name).ToArray();
        if (names.Count == 0)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"There is no target {name}; there are {string.Join(", ", FuzzTargets.Names)} and all.");
            return 2;
        }

        var asJson = parsed.GetValue(AsJson);
        var reports = new List<FuzzReport>();
        foreach (var one in names)
        {
            var target = FuzzTargets.Make(one);
            using var ending = target as IDisposable;
            var report = Feed(target, parsed);
            reports.Add(report);
            if (!asJson)
            {
                Tell(output, report);
            }
        }

        if (asJson)
        {
            output.WriteLine(JsonSerializer.Serialize(reports.Select(View)));
        }

        return reports.Exists(r => r.Finding is not null) ? 1 : 0;
    }

    private static FuzzReport Feed(FuzzTarget target, ParseResult parsed)
    {
        var loop = new FuzzLoop(target, parsed.GetValue(Seed));
        if (parsed.GetValue(Input) is { } base64)
        {
            return loop.RunOnce(Convert.FromBase64String(base64));
        }

        var first = parsed.GetValue(From);
        if (parsed.GetValue(Iterations) is { } count)
        {
            return loop.Run(first, iteration => iteration < first + count);
        }

        var clock = Stopwatch.StartNew();
        var time = TimeSpan.FromSeconds(parsed.GetValue(Seconds));
        return loop.Run(first, _ => clock.Elapsed < time);
    }

    private static void Tell(TextWriter output, FuzzReport report)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Target,-11} {report.Executions,9} inputs, {report.PerSecond,8:0} a second; most allocated {report.MostAllocated,9} B; slowest {report.SlowestMs,7:0.0} ms ({report.SlowestLength} B); seed {report.Seed}: {(report.Finding is null ? "no harm" : "HARM")}"));
        if (report.Finding is { } finding)
        {
            output.WriteLine($"  target {finding.Target}, seed {finding.Seed}, iteration {finding.Iteration}");
            output.WriteLine($"  {finding.Reason}");
            output.WriteLine($"  {finding.Input.Length} bytes in hex: {Convert.ToHexStringLower(finding.Input)}");
            output.WriteLine($"  again: {finding.Reproduce}");
        }
    }

    private static object View(FuzzReport report) => new
    {
        target = report.Target,
        seed = report.Seed,
        executions = report.Executions,
        seconds = Math.Round(report.Time.TotalSeconds, 3),
        per_second = Math.Round(report.PerSecond),
        most_allocated = report.MostAllocated,
        slowest_ms = Math.Round(report.SlowestMs, 3),
        slowest_length = report.SlowestLength,
        finding = report.Finding is not { } finding ? null : new
        {
            iteration = finding.Iteration,
            reason = finding.Reason,
            input = Convert.ToBase64String(finding.Input),
            again = finding.Reproduce,
        },
    };
}
