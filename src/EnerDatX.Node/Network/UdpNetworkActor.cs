using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Network;

/// <summary>Anyone → network: answered with <see cref="NetworkCounts"/>.</summary>
public sealed record GetNetworkCounts;

/// <summary>Network → who asked: datagrams since the start.</summary>
/// <param name="DroppedFull">Not delivered because the peer was behind by more than it may be.</param>
/// <param name="DroppedTooLong">Longer than admission takes, so not even copied.</param>
/// <param name="DroppedForeign">Of no version, community or message that we know; not copied either.</param>
/// <param name="NotSent">The operating system refused them, or they were for an IPv6 address.</param>
public sealed record NetworkCounts(long Delivered, long DroppedFull, long DroppedTooLong, long DroppedForeign, long Sent, long NotSent);

/// <summary>
/// The node's UDP socket, IPv4 only. Tells its parent <see cref="NetworkBound"/> or <see cref="NetworkFailed"/>, delivers from
/// <see cref="DeliverTo"/> on, sends what it is told to, and closes the socket when it stops. The receiving loop runs beside the actor
/// (<see cref="UdpReceiver"/>) and drops what the peer cannot keep up with (<see cref="FairInbox"/>), so that a flood costs time but no memory.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor ends in PostStop, which closes the socket.")]
public sealed class UdpNetworkActor : ReceiveActor
{
    /// <summary>Kernel buffer for each direction: a burst of about 700 full datagrams.</summary>
    private const int SocketBufferBytes = 1 << 20;

    private readonly IPEndPoint _bind;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private UdpReceiver? _receiver;
    private long _sent;
    private long _notSent;

    /// <param name="bind">Local address; port 0 takes any free one.</param>
    public UdpNetworkActor(IPEndPoint bind)
    {
        _bind = bind;
        Receive<SendDatagram>(Send);
        Receive<DeliverTo>(deliver => StartReceiving(deliver.Owner));
        Receive<UdpReceiver.Stopped>(stopped => Fail(stopped.Reason));
        Receive<GetNetworkCounts>(_ => Sender.Tell(Counts()));
    }

    public static Props Props(IPEndPoint bind) => Akka.Actor.Props.Create<UdpNetworkActor>(bind);

    protected override void PreStart()
    {
        try
        {
            _socket.ReceiveBufferSize = SocketBufferBytes;
            _socket.SendBufferSize = SocketBufferBytes;
            _socket.Bind(_bind);
        }
        catch (SocketException refused)
        {
            Fail(refused.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"UDP port {_bind.Port} at {_bind.Address} is in use: is another node running? Choose another with --udp-port."
                : $"UDP port {_bind.Port} at {_bind.Address} cannot be opened: {refused.Message}.");
            return;
        }

        Context.Parent.Tell(new NetworkBound((IPEndPoint)_socket.LocalEndPoint!));
    }

    protected override void PostStop() => _socket.Dispose();

    private void StartReceiving(IActorRef owner)
    {
        if (_receiver is null)
        {
            _receiver = new UdpReceiver(_socket, Self);
            _receiver.Start();
        }

        _receiver.DeliverTo(owner);
    }

    /// <summary>UDP may lose anything, so a refusal by the operating system is only counted.</summary>
    private void Send(SendDatagram datagram)
    {
        if (!Ipv4Endpoint.TryFrom(datagram.To, out var to) || to.Port == 0)
        {
            _notSent++;
            return;
        }

        try
        {
            _socket.SendTo(datagram.Bytes.Span, SocketFlags.None, to.ToIPEndPoint());
            _sent++;
        }
        catch (SocketException)
        {
            _notSent++;
        }
    }

    private void Fail(string reason)
    {
        Context.Parent.Tell(new NetworkFailed(reason));
        Context.Stop(Self);
    }

    private NetworkCounts Counts() =>
        new(_receiver?.Delivered ?? 0, _receiver?.DroppedFull ?? 0, _receiver?.DroppedTooLong ?? 0, _receiver?.DroppedForeign ?? 0, _sent, _notSent);
}
