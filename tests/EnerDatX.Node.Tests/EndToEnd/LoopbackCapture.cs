using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>A test that captures packets; skipped, visibly, where the system does not allow it (it takes CAP_NET_RAW).</summary>
public sealed class FactIfCapturingAttribute : FactAttribute
{
    public FactIfCapturingAttribute()
    {
        try
        {
            using var socket = LoopbackCapture.Open();
        }
        catch (SocketException refused)
        {
            Skip = $"no packet capture here: {refused.Message}";
        }
    }
}

/// <summary>Every UDP datagram to or from one port of this machine, while it is open.</summary>
internal sealed class LoopbackCapture : IDisposable
{
    /// <summary>ETH_P_ALL in network order.</summary>
    private const int AllProtocols = 0x0300;
    private const int EthernetLength = 14;
    private const int UdpHeaderLength = 8;
    private const byte Udp = 17;

    private readonly Socket _socket = Open();
    private readonly int _port;
    private readonly Thread _thread;

    public LoopbackCapture(int port)
    {
        _port = port;
        _socket.ReceiveBufferSize = 1 << 22;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public ConcurrentQueue<byte[]> Payloads { get; } = new();

    public static Socket Open() => new(AddressFamily.Packet, SocketType.Raw, (ProtocolType)AllProtocols);

    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
    }

    private void Run()
    {
        var frame = new byte[65_536];
        try
        {
            while (true)
            {
                Take(frame.AsSpan(0, _socket.Receive(frame)));
            }
        }
        catch (SocketException closed) when (closed.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
        {
            return;
        }
        catch (ObjectDisposedException)
        {
            return;
        }
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < EthernetLength + 20 || frame[12] != 8 || frame[13] != 0 || frame[EthernetLength + 9] != Udp)
        {
            return;
        }

        var udp = frame[(EthernetLength + ((frame[EthernetLength] & 15) * 4))..];
        var from = BinaryPrimitives.ReadUInt16BigEndian(udp);
        var to = BinaryPrimitives.ReadUInt16BigEndian(udp[2..]);
        if (from == _port || to == _port)
        {
            Payloads.Enqueue(udp[UdpHeaderLength..BinaryPrimitives.ReadUInt16BigEndian(udp[4..])].ToArray());
        }
    }
}
