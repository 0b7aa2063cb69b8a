using System.Text.Json;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>What a <c>run.json</c> says.</summary>
/// <param name="TraceStep">Datagrams between two marks of <c>trace.bin</c>; 0 = it has none.</param>
/// <param name="StoppedMs">When somebody stopped it, in virtual milliseconds; null = it came to its end.</param>
/// <param name="Hashes">Names and SHA-256 of the files with data, in their order.</param>
internal sealed record FinishedRun(
    RunIdentity Identity,
    string TraceHash,
    int TraceStep,
    long? StoppedMs,
    int FalseAccusations,
    IReadOnlyList<string> Violations,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<(string Name, string Hash)> Hashes)
{
    /// <summary>Null where the folder has no <c>run.json</c>, or it is not one of ours.</summary>
    /// <exception cref="OutputException">It cannot be read.</exception>
    public static FinishedRun? Read(string folder)
    {
        FinishedRun? run = null;
        var path = Path.Combine(folder, RunFolder.RunFile);
        if (File.Exists(path))
        {
            Parts.Reading(folder, () => run = Of(File.ReadAllBytes(path)));
        }

        return run;
    }

    public static FinishedRun? Of(byte[] json) => RunJson.Identity(json) is { } identity
        ? RunJson.Read(json, run => new FinishedRun(
            identity,
            run.GetProperty("trace_hash").GetString()!,
            Number(run, "trace_step") is { } step ? (int)step : 0,
            Number(run, "stopped_ms"),
            run.GetProperty("false_accusations").GetInt32(),
            [.. run.GetProperty("violations").EnumerateArray().Select(line => line.GetString()!)],
            [.. run.GetProperty("findings").EnumerateArray().Select(FindingOf)],
            [.. run.GetProperty("sha256").EnumerateObject().Select(entry => (entry.Name, entry.Value.GetString()!))]))
        : null;

    private static long? Number(JsonElement run, string name) =>
        run.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static Finding FindingOf(JsonElement finding) => new(
        finding.GetProperty("name").GetString()!,
        finding.GetProperty("text").GetString()!,
        Value(finding, "value") ?? double.NaN,
        finding.GetProperty("unit").GetString()!,
        Value(finding, "published"),
        finding.GetProperty("note").GetString()!);

    private static double? Value(JsonElement finding, string name) =>
        finding.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
