using Akka.Actor;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>A look at the hierarchy from outside.</summary>
internal static class Actors
{
    private static readonly string[] Parts =
        [
            "matchmaker", "chain", "wallet", "orderbook", "overlay", "issuer", "faucet", "meter", "frauds", "gossip", "crawler", "own-head", "trust",
            "foreign", "content-sender",
        ];

    /// <summary>Trades have no names; everything else below a peer has one.</summary>
    public static int OpenTradesOf(VirtualPeer peer) =>
        ((ActorRefWithCell)((ActorRefWithCell)peer.Actor).Children.Single()).Children.Count(child => !Parts.Contains(child.Path.Name));
}
