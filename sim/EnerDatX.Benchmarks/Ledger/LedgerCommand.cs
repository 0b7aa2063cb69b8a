using System.CommandLine;
using EnerDatX.Benchmarks.Book;
using EnerDatX.Benchmarks.Report;

namespace EnerDatX.Benchmarks.Ledger;

/// <summary><c>bench ledger</c>: what a node can do in a second, beside what libsodium alone does on the same machine in the same run.</summary>
internal static class LedgerCommand
{
    private const int Rounds = 7;
    private const int QuickRounds = 2;
    private const int HalfBlocksPerRound = 4_096;
    private const int QuickHalfBlocksPerRound = 512;
    private const int ColdHalfBlocks = 1_000_000;
    private const int QuickColdHalfBlocks = 5_000;
    private const int ColdStarts = 5;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of the table." };
        var quick = new Option<bool>("--quick") { Description = "Smaller sets and fewer rounds: to see that all works, not to judge by." };
        var only = new Option<string>("--only") { Description = "Measure only rows whose name contains this, and their yardsticks.", HelpName = "TEXT" };
        var command = new Command("ledger", """
            Measure half-blocks and orders per second beside raw libsodium, in one run; docs/PERFORMANCE.md says what each row includes.
            The exit code is 0 also when a goal is missed: the table says so.
            """) { json, quick, only };
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var rows = Measure(parsed.GetValue(quick), parsed.GetValue(only) ?? string.Empty, configuration.Error);
            if (parsed.GetValue(json))
            {
                configuration.Output.WriteLine(BenchTable.Json(rows));
            }
            else
            {
                BenchTable.Show(rows, configuration.Output);
            }

            return 0;
        });
        return command;
    }

    /// <summary>The child process of the cold start; nobody else needs it.</summary>
    public static Command CreateColdStart()
    {
        var path = new Argument<string>("file");
        var command = new Command(ColdStart.Command) { path };
        command.Hidden = true;
        command.SetAction(parsed => ColdStart.RunChild(parsed.GetRequiredValue(path), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static IReadOnlyList<BenchRow> Measure(bool isQuick, string only, TextWriter progress)
    {
        var (rounds, perRound) = isQuick ? (QuickRounds, QuickHalfBlocksPerRound) : (Rounds, HalfBlocksPerRound);
        var folder = Directory.CreateTempSubdirectory("enerdatx-bench-").FullName;
        try
        {
            progress.WriteLine("signing the half-blocks of all rounds …");
            using var receive = new ReceiveRows(new HalfBlockScript(rounds + 1, perRound), folder);
            using var create = new CreateRows(perRound, rounds + 1, folder);
            var book = new BookRows(isQuick);
            progress.WriteLine("measuring …");
            var rows = Contest.Run(Wanted([.. receive.All(), .. create.All(), .. book.All()], only), rounds);
            foreach (var (row, part) in book.Traded)
            {
                progress.WriteLine($"{row}: {part:P0} of the orders traded");
            }

            return ColdStart.Name.Contains(only, StringComparison.Ordinal)
                ? [.. rows, .. ColdStart.Measure(folder, isQuick ? QuickColdHalfBlocks : ColdHalfBlocks, isQuick ? 1 : ColdStarts, progress.WriteLine)]
                : rows;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<Contestant> Wanted(IReadOnlyList<Contestant> all, string only)
    {
        var wanted = all.Where(one => one.Row.Contains(only, StringComparison.Ordinal)).ToList();
        var names = wanted.SelectMany(one => new[] { one.Row, one.Yardstick, all.First(other => other.Row == (one.Yardstick ?? one.Row)).Yardstick }).ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(one => names.Contains(one.Row))];
    }
}
