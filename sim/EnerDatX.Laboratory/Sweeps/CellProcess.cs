using System.Diagnostics;
using System.Globalization;
using EnerDatX.Laboratory.Commands;
using Cell = EnerDatX.Laboratory.Scenarios.SweepCell;

namespace EnerDatX.Laboratory.Sweeps;

/// <summary>
/// One cell in a process of its own, so that a crash or a lack of memory costs no other. It writes how far it is to standard output; when its
/// standard input ends, so does it: whoever started it is gone.
/// </summary>
internal static class CellProcess
{
    private const int OfSignals = 128;
    private const int Killed = OfSignals + 9;

    /// <summary>Runs it to its end.</summary>
    /// <returns>Why it left no result; null = look into its folder.</returns>
    /// <exception cref="OperationCanceledException">It was stopped, and is gone.</exception>
    public static async Task<string?> Run(Sweep sweep, Cell cell, Action<double> progress, CancellationToken stop)
    {
        var said = new FirstLines();
        using var process = new Process
        {
            StartInfo = OwnProgram.With("sweep", sweep.ScenarioPath, "--cell", cell.Name, "--out", sweep.FolderOf(cell), "--attached"),
        };
        process.OutputDataReceived += (_, line) =>
        {
            if (double.TryParse(line.Data, NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
            {
                progress(share);
            }
        };
        process.ErrorDataReceived += (_, line) => said.Hear(line.Data);
        stop.ThrowIfCancellationRequested();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            throw;
        }

        return WhyNot(process.ExitCode, said.Read());
    }

    private static string? WhyNot(int code, IReadOnlyList<string> said) => code switch
    {
        ExitCode.Done or ExitCode.Violated => null,
        ExitCode.BadInput or ExitCode.NoRoom => said.Count > 0 ? said[^1] : $"it ended with code {code}",
        Killed => "it was killed, as the system does when memory is short",
        ExitCode.Stopped => "it was stopped",
        _ => $"it crashed (code {code}){(said.Count > 0 ? $": {said[0]}" : "")}",
    };
}
