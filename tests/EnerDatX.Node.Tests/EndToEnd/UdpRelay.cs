using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>Stands between two nodes on loopback, passes on every datagram, and keeps a copy.</summary>
internal sealed class UdpRelay : IAsyncDisposable
{
    private readonly UdpClient _front = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly UdpClient _back = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private IPEndPoint? _client;

    public UdpRelay(string target)
    {
        _back.Connect(IPEndPoint.Parse(target));
        _running = Task.WhenAll(Forward(), Backward());
    }

    public string Address => _front.Client.LocalEndPoint!.ToString()!;

    public ConcurrentQueue<byte[]> Captured { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _front.Dispose();
        _back.Dispose();
        _stop.Dispose();
    }

    private Task Forward() => Pump(_front, async received =>
    {
        _client = received.RemoteEndPoint;
        await _back.SendAsync(received.Buffer);
    });

    private Task Backward() => Pump(_back, async received =>
    {
        if (_client is { } client)
        {
            await _front.SendAsync(received.Buffer, client);
        }
    });

    private async Task Pump(UdpClient from, Func<UdpReceiveResult, Task> pass)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var received = await from.ReceiveAsync(_stop.Token);
                Captured.Enqueue(received.Buffer);
                await pass(received);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // A node that is not up yet: its port answers with an ICMP error.
                continue;
            }
        }
    }
}
