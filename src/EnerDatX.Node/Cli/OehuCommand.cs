using System.CommandLine;
using System.Globalization;
using EnerDatX.Core.Metering;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>meter oehu</c>: lists the devices of an OEHU server, and makes a dataset of one device's readings.</summary>
internal static class OehuCommand
{
    /// <summary>Two weeks of five minutes.</summary>
    private const int MaxReadings = 4_032;

    private const int DaySeconds = 86_400;
    private const int DefaultEverySeconds = 300;

    private static readonly Option<string> Url = new("--url") { Description = "Where the server's /devices is, for example http://127.0.0.1:3000.", Required = true, HelpName = "URL" };
    private static readonly Option<string?> Device = new("--device") { Description = "Only this one.", HelpName = "ID" };
    private static readonly Option<bool> Import = new("--import") { Description = "Read the device again and again, then give the readings to the running node." };

    private static readonly Option<int> Readings = new("--readings")
    {
        Description = $"With --import: how many, 2 to {MaxReadings}.",
        DefaultValueFactory = _ => 2,
        HelpName = "N",
    };

    private static readonly Option<int> Every = new("--every")
    {
        Description = "With --import: seconds from one to the next. 300 fills quarter hours, at any offset.",
        DefaultValueFactory = _ => DefaultEverySeconds,
        HelpName = "SECONDS",
    };

    public static Command Create()
    {
        var command = new Command("oehu", """
            List the devices of an OEHU server (BlockLab), or make a dataset of one device's readings.
            The server tells of each device only its latest counts, and one count is no interval: so --import stays, asks --readings times,
            and imports what it saw. What was before cannot be had this way. All that the server tells is public, place and household too;
            only the counts get into the dataset. With --json the devices are printed as by: meter read.
            Examples:
              ./enerdatx meter oehu --url http://127.0.0.1:3000
              ./enerdatx meter oehu --url http://127.0.0.1:3000 --device 00a1… --import --readings 13 --location NL-35 --state owner
            """);
        foreach (var option in new Option[] { Url, Device, Import, Readings, Every }.Concat(MeterImport.Options))
        {
            command.Options.Add(option);
        }

        NodeChoice.AddTo(command);
        command.SetAction((parsed, stop) => parsed.GetValue(Import)
            ? NodeChoice.Act(parsed, ImportReadings, stop)
            : NodeChoice.Interruptible(() => List(parsed, stop), stop));
        return command;
    }

    private static bool TryAddress(ParseResult parsed, out Uri address, out string refusal)
    {
        var text = parsed.GetRequiredValue(Url);
        var isGood = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0;
        (address, refusal) = (url!, $"{text} is no address of a server: http://HOST:PORT");
        return isGood;
    }

    private static async Task<int> List(ParseResult parsed, CancellationToken stop)
    {
        var screen = Screen.Of(parsed);
        if (!TryAddress(parsed, out var address, out var malformed))
        {
            return screen.Refuse(malformed);
        }

        using var source = new OehuSource(address);
        var (json, refusal) = await source.Ask(parsed.GetValue(Device), stop);
        if (json is null)
        {
            return screen.Refuse(refusal!);
        }

        if (!MeterFile.TryRead(json, out var file, out refusal) || file.Format != SourceFormat.Oehu)
        {
            return screen.Refuse($"{address} does not list devices: {refusal ?? "it answered with telegrams"}");
        }

        if (parsed.GetValue(NodeChoice.Json))
        {
            screen.Json(MeterFileJson.Write(file));
        }
        else
        {
            screen.Table(["device", "type", "household", "place", "last update", "reading"], file.Devices.Select(Row));
            foreach (var warning in file.Warnings)
            {
                screen.Say($"Note: {warning}");
            }
        }

        return 0;
    }

    private static string[] Row(OehuDevice device) =>
    [
        device.DeviceId ?? "–",
        device.DeviceType,
        $"{device.HouseholdType ?? "–"}, {device.Occupants?.ToString(CultureInfo.InvariantCulture) ?? "?"} persons",
        device.Location is { } place ? $"{Degrees(place.LatitudeMicrodegrees)}, {Degrees(place.LongitudeMicrodegrees)}" : "–",
        device.Reading?.Time.ToString() ?? "never",
        device.Reading?.Received.Count is { } import ? $"{import.Value} Wh imported" : "none",
    ];

    private static string Degrees(long microdegrees) =>
        string.Create(CultureInfo.InvariantCulture, $"{(microdegrees < 0 ? "-" : "")}{Math.Abs(microdegrees) / 1_000_000}.{Math.Abs(microdegrees) % 1_000_000:000000}");

    private static async Task<int> ImportReadings(NodeCall call)
    {
        var (device, count, every) = (call.Parsed.GetValue(Device), call.Parsed.GetValue(Readings), call.Parsed.GetValue(Every));
        var defect = device is null ? "--import needs --device ID."
            : count is < 2 or > MaxReadings ? $"--readings is 2 to {MaxReadings}: an interval lies between two counts."
            : every is < 1 or > DaySeconds ? $"--every is 1 to {DaySeconds} seconds."
            : null;
        if (defect is not null || !TryAddress(call.Parsed, out var address, out defect))
        {
            return call.Screen.Refuse(defect);
        }

        // The node first: hours of readings are not gathered for a node that is not there.
        if (!(await call.Node.Get<OrdersView>("/market/orders?limit=0", call.Stop)).TryBody(out _, out var refusal))
        {
            return call.Screen.Refuse(refusal);
        }

        var readings = new OehuReadings(device!);
        using var source = new OehuSource(address);
        if (await Gather(call, source, readings, device!, count, TimeSpan.FromSeconds(every)) is { } problem)
        {
            return call.Screen.Refuse(problem);
        }

        var file = readings.ToFile(out var meter);
        return call.Show(await MeterImport.Send(call, file, meter), dataset => MeterImport.Tell(call.Screen, dataset));
    }

    /// <summary>A reading that is missed on the way is missing, no more; the first must come.</summary>
    /// <returns>Null, or why there is nothing to import.</returns>
    private static async Task<string?> Gather(NodeCall call, OehuSource source, OehuReadings readings, string device, int count, TimeSpan every)
    {
        for (var number = 1; number <= count && !readings.IsFull; number++)
        {
            if (number > 1)
            {
                await Task.Delay(every, call.Stop);
            }

            var (json, refusal) = await source.Ask(device, call.Stop);
            OehuReading? reading = null;
            var isNew = false;
            if (json is null || !readings.TryAdd(json, out isNew, out reading, out refusal))
            {
                if (number == 1)
                {
                    return refusal;
                }

                call.Screen.Warn($"Reading {number} of {count} is missing: {refusal}");
            }
            else if (!call.IsJson)
            {
                call.Screen.Say($"Reading {number} of {count}: {reading!.Time}{(isNew ? string.Empty : ", not new")}");
            }
        }

        return readings.Count < 2 ? $"Device {device} reported only once in this time: an interval lies between two counts." : null;
    }
}
