using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EnerDatX.Node.Cli;

namespace EnerDatX.Torture.Kill;

/// <summary><c>kill</c>: kills a working node again and again, and looks for anything that it had promised and does not have.</summary>
internal static class KillCommand
{
    private const int CannotRun = 2;

    /// <summary>Longer runs show every tenth life.</summary>
    private const int ShownOneByOne = 20;

    private const int ToldPerLife = 10;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<int> Cycles = new("--cycles") { Description = "How often.", DefaultValueFactory = _ => 20, HelpName = "N" };
    private static readonly Option<int?> Seed = new("--seed") { Description = "Of the moments of death; any unless said.", HelpName = "S" };
    private static readonly Option<bool> PowerLoss = new("--power-loss")
    {
        Description = "Whatever was not synced is lost too: the disk is put together from what strace saw.",
    };

    private static readonly Option<string?> Store = new("--store") { Description = "Where the node keeps its ledger; passed on to it.", HelpName = "URL" };
    private static readonly Option<bool> AsJson = new("--json") { Description = "JSON instead of a table." };

    /// <summary>To see that this program can find a loss.</summary>
    private static readonly Option<bool> LyingDisk = new("--lying-disk") { Description = "With --power-loss: no sync does anything.", Hidden = true };

    public static Command Create()
    {
        var command = new Command("kill", """
            Makes a real node sign for several users at once, kills it (SIGKILL) at a random moment, starts it again and compares: every
            half-block that it acknowledged or sent must be there, and no sequence number used twice, ever. Exit code 1 if not.
            Examples:
              ./enerdatx torture kill --cycles 100
              ./enerdatx torture kill --cycles 20 --power-loss
            """)
        {
            Cycles, Seed, PowerLoss, Store, AsJson, LyingDisk,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed)
    {
        var screen = Screen.Of(parsed);
        var options = new KillOptions(
            parsed.GetValue(Cycles), parsed.GetValue(Seed) ?? Random.Shared.Next(), parsed.GetValue(PowerLoss), parsed.GetValue(LyingDisk), parsed.GetValue(Store));
        if (options.PowerLoss && WhyNoPowerLoss(options) is { } missing)
        {
            screen.Refuse(missing);
            return CannotRun;
        }

        var asJson = parsed.GetValue(AsJson);
        await using var run = new KillRun(options);
        string? notStarted = null;
        try
        {
            await run.Run(cycle => Tell(screen, cycle));
        }
        catch (NodeDidNotStartException refusal)
        {
            notStarted = $"The node did not start again: {refusal.Message}";
        }

        if (asJson)
        {
            screen.Json(JsonSerializer.Serialize(new { options.Seed, options.PowerLoss, Totals = Totals.Of(run.Cycles), NotStarted = notStarted, run.Cycles }, Format));
        }
        else
        {
            Show(screen, options, run.Cycles);
        }

        return notStarted is not null ? screen.Refuse($"{notStarted} Its folder is kept: {run.Folder}")
            : run.IsGood ? 0
            : screen.Refuse($"Something was lost. The folder is kept: {run.Folder}");
    }

    private static string? WhyNoPowerLoss(KillOptions options) =>
        options.Store is not null ? "--power-loss looks at files of the node; what --store names keeps files of its own." : StraceLog.WhyNot();

    /// <summary>What is wrong is said at once; JSON has all of it.</summary>
    private static void Tell(Screen screen, Cycle cycle)
    {
        var wrong = cycle.Lost.Select(lost => $"lost {lost}").Concat(cycle.Forked.Select(forked => $"forked: {forked}")).ToList();
        foreach (var sentence in wrong.Take(ToldPerLife))
        {
            screen.Warn($"life {cycle.Number} {sentence}");
        }

        if (wrong.Count > ToldPerLife)
        {
            screen.Warn($"life {cycle.Number}: and {wrong.Count - ToldPerLife} more");
        }
    }

    private static void Show(Screen screen, KillOptions options, IReadOnlyList<Cycle> cycles)
    {
        screen.Table(
            ["life", "start ms", "acknowledged", "on the wire", "chain", "lost", "forks"],
            cycles.Where(cycle => cycles.Count <= ShownOneByOne || cycle.Number % 10 == 0).Select(Row));
        var totals = Totals.Of(cycles);
        screen.Say(
            $"{cycles.Count} lives (seed {options.Seed}): {totals.Acknowledged} acknowledged, {totals.OnWire} on the wire, {totals.Lost} lost, {totals.Forks} forks; "
            + $"start {totals.MedianStartMs} ms (median), {totals.MaxStartMs} ms at most.");
    }

    private static string[] Row(Cycle cycle) =>
    [
        Text(cycle.Number), cycle.StartMs is { } ms ? Text(ms) : "not up", Text(cycle.Acknowledged), Text(cycle.OnWire),
        cycle.Length is { } length ? Text(length) : "?", Text(cycle.Lost.Count), Text(cycle.Forked.Count),
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Totals(int Acknowledged, int OnWire, int Lost, int Forks, long MedianStartMs, long MaxStartMs)
    {
        public static Totals Of(IReadOnlyList<Cycle> cycles)
        {
            var starts = cycles.Select(cycle => cycle.StartMs).OfType<long>().Order().ToList();
            return new Totals(
                cycles.Sum(cycle => cycle.Acknowledged),
                cycles.Sum(cycle => cycle.OnWire),
                cycles.Sum(cycle => cycle.Lost.Count),
                cycles.Sum(cycle => cycle.Forked.Count),
                starts.Count == 0 ? 0 : starts[starts.Count / 2],
                starts.LastOrDefault());
        }
    }
}
