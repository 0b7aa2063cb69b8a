using Akka.Actor;

namespace EnerDatX.Sim.Peers;

/// <summary>World → who stands between a peer and the network: the peer starts, and this is its socket.</summary>
public sealed record PeerWired(IActorRef Socket);
