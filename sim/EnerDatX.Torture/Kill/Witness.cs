using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using EnerDatX.Node.Hosting;
using EnerDatX.Node.Network;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Vault;
using EnerDatX.Storage;

namespace EnerDatX.Torture.Kill;

/// <summary>
/// A whole peer in this process that stays up while the tortured one dies. It takes the tokens that it is given, and every half-block that
/// reaches its socket is remembered before any rule of its own looks at it.
/// </summary>
internal sealed class Witness : IAsyncDisposable
{
    private readonly StateFolder _folder;
    private readonly SqliteLedgerStore _ledger;
    private readonly ActorSystem _system;
    private readonly List<EverSeen> _listeners = [];

    private Witness(string state)
    {
        _folder = StateFolder.Open(state);
        Key = KeyFile.LoadOrCreate(_folder.KeyPath);
        _ledger = SqliteLedgerStore.Open(_folder.LedgerPath, Key.PublicKey);
        _system = ActorSystem.Create("witness", NodeConfig.Load(state, null));
    }

    public SecretKey Key { get; }

    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Opens a peer with the settings of this folder.</summary>
    public static async Task<Witness> Start(string state)
    {
        var witness = new Witness(state);
        var bound = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        witness._system.ActorOf(ActorProducer.Props(() => new Ear(witness.PeerProps, witness.Hear, bound)), "witness");
        witness.Address = await bound.Task;
        return witness;
    }

    /// <summary>Tells of every half-block that arrives, from now on.</summary>
    public void TellOf(EverSeen seen)
    {
        lock (_listeners)
        {
            _listeners.Add(seen);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _ledger.Dispose();
        _folder.Dispose();
    }

    private Props PeerProps(IActorRef network, IPEndPoint local)
    {
        var config = NodeConfig.Load(_folder.Path, null);
        var settings = PeerSettings.FromHocon(config.GetConfig("peer"));
        var currencies = NodeConfig.Currencies(config);
        var vault = new FileVault(_folder);
        var surroundings = new PeerSurroundings(
            Key,
            settings,
            currencies,
            _ledger,
            _ledger.IsVerified,
            _system.ActorOf(ActorProducer.Props(() => new JournalActor(_ledger)).WithDispatcher("disk-dispatcher")),
            network,
            _system.ActorOf(ActorProducer.Props(() => new VaultActor(vault)).WithDispatcher("disk-dispatcher")),
            ActorRefs.Nobody,
            RandomNumberGenerator.Fill);
        return ActorProducer.Props(() => new PeerActor(
            surroundings, PeerHistory.Load(Key.PublicKey, _ledger, currencies, settings.Network, vault.All()), local, []));
    }

    private void Hear(ReadOnlyMemory<byte> datagram)
    {
        if (Packet.Read(datagram, out var packet) != PacketForm.WellFormed || packet?.Message is not BlockMessage message)
        {
            return;
        }

        lock (_listeners)
        {
            foreach (var block in message.Blocks)
            {
                _listeners.ForEach(seen => seen.Hear(block));
            }
        }
    }

    /// <summary>Between the socket and the peer.</summary>
    private sealed class Ear : ReceiveActor
    {
        public Ear(Func<IActorRef, IPEndPoint, Props> peerProps, Action<ReadOnlyMemory<byte>> hear, TaskCompletionSource<IPEndPoint> bound)
        {
            IActorRef peer = ActorRefs.Nobody;
            var network = Context.ActorOf(UdpNetworkActor.Props(new IPEndPoint(IPAddress.Loopback, 0)));
            var self = Self;
            Receive<NetworkBound>(at =>
            {
                network.Tell(new DeliverTo(self));
                peer = Context.ActorOf(peerProps(self, at.Local));
                bound.TrySetResult(at.Local);
            });
            Receive<NetworkFailed>(failed => bound.TrySetException(new IOException(failed.Reason)));
            Receive<SendDatagram>(network.Forward);
            Receive<DeliverTo>(deliver =>
            {
                peer = deliver.Owner; // the part of the peer that takes datagrams
            });
            Receive<DatagramReceived>(datagram =>
            {
                hear(datagram.Bytes);
                peer.Forward(datagram);
            });
        }
    }
}
