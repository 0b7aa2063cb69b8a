using System.CommandLine;
using System.Diagnostics;
using EnerDatX.Laboratory.Explore;

namespace EnerDatX.Laboratory.Commands;

/// <summary><c>sim explore</c>: random worlds until something is wrong.</summary>
internal static class ExploreCommand
{
    private static readonly Option<int> Seeds = new("--seeds") { Description = "How many worlds.", DefaultValueFactory = _ => 200 };
    private static readonly Option<ulong?> From = new("--from") { Description = "The first seed; without it a fresh one, so that every call looks at other worlds." };

    public static Command Make()
    {
        var command = new Command("explore", "Runs random small worlds with accidents and attackers, and stops at the first in which an invariant is broken.")
        {
            Seeds, From,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetValue(Seeds), parsed.GetValue(From) ?? Fresh(), stop)));
        return command;
    }

    private static ulong Fresh() => (ulong)Random.Shared.NextInt64(1_000_000, long.MaxValue / 2) / 1_000 * 1_000;

    private static int Run(int seeds, ulong from, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var done = 0;
        for (var seed = from; seed < from + (ulong)seeds && !stop.IsCancellationRequested; seed++, done++)
        {
            if (Explored.Of(seed, stop) is [_, ..] violations)
            {
                Console.WriteLine($"violated: {violations[0]}; again with: ./enerdatx sim explore --seeds 1 --from {seed}   (commit {OneRun.Commit})");
                return ExitCode.Violated;
            }

            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{done + 1} of {seeds} worlds, {(done + 1) / watch.Elapsed.TotalSeconds:N1} a second ");
            }
        }

        Console.Error.WriteLine();
        Console.WriteLine($"{done} worlds, the first with seed {from}: nothing is broken. With 95 % confidence fewer than {(done > 0 ? 3.0 / done : 1):P2} of such worlds break anything.");
        return stop.IsCancellationRequested ? ExitCode.Stopped : ExitCode.Done;
    }
}
