using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Torture.Fuzz;

namespace EnerDatX.Torture.Flood;

/// <summary>
/// A peer that behaves: it is found by the node (answers its introduction requests), sends half-blocks of its own chain slower than a key may, and
/// asks for them back with crawl requests. What comes back was admitted, judged, made durable and served.
/// </summary>
internal sealed class HonestPeer : IDisposable
{
    /// <summary>Below the 20 a second that a key may push, so that nothing is lost without an attack.</summary>
    public const int BlocksPerSecond = 15;

    /// <summary>Each is a datagram back.</summary>
    private const int AskedAtOnce = 20;

    /// <summary>How long one half-block is asked for before it counts as lost: what a user would call slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>UDP may lose anything: as every node of ours, it sends again what was not answered after this time.</summary>
    private static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(1);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SecretKey _key;
    private readonly IPEndPoint _node;
    private readonly ConcurrentDictionary<uint, HalfBlock> _sent = [];
    private readonly ConcurrentDictionary<uint, TimeSpan> _sentAt = [];
    private readonly ConcurrentDictionary<uint, TimeSpan> _cameBack = [];
    private readonly HashSet<uint> _sentAgain = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Thread _ear;
    private HalfBlock? _head;
    private long _globalTime;
    private int _answers;

    /// <param name="address">A loopback address of its own, so that limits per address tell it from others.</param>
    public HonestPeer(IPAddress address, string name, IPEndPoint node)
    {
        _key = Resigning.KeyOf(name);
        _node = node;
        _socket.ReceiveBufferSize = 1 << 20;
        _socket.Bind(new IPEndPoint(address, 0));
        _ear = new Thread(Listen) { IsBackground = true, Name = $"honest {name}" };
        _ear.Start();
    }

    /// <summary>Datagrams with half-blocks that were sent so far, in order: what an attacker who listens can replay.</summary>
    public ConcurrentQueue<byte[]> Overheard { get; } = new();

    private Ipv4Endpoint Local => Ipv4Endpoint.TryFrom((IPEndPoint)_socket.LocalEndPoint!, out var local) ? local : Ipv4Endpoint.None;

    /// <summary>Until the node has proved our address, and so answers crawls.</summary>
    public async Task Meet(CancellationToken stop)
    {
        for (var number = 1; Volatile.Read(ref _answers) == 0; number++)
        {
            Send(CommunityId.TrustChain, new IntroductionRequest(
                false, Node, Local, Local, 0, (ushort)number, ReadOnlyMemory<byte>.Empty));
            Ask(1);
            await Task.Delay(100, stop);
        }
    }

    /// <summary>Sends for a while.</summary>
    /// <returns>Half-blocks sent, and those that came back within <see cref="Patience"/>, counted from when each was sent.</returns>
    public async Task<(int Sent, int CameBack)> Work(TimeSpan time, CancellationToken stop)
    {
        var first = _head?.Sequence + 1 ?? 1;
        var sent = 0;
        var askedAt = TimeSpan.Zero;
        for (var began = _clock.Elapsed; _clock.Elapsed - began < time; await Task.Delay(5, stop))
        {
            while (sent < (_clock.Elapsed - began).TotalSeconds * BlocksPerSecond)
            {
                Push();
                sent++;
            }

            if (_clock.Elapsed - askedAt > AskEvery)
            {
                AskForMissing(first);
                askedAt = _clock.Elapsed;
            }
        }

        var last = _head!.Sequence;
        for (var ended = _clock.Elapsed; _clock.Elapsed - ended < Patience && FirstMissing(first) <= last; await Task.Delay(AskEvery, stop))
        {
            AskForMissing(first);
        }

        var inTime = Enumerable.Range((int)first, sent).Count(n => _cameBack.TryGetValue((uint)n, out var at) && at - _sentAt[(uint)n] <= Patience);
        return (sent, inTime);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _ear.Join();
    }

    private Ipv4Endpoint Node => Ipv4Endpoint.TryFrom(_node, out var node) ? node : Ipv4Endpoint.None;

    private uint FirstMissing(uint first)
    {
        while (_cameBack.ContainsKey(first))
        {
            first++;
        }

        return first;
    }

    /// <summary>Asks for what is missing, and pushes again what has been for a while: once.</summary>
    private void AskForMissing(uint first)
    {
        foreach (var (sequence, block) in _sent.Where(s => s.Key >= first && !_cameBack.ContainsKey(s.Key) && _clock.Elapsed - _sentAt[s.Key] > ResendAfter))
        {
            if (_sentAgain.Add(sequence))
            {
                Send(CommunityId.TrustChain, new HalfBlockMessage(block));
            }
        }

        var missing = FirstMissing(first);
        Ask(missing);
        if (_head is not null && _head.Sequence > missing + AskedAtOnce)
        {
            Ask(_head.Sequence - AskedAtOnce);
        }
    }

    private void Push()
    {
        var sequence = (_head?.Sequence ?? 0) + 1;
        _head = HalfBlock.Sign(
            _key, sequence, PublicKey.Any, 0, _head?.Hash ?? BlockHash.Genesis, "torture", "a0d"u8, (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        _sent[sequence] = _head;
        _sentAt[sequence] = _clock.Elapsed;
        Overheard.Enqueue(Send(CommunityId.TrustChain, new HalfBlockMessage(_head)));
    }

    /// <summary>For its own half-blocks from this one on.</summary>
    private void Ask(uint first) => Send(CommunityId.TrustChain, new CrawlRequest(_key.PublicKey, first, first + AskedAtOnce - 1, first));

    private byte[] Send(CommunityId community, OverlayMessage message)
    {
        var datagram = Packet.Pack(community, (ulong)Interlocked.Increment(ref _globalTime), message, _key);
        _socket.SendTo(datagram, _node);
        return datagram;
    }

    private void Listen()
    {
        var buffer = new byte[16 * 1_024];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var length = _socket.ReceiveFrom(buffer, ref from);
                Hear(buffer[..length]);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // Disposed: nothing more is heard.
        }
    }

    private void Hear(byte[] datagram)
    {
        if (!Packet.TryRead(datagram, out var packet))
        {
            return;
        }

        switch (packet.Message)
        {
            case IntroductionRequest request:
                Send(packet.Community, new IntroductionResponse(
                    false, Node, Local, Local, Ipv4Endpoint.None, Ipv4Endpoint.None, 0, request.Identifier, ReadOnlyMemory<byte>.Empty));
                break;
            case EmptyCrawlResponse:
                Interlocked.Increment(ref _answers);
                break;
            case CrawlResponse { Block: var block }:
                Interlocked.Increment(ref _answers);
                if (_sent.TryGetValue(block.Sequence, out var mine) && mine.Equals(block))
                {
                    _cameBack.TryAdd(block.Sequence, _clock.Elapsed);
                }

                break;
        }
    }
}
