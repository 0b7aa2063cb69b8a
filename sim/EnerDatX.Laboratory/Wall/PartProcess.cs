using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using EnerDatX.Laboratory.Commands;

namespace EnerDatX.Laboratory.Wall;

/// <summary>A part of the measurement that does not go on, and why, in its own words.</summary>
internal sealed class PartFailedException(string reason) : Exception(reason);

/// <summary>One part in a process of its own; see <see cref="PartWords"/> for what is said.</summary>
internal sealed class PartProcess : IAsyncDisposable
{
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(20);

    private readonly string _name;
    private readonly Process _process;
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();
    private readonly FirstLines _complaints = new();

    private PartProcess(string name, ProcessStartInfo command)
    {
        _name = name;
        _process = new Process { StartInfo = command };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => _complaints.Hear(line.Data);
    }

    /// <summary>What its peers logged, warnings and worse.</summary>
    public IReadOnlyList<string> Complaints => _complaints.Read();

    /// <summary>Ends with it.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <param name="folder">For all parts.</param>
    public static PartProcess Start(WallPlan plan, int part, string folder)
    {
        var process = new PartProcess($"process {part + 1} of {plan.Processes}", Command(plan, part, folder));
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw Failure();
        }
    }

    /// <summary>The next line that it says.</summary>
    /// <exception cref="PartFailedException">It ended instead.</exception>
    public async Task<string> Next(CancellationToken stop) =>
        await _heard.Reader.WaitToReadAsync(stop) && _heard.Reader.TryRead(out var line) ? line : throw Failure();

    /// <summary>It ends by itself when nobody talks to it any more, and takes its folder with it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException gone)
        {
            _complaints.Hear(gone.Message); // it ended before it heard all that was said
        }

        using var patience = new CancellationTokenSource(TimeToLeave);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private PartFailedException Failure()
    {
        _process.WaitForExit();
        var first = Complaints is [var complaint, ..] ? $": {complaint}" : " without a word";
        return new PartFailedException($"{_name} ended (code {_process.ExitCode}){first}");
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _heard.Writer.TryComplete();
        }
        else
        {
            _heard.Writer.TryWrite(line);
        }
    }

    private static ProcessStartInfo Command(WallPlan plan, int part, string folder)
    {
        var command = OwnProgram.With(
        [
            "wall",
            "--peers", Text(plan.Peers), "--processes", Text(plan.Processes), "--seconds", Text(plan.Seconds),
            .. plan.Rate is { } rate ? new[] { "--rate", rate.ToString("R", CultureInfo.InvariantCulture) } : ["--open", Text(plan.Open)],
            "--store", plan.InMemory ? WallCommand.Memory : WallCommand.Sqlite,
            "--part", Text(part), "--folder", Path.Combine(folder, $"part-{part}"),
        ]);

        // The launcher gives simulations a garbage collector for millions of objects that live long. Nodes have the ordinary one, and so have these.
        foreach (var setting in new[] { "DOTNET_gcServer", "DOTNET_GCHeapCount", "DOTNET_GCgen0size" })
        {
            command.Environment.Remove(setting);
        }

        command.Environment["DOTNET_GCConserveMemory"] = "7";
        return command;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
