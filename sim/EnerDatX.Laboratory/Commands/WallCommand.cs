using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EnerDatX.Laboratory.Wall;

namespace EnerDatX.Laboratory.Commands;

/// <summary><c>sim wall</c>: throughput and latency of real peers, on the wall clock.</summary>
internal static class WallCommand
{
    public const string Sqlite = "sqlite";
    public const string Memory = "memory";

    private static readonly Option<int> Peers = new("--peers") { Description = "Sellers and buyers, half and half; the issuer is one more.", DefaultValueFactory = _ => 20 };
    private static readonly Option<int> Processes = new("--processes") { Description = "That the peers are spread over.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Seconds = new("--seconds") { Description = "That are measured, after the warm-up.", DefaultValueFactory = _ => 20 };
    private static readonly Option<int> WarmUp = new("--warm-up") { Description = "Seconds of trading before, from when all know each other and have bought.", DefaultValueFactory = _ => 10 };
    private static readonly Option<double?> Rate = new("--rate") { Description = "Orders a second of each buyer, however the earlier ones go; without it as fast as --open lets it." };
    private static readonly Option<int> Open = new("--open") { Description = "Trades that each buyer has open at once.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Store = new("--store") { Description = $"{Sqlite}, in a temporary folder, or {Memory}.", DefaultValueFactory = _ => Sqlite };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress." };
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON object." };
    private static readonly Option<int?> Part = new("--part") { Description = "For the process that starts it.", Hidden = true };
    private static readonly Option<string?> Folder = new("--folder") { Description = "For the process that starts it.", Hidden = true };

    public static Command Make()
    {
        var command = new Command("wall", "Measures real peers on the wall clock: trades a second and how long one takes, over UDP, with signatures and disk.")
        {
            Peers, Processes, Seconds, WarmUp, Rate, Open, Store, Quiet, Json, Part, Folder,
        };
        Bound(Peers, WallPlan.LeastPeers, WallPlan.MostPeers);
        Bound(Processes, 1, WallPlan.MostProcesses);
        Bound(Seconds, 1, WallPlan.MostSeconds);
        Bound(WarmUp, 0, WallPlan.MostSeconds);
        Bound(Open, 1, WallPlan.MostOpen);
        Rate.CustomParser = result =>
            double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= WallPlan.MostRate
                ? rate
                : Refused<double?>(result, Rate, $"a number above 0, to {WallPlan.MostRate}");
        Store.CustomParser = result =>
            result.Tokens[0].Value is Sqlite or Memory ? result.Tokens[0].Value : Refused<string>(result, Store, $"{Sqlite} or {Memory}");
        command.Validators.Add(RefuseTogether);
        command.SetAction((parsed, stop) => Task.Run(() => Run(parsed, stop), CancellationToken.None));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        var plan = new WallPlan(
            parsed.GetValue(Peers),
            parsed.GetValue(Processes),
            parsed.GetValue(WarmUp),
            parsed.GetValue(Seconds),
            parsed.GetValue(Rate),
            parsed.GetValue(Open),
            parsed.GetValue(Store) == Memory);
        if (parsed.GetValue(Part) is { } part && parsed.GetValue(Folder) is { } folder)
        {
            return await WallPart.Run(plan, part, folder, stop);
        }

        var isJson = parsed.GetValue(Json);
        using var progress = new ProgressLine(parsed.GetValue(Quiet) || isJson);
        try
        {
            var result = await WallRun.Run(plan, progress, stop);
            if (isJson)
            {
                Console.WriteLine(result.Json());
            }
            else
            {
                result.Show(Console.Out);
            }

            return ExitCode.Done;
        }
        catch (PartFailedException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Stopped; // Ctrl-C goes to all processes of a terminal
        }
        catch (PartFailedException failure)
        {
            progress.Note($"Nothing was measured: {failure.Message}");
            return ExitCode.Violated;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Stopped;
        }
    }

    private static void Bound(Option<int> option, int least, int most) => option.CustomParser = result =>
        int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : Refused<int>(result, option, $"a whole number of {least} to {most}");

    private static T? Refused<T>(ArgumentResult result, Option option, string allowed)
    {
        result.AddError($"{option.Name}: {allowed}.");
        return default;
    }

    private static void RefuseTogether(CommandResult result)
    {
        bool Says(Option option) => result.GetResult(option) is { Implicit: false };
        if (Says(Rate) && Says(Open))
        {
            result.AddError("--rate and --open: only one of them; a rate does not wait for open trades.");
        }

        if (Number(result, Processes) > Number(result, Peers))
        {
            result.AddError("--processes: at most as many as there are peers.");
        }
    }

    /// <summary>Null if it is none, about which something is said elsewhere.</summary>
    private static int? Number(CommandResult result, Option<int> option) =>
        result.GetResult(option) is not { Tokens: [var token, ..] } ? (int)option.GetDefaultValue()!
        : int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
