using System.Diagnostics;
using EnerDatX.Node.Hosting;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>A node's process in a network of its own, whose loopback nobody else can reach. It ends with this process.</summary>
internal sealed class NatNode : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Task<string> _errors;

    public NatNode(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    public Task WaitUntilUp(string state) => TwoNodes.Until("a node's start", async () =>
    {
        Assert.False(_process.HasExited, _process.HasExited ? await _errors : string.Empty);
        return File.Exists(Path.Combine(state, RunningNode.AddressFile));
    });

    public async ValueTask DisposeAsync()
    {
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

        _process.Dispose();
    }
}
