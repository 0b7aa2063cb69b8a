using System.Net;
using Akka.Actor;
using Akka.Event;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Network;

/// <summary>
/// The network of a world and its conditions, which a scenario may change at any time between runs. Conditions are applied when a
/// datagram is sent: what is on its way when a partition begins still arrives, as it does with UDP.
/// <para>
/// Loss, latency and duplication each have a random stream of their own, and every datagram draws from each. Changing one condition so
/// leaves the others' draws alone: two runs that differ in loss only have the same latencies.
/// </para>
/// </summary>
public sealed class VirtualNetwork
{
    /// <summary>Bytes in a datagram at most: what passes an Ethernet path through a tunnel without fragments.</summary>
    public const int LongestDatagram = 1_400;

    private readonly VirtualWorld _world;
    private readonly Part[] _parts;
    private int _lossPermille;
    private int _duplicatePermille;

    public VirtualNetwork(VirtualWorld world)
    {
        _world = world;
        _parts = [.. Enumerable.Range(0, world.LaneCount).Select(lane => new Part(world, lane == 0 ? "network" : $"network of lane {lane}"))];
        Latency = Latency.Constant(20);
    }

    /// <summary>May change only between runs where there are several lanes.</summary>
    public Latency Latency
    {
        get;
        set
        {
            field = value;
            _world.LookAhead = value.Least;
        }
    }

    /// <summary>In which lane of the world the peer at an address lives.</summary>
    public Func<IPEndPoint, int> LaneOf { get; init; } = _ => 0;

    /// <summary>Datagrams lost of 1,000.</summary>
    public int LossPermille
    {
        get => _lossPermille;
        set => _lossPermille = Permille(value);
    }

    /// <summary>Datagrams that arrive twice of 1,000.</summary>
    public int DuplicatePermille
    {
        get => _duplicatePermille;
        set => _duplicatePermille = Permille(value);
    }

    /// <summary>What each socket's line carries in one direction, in bytes a second; 0 = any amount. What it cannot carry within two seconds is lost.</summary>
    public long BytesPerSecond { get; set; }

    /// <summary>The partition: whether nothing passes from the first to the second now. One way, unless it says the same of both.</summary>
    public Func<IPEndPoint, IPEndPoint, bool>? Cut { get; set; }

    /// <summary>Whether to drop this one: from, to, bytes.</summary>
    public Func<IPEndPoint, IPEndPoint, ReadOnlyMemory<byte>, bool>? Drop { get; set; }

    /// <summary>Sees every datagram that is sent, and its fate. A list's <c>Add</c> makes a capture.</summary>
    public Action<SentDatagram>? Observer { get; set; }

    /// <summary>Datagrams so far that arrived and were handed to the peer at their address.</summary>
    public long Delivered => _parts.Sum(part => part.Delivered);

    /// <summary>Datagrams so far that arrived where no socket was open or nobody had asked for its datagrams.</summary>
    public long Unreachable => _parts.Sum(part => part.Unreachable);

    /// <summary>Opens a socket that stands for one peer's UDP socket; stopped like an actor.</summary>
    /// <param name="owner">Who gets what arrives; may be told to the socket later with <see cref="DeliverTo"/>.</param>
    public IActorRef OpenSocket(IPEndPoint address, IActorRef? owner = null)
    {
        var socket = new VirtualSocket(this, _world.System, address);
        if (owner is not null)
        {
            socket.Tell(new DeliverTo(owner), ActorRefs.NoSender);
        }

        return socket;
    }

    /// <summary>A later socket at the same address takes over.</summary>
    internal void Plug(VirtualSocket socket) => _parts[LaneOf(socket.Address)].Sockets[socket.Address] = socket;

    internal void Unplug(VirtualSocket socket)
    {
        var sockets = _parts[LaneOf(socket.Address)].Sockets;
        if (sockets.TryGetValue(socket.Address, out var current) && ReferenceEquals(current, socket))
        {
            sockets.Remove(socket.Address);
        }
    }

    /// <summary>Decides what becomes of a datagram, and has it arrive after its latency; of two copies each after its own.</summary>
    internal void Carry(VirtualSocket from, IPEndPoint to, ReadOnlyMemory<byte> bytes)
    {
        var part = _parts[LaneOf(from.Address)];
        var lost = part.Loss.Happens(LossPermille);
        var latency = Latency.Draw(part.Latency, from.Address, to);
        var twice = part.Duplication.Happens(DuplicatePermille);
        var wait = TimeSpan.Zero;
        var fate = bytes.Length > LongestDatagram ? DatagramFate.TooLong
            : Cut?.Invoke(from.Address, to) == true ? DatagramFate.Cut
            : Drop?.Invoke(from.Address, to, bytes) == true ? DatagramFate.Dropped
            : !from.Line.TryTake(bytes.Length, BytesPerSecond, _world.NowMs, out wait) ? DatagramFate.Congested
            : lost ? DatagramFate.Lost
            : twice ? DatagramFate.CarriedTwice
            : DatagramFate.Carried;
        Observer?.Invoke(new SentDatagram(_world.NowMs, from.Address, to, bytes, fate));
        if (fate == DatagramFate.TooLong)
        {
            var text = $"{from.Address} sent {bytes.Length} bytes to {to}; a datagram has {LongestDatagram} at most";
            _world.System.EventStream.Publish(new Error(null, from.Path.ToString(), GetType(), text));
        }
        else if (fate is DatagramFate.Carried or DatagramFate.CarriedTwice)
        {
            _world.Schedule(LaneOf(to), wait + latency, new DatagramOnItsWay(this, from.Address, to, bytes));
        }

        if (fate == DatagramFate.CarriedTwice)
        {
            _world.Schedule(LaneOf(to), wait + Latency.Draw(part.Duplication, from.Address, to), new DatagramOnItsWay(this, from.Address, to, bytes));
        }
    }

    internal void Arrive(IPEndPoint from, IPEndPoint to, ReadOnlyMemory<byte> bytes)
    {
        var part = _parts[LaneOf(to)];
        if (part.Sockets.TryGetValue(to, out var socket) && socket.Owner is { } owner)
        {
            part.Delivered++;
            owner.Tell(new DatagramReceived(from, bytes), socket);
        }
        else
        {
            part.Unreachable++;
        }
    }

    private static int Permille(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000);
        return value;
    }

    /// <summary>What of it belongs to one lane.</summary>
    private sealed class Part(VirtualWorld world, string name)
    {
        public Dictionary<IPEndPoint, VirtualSocket> Sockets { get; } = [];

        public RandomStream Loss { get; } = world.Random($"{name} loss");

        public RandomStream Latency { get; } = world.Random($"{name} latency");

        public RandomStream Duplication { get; } = world.Random($"{name} duplication");

        public long Delivered { get; set; }

        public long Unreachable { get; set; }
    }
}
