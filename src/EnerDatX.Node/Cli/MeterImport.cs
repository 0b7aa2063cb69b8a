using System.CommandLine;
using System.Globalization;
using EnerDatX.Core.Metering;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary>Gives a meter's file to a running node, which makes a dataset of it.</summary>
internal static class MeterImport
{
    private static readonly Option<string?> Location = new("--location") { Description = "Where the meter is, as coarse as you like: public in offers.", HelpName = "TEXT" };
    private static readonly Option<string?> TimeZone = new("--timezone") { Description = "The meter's; default: Europe/Amsterdam.", HelpName = "ZONE" };

    private static readonly Option<int> Resolution = new("--resolution")
    {
        Description = "Seconds of one reading.",
        DefaultValueFactory = _ => Intervals.QuarterHourSeconds,
        HelpName = "SECONDS",
    };

    private static readonly Option<int> Segments = new("--segments")
    {
        Description = "Parts that are paid and opened one by one: more parts, less to lose for either side.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    private static readonly Option<string?> MeterId = new("--meter-id") { Description = "Which meter, where the file has several.", HelpName = "ID" };
    private static readonly Option<bool> Original = new("--original") { Description = "The file itself goes along to buyers, with all that it says." };

    /// <summary>How the dataset is to be made; parameters of the node's own route.</summary>
    public static IReadOnlyList<Option> Options { get; } = [Location, TimeZone, Resolution, Segments, MeterId, Original];

    /// <param name="path">- is standard input.</param>
    public static async Task<NodeAnswer<ImportedView>> Send(NodeCall call, string path) =>
        MeterCommand.TryReadBytes(path, out var bytes, out var refusal)
            ? await Send(call, bytes, call.Parsed.GetValue(MeterId))
            : new NodeAnswer<ImportedView>(null, string.Empty, $"{path}: {refusal}");

    public static Task<NodeAnswer<ImportedView>> Send(NodeCall call, byte[] file, string? meter)
    {
        var parameters = new (string Name, string? Value)[]
        {
            ("location", call.Parsed.GetValue(Location)),
            ("timezone", call.Parsed.GetValue(TimeZone)),
            ("resolution", call.Parsed.GetValue(Resolution).ToString(CultureInfo.InvariantCulture)),
            ("segments", call.Parsed.GetValue(Segments).ToString(CultureInfo.InvariantCulture)),
            ("meter", meter),
            ("original", call.Parsed.GetValue(Original) ? "true" : null),
        };
        var query = parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        return call.Node.Post<ImportedView>($"/api/v1/datasets?{string.Join('&', query)}", new ByteArrayContent(file), call.Stop);
    }

    public static void Tell(Screen screen, ImportedView dataset)
    {
        var about = dataset.Description;
        screen.Say($"Dataset {dataset.Asset}");
        screen.Say($"{about.Rows} readings ({string.Join(", ", about.Channels)}) from {about.PeriodStart} to {about.PeriodEnd}, every {about.Resolution} s, "
            + $"{about.QualityPermille} of 1000 measured; encrypted, in {dataset.Segments.Count} {(dataset.Segments.Count == 1 ? "part" : "parts")}.");
        foreach (var warning in dataset.Warnings)
        {
            screen.Say($"Note: {warning}");
        }
    }
}
