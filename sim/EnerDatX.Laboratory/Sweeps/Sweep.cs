using System.Security.Cryptography;
using System.Text;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Scenarios;
using Cell = EnerDatX.Laboratory.Scenarios.SweepCell;

namespace EnerDatX.Laboratory.Sweeps;

/// <summary>
/// A sweep and the folder that it is in: the scenario with the files that it names, a folder for each cell, and what <see cref="SweepFolder"/>
/// writes. A cell whose folder has a <c>run.json</c> of it is finished.
/// </summary>
internal sealed class Sweep
{
    private const string CellsFolder = "cells";
    private const string LockFile = "sweep.lock";

    private readonly IReadOnlyList<NamedFile> _files;

    /// <param name="scenario">With names of files as in <see cref="NamedFiles"/>.</param>
    public Sweep(Scenario scenario, IReadOnlyList<NamedFile> files, string commit, string folder)
    {
        (Scenario, _files, Commit, Folder) = (scenario, files, commit, folder);
        Text = ScenarioText.Of(scenario);
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{scenario.Name}\n{commit}\n{Text}")));
        Cells = [.. SweepCells.Of(scenario).DistinctBy(cell => cell.Name)];
    }

    public Scenario Scenario { get; }

    public string Text { get; }

    public string Commit { get; }

    public string Folder { get; }

    /// <summary>The same for the same scenario, files and sources.</summary>
    public string Id { get; }

    /// <summary>In the order of the grid.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>The scenario as it is run, whatever becomes of the file that it was read from.</summary>
    public string ScenarioPath => Path.Combine(Folder, ScenarioName);

    private string ScenarioName => $"{Scenario.Name}.conf";

    public string FolderOf(Cell cell) => Path.Combine(Folder, CellsFolder, cell.Name);

    public RunIdentity IdentityOf(Cell cell) => new(Scenario.Name, ScenarioText.Of(cell.Scenario), cell.Seed, Commit);

    /// <summary>What a cell found out; null = it is not finished.</summary>
    /// <exception cref="OutputException">Its folder cannot be read, or holds another run.</exception>
    public FinishedRun? Finished(Cell cell)
    {
        var run = FinishedRun.Read(FolderOf(cell));
        return run is null || run.Identity == IdentityOf(cell)
            ? run
            : throw new OutputException($"{FolderOf(cell)} holds another run than that of this sweep; remove it.");
    }

    /// <summary>How to run one cell by itself.</summary>
    /// <param name="scenarioPath">Where the scenario is; without a folder where the line is kept in files, which are the same wherever they are.</param>
    public static string AgainWith(string scenarioPath, Cell cell, string commit) =>
        $"again with: ./enerdatx sim sweep {scenarioPath} --cell {cell.Name}   (commit {(commit.Length == 0 ? "unknown" : commit)})";

    public string AgainWith(Cell cell) => AgainWith(ScenarioPath, cell, Commit);

    public string AgainWithKeptIn(Cell cell) => AgainWith(ScenarioName, cell, Commit);

    /// <summary>Makes the folder ready, or sees that it holds this sweep already, and keeps others out of it until the result is disposed of.</summary>
    /// <exception cref="OutputException">It holds something else, or another sweep is at work there.</exception>
    public IDisposable Begin()
    {
        FileStream? held = null;
        Parts.Writing(Folder, () => Directory.CreateDirectory(Folder));
        try
        {
            held = new FileStream(Path.Combine(Folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            Parts.Writing(Folder, () =>
            {
                if (WhyNot() is { } refusal)
                {
                    throw new OutputException(refusal);
                }

                Write();
            });
            return held;
        }
        catch (IOException taken) when (held is null)
        {
            throw new OutputException($"Another sweep is at work in {Folder}: {taken.Message}", taken);
        }
        catch (OutputException)
        {
            held?.Dispose();
            throw;
        }
    }

    private string? WhyNot()
    {
        var path = Path.Combine(Folder, SweepFolder.SweepFile);
        if (File.Exists(path))
        {
            return RunJson.Read(File.ReadAllBytes(path), sweep => $"{sweep.GetProperty("scenario").GetString()}\n{sweep.GetProperty("scenario_text").GetString()}") != $"{Scenario.Name}\n{Text}"
                ? $"{Folder} holds another sweep, or this scenario as it was before; name another folder or remove it."
                : RunJson.Read(File.ReadAllBytes(path), sweep => sweep.GetProperty("commit").GetString()!) is { } before && before != Commit
                    ? $"{Folder} holds cells that sources of another commit ran ({before}; these are {Commit}); name another folder or remove it."
                    : null;
        }

        // Without it but with nothing else than ours: it was interrupted while it began.
        return Directory.EnumerateFileSystemEntries(Folder).Select(entry => Path.GetFileName(entry))
            .Where(name => name != LockFile && name != ScenarioName && name != NamedFiles.Folder && !Parts.IsPart(name))
            .Order(StringComparer.Ordinal).FirstOrDefault() is { } foreign
                ? $"{Folder} is not empty: {foreign} is in it; name another folder."
                : null;
    }

    private void Write()
    {
        using var parts = new Parts(Folder);
        foreach (var named in _files)
        {
            Directory.CreateDirectory(Path.Combine(Folder, NamedFiles.Folder));
            parts.Write(named.Name, file => file.Write(named.Bytes.Span));
        }

        parts.Write(ScenarioName, file => file.Write(Encoding.UTF8.GetBytes(Text)));
        parts.Publish();
    }
}
