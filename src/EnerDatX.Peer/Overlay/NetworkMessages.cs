using System.Net;
using Akka.Actor;

namespace EnerDatX.Peer.Overlay;

/// <summary>Any actor of a peer → network: send these bytes as one datagram. It may get lost, and nobody is told.</summary>
/// <param name="Bytes">Not changed any more by the sender.</param>
public sealed record SendDatagram(IPEndPoint To, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Whoever starts a peer → network: deliver what arrives to this actor, from now on. A peer is given its network, so the network
/// is there first.
/// </summary>
public sealed record DeliverTo(IActorRef Owner);

/// <summary>Network → the peer that it was made for: one datagram, as it came. Nothing about it is checked.</summary>
/// <param name="Bytes">A copy that the receiver may keep.</param>
/// <param name="Done">
/// Called once, from any thread, when nothing more is to be done for it: what it brought is durable, answered or refused. A transport that counts
/// what is with the peer gives more then; null where nobody counts.
/// </param>
public sealed record DatagramReceived(IPEndPoint From, ReadOnlyMemory<byte> Bytes, Action? Done = null);

/// <summary>Network → its parent: datagrams can be sent and received now.</summary>
/// <param name="Local">The local address, with the port that was really taken.</param>
public sealed record NetworkBound(IPEndPoint Local);

/// <summary>Network → its parent: there is no network (any more); the actor stops itself.</summary>
/// <param name="Reason">One sentence for the owner of the node.</param>
public sealed record NetworkFailed(string Reason);
