using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Node.Hosting;
using EnerDatX.Node.Network;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Laboratory.Wall;

/// <summary>
/// One peer as a node starts it, on its root actor, socket and store; only the HTTP interface and the gateway are not there, so that contents go
/// over the overlay too.
/// </summary>
internal sealed class WallPeer : IDisposable
{
    private readonly PeerStore _store;
    private int _starts;

    private WallPeer(PeerStore store) => _store = store;

    public PublicKey Self => _store.Key.PublicKey;

    /// <summary>Takes what a user says.</summary>
    public IActorRef Actor { get; private set; } = ActorRefs.Nobody;

    /// <summary>Answers <see cref="GetNetworkCounts"/>.</summary>
    public ActorSelection Network { get; private set; } = null!;

    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <param name="settings">A node's.</param>
    /// <param name="currencies">Made when it is known who this is: the issuer's own are its own.</param>
    /// <param name="failed">Told why a peer cannot go on, or had to begin again: then nothing that was measured is true.</param>
    /// <exception cref="IOException">The address cannot be used.</exception>
    public static async Task<WallPeer> Start(
        ActorSystem system,
        string name,
        PeerStore store,
        IPAddress at,
        PeerSettings settings,
        Func<PublicKey, Currencies> currencies,
        IReadOnlyList<IPEndPoint> bootstrap,
        TaskCompletionSource<string> failed)
    {
        var peer = new WallPeer(store);
        var known = currencies(peer.Self);
        var vault = system.ActorOf(ActorProducer.Props(() => new VaultActor(store.Vault)).WithDispatcher("disk-dispatcher"), $"{name}-vault");
        var journal = ActorProducer.Props(() => new JournalActor(store.Ledger, store.Marks)).WithDispatcher("disk-dispatcher");
        var bound = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        Props PeerProps(IActorRef network, IActorRef itsJournal, IPEndPoint local) => ActorProducer.Props(() =>
        {
            if (Interlocked.Increment(ref peer._starts) > 1)
            {
                failed.TrySetResult($"{name} has failed, and began again from its ledger.");
            }

            return new PeerActor(
                new PeerSurroundings(
                    store.Key, settings, known, store.Ledger, store.Ledger.IsVerified, itsJournal, network, vault, ActorRefs.Nobody, RandomNumberGenerator.Fill)
                {
                    Marks = store.Marks,
                },
                PeerHistory.Load(peer.Self, store.Ledger, known, settings.Network, store.Vault.All()),
                local,
                bootstrap);
        });
        peer.Actor = system.ActorOf(
            ActorProducer.Props(() => new NodeActor(UdpNetworkActor.Props(new IPEndPoint(at, 0)), journal, PeerProps, bound, failed)), name);
        peer.Network = system.ActorSelection(peer.Actor.Path / "network");
        peer.Address = await bound.Task;
        return peer;
    }

    /// <summary>After its actors have ended.</summary>
    public void Dispose() => _store.Dispose();
}
