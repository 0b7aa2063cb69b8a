using System.Diagnostics.CodeAnalysis;
using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Vault;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Peers;

/// <summary>
/// A whole peer, the node's own actors, in virtual time. Ledger and vault outlive a crash as a disk would; everything else is made anew
/// at the next start.
/// </summary>
public sealed class VirtualPeer
{
    private readonly VirtualWorld _world;
    private readonly VirtualNetwork _network;
    private readonly Currencies _currencies;
    private readonly PeerSettings _settings;
    private readonly IReadOnlyList<IPEndPoint> _bootstrap;
    private readonly IActorRef _gateway;
    private readonly int _lane;
    private readonly List<IActorRef> _parts = [];

    /// <param name="bootstrap">Configured addresses of others.</param>
    /// <param name="gateway">Takes what the peer fetches from others' gateways.</param>
    public VirtualPeer(
        VirtualWorld world,
        VirtualNetwork network,
        SecretKey key,
        Currencies currencies,
        PeerSettings settings,
        IPEndPoint address,
        IReadOnlyList<IPEndPoint> bootstrap,
        IActorRef gateway)
    {
        _world = world;
        _network = network;
        _currencies = currencies;
        _settings = settings;
        Gateway = address.ToString();
        _bootstrap = bootstrap;
        _gateway = gateway;
        Key = key;
        _lane = network.LaneOf(address);
        world.Share(key.PublicKey);
        Address = address;
        Ledger = new MemoryLedger(key.PublicKey);
        Marks = new MemoryMarks(key.PublicKey);
    }

    public SecretKey Key { get; }

    public PublicKey Self => Key.PublicKey;

    public IPEndPoint Address { get; }

    /// <summary>What it announces from the next start on; empty = it has none.</summary>
    public string Gateway { get; set; }

    public MemoryLedger Ledger { get; private set; }

    public MemoryVault Vault { get; } = new();

    /// <summary>What is known of the own chain beside the ledger.</summary>
    public MemoryMarks Marks { get; private set; }

    public bool IsUp { get; private set; }

    /// <summary>Set before the start of one of many: half-blocks are durable at once, and no disk is ever full.</summary>
    public bool JournalsAtOnce { get; set; }

    /// <summary>
    /// Who stands between the peer and its socket from the next start on: it is told of the socket by <see cref="PeerWired"/>, gets what the peer
    /// sends, and passes on what it likes. Null for nobody.
    /// </summary>
    public IActorRef? Between { get; set; }

    /// <summary>Whom it knows from the next start on without having to find them.</summary>
    public IReadOnlyList<VirtualPeer> Neighbours { get; set; } = [];

    /// <summary>While it is, neither ledger nor vault takes anything.</summary>
    public bool IsDiskFull
    {
        get => Vault.IsFull;
        set => Vault.IsFull = value;
    }

    /// <summary>The peer's actor; takes what a user says. Another one after each start.</summary>
    public IActorRef Actor { get; private set; } = ActorRefs.Nobody;

    /// <summary>Starts from what ledger and vault hold.</summary>
    public void Start() => Lane.Within(_lane, Begin);

    /// <summary>Asks the peer, which answers at once: runs what is ready, and time stands still. False if it does not, for it is starting.</summary>
    public bool TryAsk<T>(object message, [MaybeNullWhen(false)] out T answer)
    {
        var answered = default(T);
        var isAnswered = false;
        Lane.Within(_lane, () => isAnswered = _world.TryAsk(Actor, message, out answered));
        answer = answered;
        return isAnswered;
    }

    /// <summary>Starts an actor that lives with this peer, and may talk to it.</summary>
    public IActorRef Accompany(Props props, string? name = null) => _world.ActorOf(_lane, props, name);

    private void Begin()
    {
        var socket = Part(_network.OpenSocket(Address));
        if (Between is { } between)
        {
            between.Tell(new PeerWired(socket), ActorRefs.NoSender);
            socket.Tell(new DeliverTo(between), ActorRefs.NoSender);
            socket = between;
        }

        var journal = Part(JournalsAtOnce
            ? new MemoryJournal(_world, Ledger, Marks)
            : Accompany(ActorProducer.Props(() => new JournalActor(new FillableLedger(Ledger, () => IsDiskFull), Marks))));
        var vault = Part(Accompany(ActorProducer.Props(() => new VaultActor(Vault))));
        var random = _world.Random($"peer {Self.Mid} {_world.NowMs}");
        var settings = _settings with { Gateway = Gateway };
        var surroundings = new PeerSurroundings(
            Key, settings, _currencies, Ledger, Ledger.IsVerified, journal, socket, vault, _gateway, random.NextBytes)
        {
            Marks = Marks,
            Neighbours = [.. Neighbours.Select(n => (n.Self, n.Address))],
            AppendAtOnce = JournalsAtOnce ? Append : null,
        };
        IsUp = true;
        Actor = Part(Accompany(ActorProducer.Props(() => new VirtualHostActor(PeerFromLedger, socket))));

        PeerActor PeerFromLedger() => new(
            surroundings, PeerHistory.Load(Self, Ledger, _currencies, _settings.Network, Vault.All()), Address, _bootstrap);
    }

    /// <summary>Stops at once: whatever was not in ledger or vault is gone.</summary>
    public void Crash()
    {
        Halt();
        _world.RunUntilIdle();
    }

    /// <summary>The same while the world runs: nothing leaves it any more, and its actors end within this instant. It may not start again before.</summary>
    public void Halt()
    {
        IsUp = false;
        Actor = ActorRefs.Nobody;
        Lane.Within(_lane, () => _parts.ForEach(_world.System.Stop));
        _parts.Clear();
    }

    /// <summary>
    /// While it is down: an older copy of its state folder is put back. The vault stays, for what it keeps is never signed.
    /// </summary>
    /// <param name="blocks">The half-blocks of then, in order of arrival.</param>
    /// <param name="withMarks">Whether the copy of the head outside the folder is there still; on another machine it is not.</param>
    public void PutBack(IReadOnlyList<HalfBlock> blocks, bool withMarks)
    {
        if (IsUp)
        {
            throw new InvalidOperationException("A peer that is up holds its state folder.");
        }

        var held = blocks.Select(block => block.Hash).ToHashSet();
        var proofs = Ledger.Proofs(int.MaxValue, 0).Reverse().Where(proof => proof.Halves.All(half => held.Contains(half.Hash))).ToList();
        Ledger = new MemoryLedger(Self);
        Ledger.Append(blocks);
        proofs.ForEach(proof => Ledger.RememberProof(proof));
        Marks = withMarks ? Marks : new MemoryMarks(Self);
    }

    /// <summary>Another peer with the same key and settings at another address, with nothing on its disk: a copy of the key, which nobody should make.</summary>
    public VirtualPeer CopyAt(IPEndPoint address) => new(_world, _network, Key, _currencies, _settings, address, _bootstrap, _gateway)
    {
        Neighbours = Neighbours,
    };

    private void Append(HalfBlock block)
    {
        Ledger.Append(block);
        Marks.Follow(block);
    }

    private IActorRef Part(IActorRef part)
    {
        _parts.Add(part);
        return part;
    }
}
