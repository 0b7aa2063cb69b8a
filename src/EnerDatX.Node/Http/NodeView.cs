using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Http;

/// <summary>What the HTTP interface is given of a running node: the peer to ask and tell, what is durable, and the node's own addresses.</summary>
/// <param name="System">For its event stream of <see cref="EnerDatX.Peer.MarketEvent"/>.</param>
/// <param name="Peer">The <see cref="EnerDatX.Peer.PeerActor"/>: takes every message that says "User →".</param>
/// <param name="Vault">Takes the messages of <see cref="EnerDatX.Peer.Vault.VaultActor"/>.</param>
/// <param name="Token">What a caller must show as <c>Authorization: Bearer …</c>.</param>
public sealed record NodeView(
    ActorSystem System,
    IActorRef Peer,
    IActorRef Vault,
    SecretKey Key,
    ILedgerReader Ledger,
    Currencies Currencies,
    string Network,
    string Token,
    IPEndPoint Udp,
    string Gateway)
{
    public PublicKey Self => Key.PublicKey;
}
