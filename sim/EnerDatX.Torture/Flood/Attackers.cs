using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EnerDatX.Torture.Flood;

/// <summary>Sockets at loopback addresses of their own that send at a steady rate, from one thread.</summary>
internal sealed class Attackers : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Socket[] _sockets;
    private readonly IPEndPoint _target;

    /// <param name="count">Addresses: 127.0.1.1 and so on.</param>
    public Attackers(int count, IPEndPoint target)
    {
        _target = target;
        _sockets = [.. Enumerable.Range(1, count).Select(i =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)i]), 0));
            return socket;
        })];
    }

    /// <summary>Sends until stopped; each datagram from the next address.</summary>
    /// <param name="next">The n-th datagram; null when there is none yet.</param>
    /// <returns>Datagrams sent a second.</returns>
    public double Send(Func<long, byte[]?> next, int perSecond, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var sent = 0L;
        while (!stop.IsCancellationRequested)
        {
            for (var due = (long)(clock.Elapsed.TotalSeconds * perSecond); sent < due && !stop.IsCancellationRequested; sent++)
            {
                if (next(sent) is { } datagram)
                {
                    _sockets[sent % _sockets.Length].SendTo(datagram, _target);
                }
            }

            Thread.Sleep(Pause);
        }

        return sent / clock.Elapsed.TotalSeconds;
    }

    public void Dispose() => Array.ForEach(_sockets, socket => socket.Dispose());
}

/// <summary>What loopback carries: an attack that is more than half of it would measure the kernel, not the node.</summary>
internal static class LoopbackCapacity
{
    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(500);

    /// <returns>Datagrams of 350 bytes a second that one thread sends and another receives.</returns>
    public static int Measure()
    {
        using var sink = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20, ReceiveTimeout = 100 };
        sink.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var received = 0;
        var reader = new Thread(() =>
        {
            var buffer = new byte[2_048];
            try
            {
                while (sink.Receive(buffer) > 0)
                {
                    received++;
                }
            }
            catch (SocketException quiet) when (quiet.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                // Nothing has come for a while: that was all.
            }
        });
        using var source = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        source.Connect(sink.LocalEndPoint!);
        reader.Start();
        var datagram = new byte[350];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Time;)
        {
            source.Send(datagram);
        }

        reader.Join();
        return (int)(received / Time.TotalSeconds);
    }
}
