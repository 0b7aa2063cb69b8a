using System.Diagnostics;
using EnerDatX.Node.Hosting;

namespace EnerDatX.Node.Demo;

/// <summary>A node in a process of its own, as the EDMP report starts them. It ends with this process, also when this one is killed.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string _state;
    private readonly Task<string> _errors;
    private bool _isDisposed;

    private NodeProcess(Process process, string state)
    {
        _process = process;
        _state = state;
        _errors = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
    }

    public DemoNode Api { get; private set; } = null!;

    public static async Task<NodeProcess> Start(string state, IEnumerable<string> arguments, CancellationToken stop)
    {
        // A killed node leaves its address behind.
        File.Delete(Path.Combine(state, RunningNode.AddressFile));
        var program = Path.Combine(AppContext.BaseDirectory, "enerdatx.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath!, [program, "node", "--state", state, "--while-stdin-open", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var node = new NodeProcess(Process.Start(start)!, state);
        try
        {
            await node.WaitUntilUp(stop);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process at once, as a power cut would: it cannot finish anything.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopLimit);
            await _process.WaitForExitAsync(limit.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (!_process.HasExited)
            {
                _process.Kill();
            }
        }

        Api?.Dispose();
        _process.Dispose();
    }

    private async Task WaitUntilUp(CancellationToken stop)
    {
        var address = Path.Combine(_state, RunningNode.AddressFile);
        for (var waited = Stopwatch.StartNew(); !File.Exists(address); await Task.Delay(20, stop))
        {
            if (_process.HasExited)
            {
                throw new IOException((await _errors).Trim());
            }

            if (waited.Elapsed > StartLimit)
            {
                throw new IOException($"The node in {_state} is not up after {StartLimit.TotalSeconds} s.");
            }
        }

        var token = await File.ReadAllTextAsync(Path.Combine(_state, "api-token"), stop);
        Api = new DemoNode((await File.ReadAllTextAsync(address, stop)).Trim(), token.Trim());
    }
}
