using System.Text;
using EnerDatX.Laboratory.Report;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>
/// The folder with the results of one run. <c>run.json</c> appears last: where it is, the others are whole. Equal runs give equal files, on
/// any machine, but for <c>timing.json</c>.
/// </summary>
public static class RunFolder
{
    internal const string RunFile = "run.json";
    internal const string TimingFile = "timing.json";
    internal const string DatabaseFile = "results.sqlite";
    internal const string ReportFile = "report.html";

    private static readonly string[] OwnFiles =
        ["frauds.csv", "trades.csv", "blocks.csv", "links.csv", "samples.csv", DatabaseFile, ReportFile, TimingFile, RunFile, TraceMarks.FileName, NamedFiles.Folder];

    /// <summary>Why the results of this run may not go there, in one sentence; null = they may. To be asked before the run, and asked again by <see cref="Write"/>.</summary>
    /// <exception cref="OutputException">The folder cannot be read.</exception>
    public static string? WhyNot(string folder, RunIdentity run)
    {
        string? refusal = null;
        Parts.Writing(folder, () => refusal = Refusal(folder, run));
        return refusal;
    }

    /// <summary>Writes everything. A folder with the same run is written again.</summary>
    /// <returns>Why there is no <c>report.html</c>, in one sentence; null = there is.</returns>
    /// <exception cref="OutputException">The folder holds something else, the disk is full, or it cannot be written.</exception>
    public static string? Write(string folder, RunOutcome outcome)
    {
        if (WhyNot(folder, outcome.Identity) is { } refusal)
        {
            throw new OutputException(refusal);
        }

        var template = ReportTemplate.Find();
        Parts.Writing(folder, () => WriteAll(folder, outcome, template));
        return template is null ? ReportTemplate.Missing : null;
    }

    private static void WriteAll(string folder, RunOutcome outcome, ReportTemplate? template)
    {
        Directory.CreateDirectory(folder);
        using var parts = new Parts(folder);
        var tables = RunColumns.Of(outcome.Tables);
        var hashes = new List<(string Name, string Hash)>();
        foreach (var table in tables)
        {
            parts.Write($"{table.Name}.csv", file => CsvText.Write(file, table));
            hashes.Add(($"{table.Name}.csv", parts.Hash($"{table.Name}.csv")));
        }

        parts.WriteAt(DatabaseFile, path => ResultDatabase.Write(path, tables));
        hashes.Add((DatabaseFile, parts.Hash(DatabaseFile)));
        if (template is not null)
        {
            parts.Write(ReportFile, file => file.Write(Encoding.UTF8.GetBytes(template.Fill(RunPage.Of(outcome)))));
        }

        foreach (var named in outcome.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, named.Name))!);
            parts.Write(named.Name, file => file.Write(named.Bytes.Span));
        }

        if (outcome.Trace is { } trace)
        {
            parts.Write(TraceMarks.FileName, trace.Write);
        }

        parts.Write(TimingFile, file => file.Write(RunJson.Timing(outcome.Timing)));
        parts.Write(RunFile, file => file.Write(RunJson.Run(outcome, hashes)));
        File.Delete(Path.Combine(folder, RunFile)); // from here on, until it is back, the folder is not whole
        parts.Publish();
    }

    private static string? Refusal(string folder, RunIdentity run)
    {
        if (File.Exists(folder))
        {
            return $"{folder} is a file; the results need a folder.";
        }

        var names = Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).ToList() : [];
        if (names.Contains(RunFile))
        {
            return RunJson.Identity(File.ReadAllBytes(Path.Combine(folder, RunFile))) == run
                ? null
                : $"{folder} holds the results of another run; name another folder or remove it.";
        }

        // Without run.json but with nothing else than ours: the writing of it was interrupted.
        return names.Find(name => !Parts.IsPart(name) && !OwnFiles.Contains(name)) is { } foreign
            ? $"{folder} is not empty: {foreign} is in it; name another folder."
            : null;
    }
}
