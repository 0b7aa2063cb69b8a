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
    /// <summary>Of what it says before it ends, the last is kept; its first line says most where it crashed.</summary>
    private const int MostLines = 30;

    private const int OfSignals = 128;
    private const int Killed = OfSignals + 9;

    /// <summary>Runs it to its end.</summary>
    /// <returns>Why it left no result; null = look into its folder.</returns>
    /// <exception cref="OperationCanceledException">It was stopped, and is gone.</exception>
    public static async Task<string?> Run(Sweep sweep, Cell cell, Action<double> progress, CancellationToken stop)
    {
        var said = new List<string>();
        using var process = new Process { StartInfo = Command(sweep, cell) };
        process.OutputDataReceived += (_, line) =>
        {
            if (double.TryParse(line.Data, NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
            {
                progress(share);
            }
        };
        process.ErrorDataReceived += (_, line) => Keep(said, line.Data);
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

        return WhyNot(process.ExitCode, said);
    }

    private static string? WhyNot(int code, List<string> said)
    {
        lock (said)
        {
            var first = said.Count > 0 ? $": {said[0]}" : "";
            return code switch
            {
                ExitCode.Done or ExitCode.Violated => null,
                ExitCode.BadInput or ExitCode.NoRoom => said.Count > 0 ? said[^1] : $"it ended with code {code}",
                Killed => "it was killed, as the system does when memory is short",
                ExitCode.Stopped => "it was stopped",
                _ => $"it crashed (code {code}){first}",
            };
        }
    }

    private static void Keep(List<string> said, string? line)
    {
        lock (said)
        {
            if (!string.IsNullOrWhiteSpace(line) && said.Count < MostLines)
            {
                said.Add(line);
            }
        }
    }

    private static ProcessStartInfo Command(Sweep sweep, Cell cell)
    {
        var program = Environment.ProcessPath!;
        var isRuntime = Path.GetFileNameWithoutExtension(program) == "dotnet"; // it runs the program, and is not the program
        string[] arguments =
        [
            .. isRuntime ? new[] { typeof(CellProcess).Assembly.Location } : [],
            "sweep", sweep.ScenarioPath, "--cell", cell.Name, "--out", sweep.FolderOf(cell), "--attached",
        ];
        return new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
