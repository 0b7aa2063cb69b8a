using EnerDatX.Core.Gossip;
using EnerDatX.Core.Identity;
using Xunit.Abstractions;

namespace EnerDatX.Core.Tests.Gossip;

/// <summary>The rumours alone, in rounds: who hears of both branches of a double spend, and when. The real <see cref="Hearsay"/>, no network.</summary>
public sealed class GossipLawTests(ITestOutputHelper output)
{
    private const int Peers = 10_000;
    private const int Silent = Peers / 2;
    private const int Neighbours = 30;
    private const int RoundMs = 2_000;
    private const int Fanout = 5;
    private const int Forks = 300;

    /// <summary>No miss in 300 says with 95 % certainty that fewer than 1 % are missed (rule of three). 50 s leave 10 s to fetch both halves and tell everyone.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void Of_ten_thousand_peers_half_of_them_silent_somebody_hears_of_both_branches_within_50_s(int otherHalvesPerRound)
    {
        var network = new Rumours(seed: 7);
        for (var fork = 0; fork < Forks; fork++)
        {
            network.Sign(network.AnHonestPeer(), (ulong)fork, branch: 1);
            network.Sign(network.AnHonestPeer(), (ulong)fork, branch: 2);
        }

        for (var round = 1; round <= 25; round++)
        {
            for (var other = 0; other < otherHalvesPerRound; other++)
            {
                network.Sign(network.AnHonestPeer(), (ulong)(Forks + (round * otherHalvesPerRound) + other), branch: 1);
            }

            network.Round(round);
            output.WriteLine($"{round * RoundMs / 1000} s: {network.Exposed.Count} of {Forks} heard, {network.Told * Fingerprint.Length / Peers / round / (RoundMs / 1000)} B/s and peer");
        }

        Assert.Equal(Forks, network.Exposed.Count);
    }

    private sealed class Rumours(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Hearsay[] _peers = [.. Enumerable.Range(0, Peers).Select(_ => new Hearsay(HearsayLimits.Default))];
        private readonly PublicKey[] _keys = [.. Enumerable.Range(0, Peers).Select(KeyOf)];
        private int[][]? _neighbours;
        private long _nowMs;

        public HashSet<ulong> Exposed { get; } = [];

        public long Told { get; private set; }

        /// <summary>The first half of the peers; the others hear everything and say nothing.</summary>
        public int AnHonestPeer() => _random.Next(Peers - Silent);

        /// <summary>Whoever was shown a half-block pushes it to a few; whom a cheat shows it to is not up to the cheat's gossip.</summary>
        public void Sign(int holder, ulong chain, ulong branch)
        {
            var half = new Fingerprint(new Place(chain, 1), branch, 0);
            _peers[holder].Hear(half, null, _nowMs, out _);
            for (var push = 0; push < Fanout; push++)
            {
                _peers[_random.Next(Peers)].Hear(half, null, _nowMs, out _);
            }
        }

        public void Round(int round)
        {
            _neighbours ??= [.. _peers.Select(_ => Enumerable.Range(0, Neighbours).Select(_ => _random.Next(Peers)).ToArray())];
            _nowMs = (long)round * RoundMs;
            for (var peer = 0; peer < Peers - Silent; peer++)
            {
                var other = _neighbours[peer][_random.Next(Neighbours)];
                if (other != peer && _peers[peer].HasNews(_nowMs))
                {
                    Tell(peer, other);
                    if (other < Peers - Silent)
                    {
                        Tell(other, peer);
                    }
                }
            }
        }

        private void Tell(int from, int to)
        {
            foreach (var fingerprint in _peers[from].Tell(48, _keys[to], _nowMs))
            {
                Told++;
                if (_peers[to].Hear(fingerprint, _keys[from], _nowMs, out _) == Hearing.Conflicting && to < Peers - Silent)
                {
                    Exposed.Add(fingerprint.Place.Chain);
                }
            }
        }

        private static PublicKey KeyOf(int peer)
        {
            var bytes = new byte[32];
            BitConverter.TryWriteBytes(bytes, peer);
            return PublicKey.FromParts(bytes, bytes);
        }
    }
}
