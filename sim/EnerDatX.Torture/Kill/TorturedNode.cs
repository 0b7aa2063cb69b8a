using System.Diagnostics;
using EnerDatX.Node.Hosting;

namespace EnerDatX.Torture.Kill;

/// <summary>A node that does not start says why not; nothing is known about what it held.</summary>
public sealed class NodeDidNotStartException(string message) : Exception(message);

/// <summary>
/// A node in a process of its own, killed whenever it pleases the torturer, also while it starts. It ends with this process, however this
/// one ends.
/// </summary>
public sealed class TorturedNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly Process _process;
    private readonly string _state;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private TorturedNode(Process process, string state)
    {
        _process = process;
        _state = state;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Null until it is up.</summary>
    public NodeCaller? Api { get; private set; }

    /// <summary>From the start of the process until its HTTP interface was there.</summary>
    public long StartMs { get; private set; }

    public bool HasExited => _process.HasExited;

    public int ProcessId => _process.Id;

    /// <param name="under">A program that runs the node's, with its arguments; it must become the node itself or end with it.</param>
    public static TorturedNode Start(string state, IEnumerable<string> arguments, IReadOnlyList<string>? under = null)
    {
        // A killed node leaves its address behind.
        if (Directory.Exists(state))
        {
            File.Delete(AddressFile(state));
        }

        var program = Path.Combine(AppContext.BaseDirectory, "enerdatx.dll");
        string[] command = [.. under ?? [], Environment.ProcessPath!, program, "node", "--state", state, "--while-stdin-open", .. arguments];
        return new TorturedNode(
            Process.Start(new ProcessStartInfo(command[0], command[1..])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!,
            state);
    }

    /// <exception cref="NodeDidNotStartException">It ended instead, or nothing happened.</exception>
    public async Task WaitUntilUp()
    {
        for (; !File.Exists(AddressFile(_state)); await Task.Delay(Look))
        {
            if (_process.HasExited)
            {
                throw new NodeDidNotStartException($"exit code {_process.ExitCode}: {(await _errors).Trim()}");
            }

            if (_sinceStart.Elapsed > StartLimit)
            {
                throw new NodeDidNotStartException($"not up after {StartLimit.TotalSeconds} s");
            }
        }

        StartMs = _sinceStart.ElapsedMilliseconds;
        var token = await File.ReadAllTextAsync(Path.Combine(_state, "api-token"));
        Api = new NodeCaller(new Uri(await File.ReadAllTextAsync(AddressFile(_state))), token);
    }

    /// <summary>SIGKILL: the process cannot finish anything. Returns when it, and what ran it, are gone.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await Gone();
    }

    /// <summary>Ends in order.</summary>
    /// <returns>Exit code, and what it wrote to standard error.</returns>
    public async Task<(int ExitCode, string Errors)> Stop()
    {
        _process.StandardInput.Close();
        return await Ended();
    }

    /// <summary>Waits for the end that the node chose itself.</summary>
    public async Task<(int ExitCode, string Errors)> Ended()
    {
        await Gone().WaitAsync(StopLimit);
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (!_process.HasExited)
        {
            await Kill();
        }

        _process.Dispose();
    }

    private async Task Gone()
    {
        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _errors);
    }

    private static string AddressFile(string state) => Path.Combine(state, RunningNode.AddressFile);
}
