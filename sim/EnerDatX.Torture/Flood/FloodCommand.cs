using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Torture.Flood;

/// <summary><c>torture flood</c>: what honest peers keep of their throughput while others flood the node.</summary>
internal static class FloodCommand
{
    /// <summary>The goal: a flood may cost honest peers a tenth.</summary>
    private const double Goal = 0.9;

    private const int RateOverAdmission = 10;
    private const double MegaByte = 1 << 20;

    private static readonly Option<string[]> Kind = new("--kind") { Description = $"Attacks: {string.Join(", ", Attack.Kinds)}; default all.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "Of each measurement: alone, and under attack.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> Rate = new("--rate")
    {
        Description = "Attackers' datagrams a second in all; cut to half of what loopback carries.",
        DefaultValueFactory = _ => RateOverAdmission * new AdmissionLimits().DatagramsPerSecond,
    };

    private static readonly Option<int> Addresses = new("--addresses") { Description = "Attackers' addresses.", DefaultValueFactory = _ => 10 };
    private static readonly Option<bool> Strict = new("--strict") { Description = "Exit code 1 if honest peers keep less than 90 %." };
    private static readonly Option<bool> AsJson = new("--json") { Description = "Print JSON." };

    public static Command Create()
    {
        var command = new Command("flood", """
            Flood a real node on loopback. Four honest peers each push 15 half-blocks a second and crawl them back; first alone, then while
            attackers at other loopback addresses send ten times what one address may. All share this machine's cores; what attackers send is made
            and signed before the clock runs.
            Examples:
              ./enerdatx torture flood
              ./enerdatx torture flood --kind fresh-keys --seconds 10 --rate 20000 --strict
            """)
        {
            Kind, Seconds, Rate, Addresses, Strict, AsJson,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var kinds = parsed.GetValue(Kind) is { Length: > 0 } some ? some : [.. Attack.Kinds];
        if (kinds.FirstOrDefault(kind => !Attack.Kinds.Contains(kind)) is { } unknown)
        {
            await error.WriteLineAsync($"There is no attack {unknown}; there are {string.Join(", ", Attack.Kinds)}.");
            return 2;
        }

        var capacity = LoopbackCapacity.Measure();
        var plan = new FloodPlan(
            Math.Max(0.5, parsed.GetValue(Seconds)), Math.Clamp(parsed.GetValue(Rate), 1, Math.Max(1, capacity / 2)), Math.Clamp(parsed.GetValue(Addresses), 1, 250));
        var asJson = parsed.GetValue(AsJson);
        if (!asJson)
        {
            await output.WriteLineAsync($"loopback carries {capacity} datagrams a second; attackers send {plan.Rate} from {plan.Addresses} addresses; {Environment.ProcessorCount} cores for all");
            await output.WriteLineAsync("attack           alone/s attacked/s  kept  sent/s  node cores  memory MB  peak MB  ledger MB");
        }

        var results = new List<FloodResult>();
        foreach (var kind in kinds)
        {
            var result = await FloodRun.Measure(kind, plan, stop);
            results.Add(result);
            if (!asJson)
            {
                await output.WriteLineAsync(Line(result));
            }
        }

        if (asJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { capacity, rate = plan.Rate, addresses = plan.Addresses, attacks = results.Select(View) }));
        }

        return parsed.GetValue(Strict) && results.Exists(r => r.Ratio < Goal) ? 1 : 0;
    }

    private static string Line(FloodResult r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.Kind,-15} {r.Alone,8:0.0} {r.Attacked,10:0.0} {r.Ratio,5:0%} {r.AttackRate,7:0} {r.Cpu,11:0.00} {r.MemoryBefore / MegaByte,10:0.0} {r.MemoryPeak / MegaByte,8:0.0} {r.LedgerGrowth / MegaByte,10:0.0}");

    private static object View(FloodResult r) => new
    {
        attack = r.Kind,
        meaning = Attack.Explain(r.Kind),
        alone = Math.Round(r.Alone, 1),
        attacked = Math.Round(r.Attacked, 1),
        kept = Math.Round(r.Ratio, 3),
        attack_rate = Math.Round(r.AttackRate),
        node_cores = Math.Round(r.Cpu, 2),
        memory_before = r.MemoryBefore,
        memory_peak = r.MemoryPeak,
        ledger_growth = r.LedgerGrowth,
    };
}
