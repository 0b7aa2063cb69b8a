using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Node.Network;

/// <summary>
/// The receiving loop of one socket, on a thread of its own: what it does not take at once, the operating system drops without asking whose it is.
/// So here are the gates that need no memory (length, version, community, message), and then the <see cref="FairInbox"/>.
/// </summary>
internal sealed class UdpReceiver(Socket socket, IActorRef network)
{
    private static readonly int MaxDatagramLength = new AdmissionLimits().MaxDatagramLength;

    private readonly FairInbox _inbox = new(network);
    private long _droppedTooLong;
    private long _droppedForeign;

    /// <summary>Loop → network actor: the socket failed for good.</summary>
    public sealed record Stopped(string Reason);

    public long Delivered => _inbox.Delivered;

    public long DroppedFull => _inbox.Dropped;

    public long DroppedTooLong => Interlocked.Read(ref _droppedTooLong);

    public long DroppedForeign => Interlocked.Read(ref _droppedForeign);

    public void DeliverTo(IActorRef owner) => _inbox.DeliverTo(owner);

    /// <summary>Runs until the socket is closed.</summary>
    public void Start() => _ = Task.Factory
        .StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        .PipeTo(network, failure: unforeseen => new Stopped($"Receiving failed: {unforeseen.Message}."));

    private Stopped? Run()
    {
        // One byte more than is taken, to see that there was more.
        var buffer = new byte[MaxDatagramLength + 1];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (true)
        {
            try
            {
                var length = socket.ReceiveFrom(buffer, SocketFlags.None, from);
                Take(buffer.AsSpan(0, length), from);
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException closed) when (closed.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return null;
            }
            catch (SocketException tooLong) when (tooLong.SocketErrorCode is SocketError.MessageSize)
            {
                Interlocked.Increment(ref _droppedTooLong);
            }
            catch (SocketException unreachable) when (unreachable.SocketErrorCode is SocketError.ConnectionReset)
            {
                // Word of an earlier datagram of ours that found no open port: the walk notices the silence.
            }
            catch (SocketException failed)
            {
                return new Stopped($"The UDP socket failed: {failed.Message}.");
            }
        }
    }

    private void Take(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        if (datagram.Length > MaxDatagramLength)
        {
            Interlocked.Increment(ref _droppedTooLong);
        }
        else if (Packet.Frame(datagram) != PacketForm.WellFormed)
        {
            Interlocked.Increment(ref _droppedForeign);
        }
        else
        {
            _inbox.Take(SenderOf(from), datagram.ToArray());
        }
    }

    /// <summary>A Linux sockaddr_in: family 2, port 2, address 4 bytes.</summary>
    private static Ipv4Endpoint SenderOf(SocketAddress from)
    {
        const int Port = 2, Host = 4;
        var bytes = from.Buffer.Span;
        return new Ipv4Endpoint(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[Host..]),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[Port..]));
    }
}
