using System.CommandLine;
using System.Text.Json;
using EnerDatX.Node.Cli;

namespace EnerDatX.Node.Demo;

/// <summary><c>demo</c>: the first sale between two node processes on this machine.</summary>
public static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "Ends after the story instead of keeping both nodes up until Ctrl-C." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints one JSON object on stdout at the end; the story goes to stderr." };
    private static readonly Option<string?> Meter = new("--meter") { Description = "Your own meter file (P1 telegrams or OEHU JSON) instead of the one that ships; at least two readings of one meter, for an interval needs both ends.", HelpName = "FILE" };
    private static readonly Option<string?> State = new("--state") { Description = "Where both nodes keep their folders; default: a new temporary folder.", HelpName = "DIR" };
    private static readonly Option<int> OwnerPort = new("--owner-port") { Description = "The owner's API.", DefaultValueFactory = _ => 8082, HelpName = "N" };
    private static readonly Option<int> BuyerPort = new("--buyer-port") { Description = "The buyer's API.", DefaultValueFactory = _ => 8080, HelpName = "N" };

    public static Command Create()
    {
        var command = new Command("demo", """
            A household sells a day of meter readings to a buyer, between two real nodes on this machine, and every step is explained.
            Both nodes stay up until Ctrl-C, to be tried in a browser or with curl; --once ends after the story.
            """)
        {
            Once, Json, Meter, State, OwnerPort, BuyerPort,
        };
        command.SetAction((parsed, stop) => Failures.Explain(parsed, () => Run(parsed, stop)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        var streams = parsed.InvocationConfiguration;
        var wantsJson = parsed.GetValue(Json);
        var narrator = new Narrator(wantsJson ? streams.Error : streams.Output);
        var folder = Path.GetFullPath(parsed.GetValue(State) ?? Directory.CreateTempSubdirectory("enerdatx-demo-").FullName);
        await using var story = new FirstSale(narrator, folder, parsed.GetValue(OwnerPort), parsed.GetValue(BuyerPort), parsed.GetValue(Meter));
        var result = await story.Tell(stop);
        if (wantsJson)
        {
            await streams.Output.WriteLineAsync(result.ToJsonString(new JsonSerializerOptions()));
            await streams.Output.FlushAsync(CancellationToken.None);
        }

        if (!parsed.GetValue(Once) && !stop.IsCancellationRequested)
        {
            await story.SayHowToGoOn();
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        return result["completed"]!.GetValue<bool>() ? 0 : 1;
    }
}
