using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Outputs;

/// <summary><c>run.json</c>, <c>sweep.json</c> and <c>timing.json</c>.</summary>
internal static class RunJson
{
    /// <summary>Of these files. It changes when a name in them changes its meaning.</summary>
    private const int Format = 1;

    // For files that people read: letters as they are. Never inside HTML; the report has an encoding of its own.
    private static readonly JsonSerializerOptions ForPeople = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="hashes">
    /// Names and SHA-256 of the files with data. The report is a picture of the same data and is not among them: where it cannot be built,
    /// everything else must be the same.
    /// </param>
    public static byte[] Run(RunOutcome outcome, IReadOnlyList<(string Name, string Hash)> hashes) => Bytes(new JsonObject
    {
        ["format"] = Format,
        ["scenario"] = outcome.Identity.Scenario,
        ["seed"] = outcome.Identity.Seed,
        ["commit"] = outcome.Identity.Commit,
        ["versions"] = Map(outcome.Versions),
        ["trace_hash"] = outcome.TraceHash,
        ["trace_step"] = outcome.Trace?.Step,
        ["stopped_ms"] = outcome.StoppedMs,
        ["peers"] = outcome.Peers,
        ["attackers"] = outcome.Attackers,
        ["false_accusations"] = outcome.FalseAccusations,
        ["violations"] = Lines(outcome.Violations),
        ["findings"] = Findings(outcome.Findings),
        ["sha256"] = Map(hashes),
        ["scenario_text"] = outcome.Identity.ScenarioText,
    });

    /// <param name="hashes">Names and SHA-256 of the files with data.</param>
    public static byte[] Sweep(SweepOutcome sweep, JsonObject hashes) => Bytes(new JsonObject
    {
        ["format"] = Format,
        ["scenario"] = sweep.Scenario,
        ["commit"] = sweep.Commit,
        ["versions"] = Map(sweep.Versions),
        ["cells"] = sweep.Cells.Count,
        ["runs"] = sweep.Cells.Sum(cell => cell.Runs.Count),
        ["false_accusations"] = sweep.FalseAccusations,
        ["violations"] = Lines(sweep.Violations),
        ["sha256"] = hashes,
        ["scenario_text"] = sweep.ScenarioText,
    });

    public static byte[] Timing(RunTiming timing) => Bytes(new JsonObject
    {
        ["format"] = Format,
        ["wall_seconds"] = timing.WallSeconds,
        ["cores"] = timing.Cores,
        ["peak_memory_bytes"] = timing.PeakMemoryBytes,
        ["messages"] = timing.Messages,
        ["messages_per_second"] = timing.MessagesPerSecond,
        ["cpu_seconds"] = timing.CpuSeconds,
        ["collection_seconds"] = timing.CollectionSeconds,
        ["collections"] = new JsonArray([.. timing.Collections.Select(count => (JsonNode)count)]),
        ["host"] = timing.Host,
        ["marks"] = new JsonArray([.. timing.Marks.Select(mark => new JsonObject
        {
            ["at_ms"] = mark.AtMs,
            ["wall_seconds"] = mark.WallSeconds,
            ["cpu_seconds"] = mark.CpuSeconds,
            ["messages"] = mark.Messages,
            ["signatures_made"] = mark.SignaturesMade,
            ["signatures_checked"] = mark.SignaturesChecked,
        })]),
    });

    public static JsonArray Findings(IReadOnlyList<Finding> findings) => new([.. findings.Select(finding => new JsonObject
    {
        ["name"] = finding.Name,
        ["text"] = finding.Text,
        ["value"] = Number(finding.Value),
        ["unit"] = finding.Unit,
        ["published"] = Number(finding.Published),
        ["note"] = finding.Note,
    })]);

    /// <summary>JSON has no infinity: what is not a number is null.</summary>
    public static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    public static byte[] Bytes(JsonNode node) => [.. JsonSerializer.SerializeToUtf8Bytes(node, ForPeople), (byte)'\n'];

    /// <summary>Which run a <c>run.json</c> is about; null where it is not one of ours.</summary>
    public static RunIdentity? Identity(byte[] json) => Read(json, run => new RunIdentity(
        run.GetProperty("scenario").GetString()!, run.GetProperty("scenario_text").GetString()!,
        run.GetProperty("seed").GetUInt64(), run.GetProperty("commit").GetString()!));

    /// <summary>What <paramref name="read"/> makes of a file of ours; null where it is not one.</summary>
    public static T? Read<T>(byte[] json, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.TryGetProperty("format", out var format) && format.GetInt32() == Format ? read(root) : null;
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static JsonArray Lines(IReadOnlyList<string> lines) => new([.. lines.Select(line => JsonValue.Create(line))]);

    private static JsonObject Map(IReadOnlyList<(string Name, string Value)> entries)
    {
        var map = new JsonObject();
        foreach (var (name, value) in entries)
        {
            map.Add(name, value);
        }

        return map;
    }
}
