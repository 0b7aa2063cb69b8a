using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Network;

/// <summary>
/// The receiving loop of one socket. An actor's mailbox has no bound, so the bound is here: after each batch of datagrams the owner is sent
/// Akka's own <see cref="Identify"/>, which every actor answers in its turn, behind the datagrams before it. What comes while too many
/// batches are unanswered is dropped and counted.
/// </summary>
internal sealed class UdpReceiver(Socket socket, IActorRef owner, IActorRef network)
{
    /// <summary>Datagrams that may wait in the owner's mailbox: at 8 KiB each 8 MiB at most, some tens of milliseconds of work.</summary>
    public const int MaxWaiting = 1_024;

    private const int BatchSize = 64;

    private static readonly int MaxDatagramLength = new AdmissionLimits().MaxDatagramLength;

    private int _waiting;
    private int _inBatch;
    private long _delivered;
    private long _droppedFull;
    private long _droppedTooLong;
    private volatile IActorRef _owner = owner;

    /// <summary>Loop → network actor: the socket failed for good.</summary>
    public sealed record Stopped(string Reason);

    public IActorRef Owner
    {
        set => _owner = value;
    }

    public long Delivered => Interlocked.Read(ref _delivered);

    public long DroppedFull => Interlocked.Read(ref _droppedFull);

    public long DroppedTooLong => Interlocked.Read(ref _droppedTooLong);

    /// <summary>Runs until the socket is closed.</summary>
    public void Start() => _ = Task.Run(Run).PipeTo(network, failure: unforeseen => new Stopped($"Receiving failed: {unforeseen.Message}."));

    /// <summary>The owner has worked off one batch.</summary>
    public void PeerCaughtUp() => Interlocked.Add(ref _waiting, -BatchSize);

    private async Task Run()
    {
        // One byte more than is taken, to see that there was more.
        var buffer = new byte[MaxDatagramLength + 1];
        var anyone = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone);
                Take(buffer.AsSpan(0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException closed) when (closed.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
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
                network.Tell(new Stopped($"The UDP socket failed: {failed.Message}."));
                return;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> datagram, IPEndPoint from)
    {
        if (datagram.Length > MaxDatagramLength)
        {
            Interlocked.Increment(ref _droppedTooLong);
            return;
        }

        if (Volatile.Read(ref _waiting) >= MaxWaiting)
        {
            Interlocked.Increment(ref _droppedFull);
            return;
        }

        Interlocked.Increment(ref _waiting);
        Interlocked.Increment(ref _delivered);
        var receiver = _owner;
        receiver.Tell(new DatagramReceived(from, datagram.ToArray()), network);
        _inBatch = (_inBatch + 1) % BatchSize;
        if (_inBatch == 0)
        {
            receiver.Tell(new Identify(null), network);
        }
    }
}
