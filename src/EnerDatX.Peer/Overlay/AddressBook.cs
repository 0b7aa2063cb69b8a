using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>Who is reached where: only addresses that answered one of our own questions. Bounded by the walks' peer tables.</summary>
public sealed class AddressBook
{
    private readonly SortedDictionary<PublicKey, Entry> _entries = [];

    public void Remember(PublicKey key, IPEndPoint address, CommunityId community)
    {
        var before = _entries.GetValueOrDefault(key);
        _entries[key] = new Entry(
            address,
            community == CommunityId.Market || before is { IsInMarket: true },
            community == CommunityId.TrustChain || before is { IsInTrustChain: true });
    }

    public void Forget(PublicKey key, CommunityId community)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            return;
        }

        entry = community == CommunityId.Market ? entry with { IsInMarket = false } : entry with { IsInTrustChain = false };
        if (entry.IsInMarket || entry.IsInTrustChain)
        {
            _entries[key] = entry;
        }
        else
        {
            _entries.Remove(key);
        }
    }

    public IPEndPoint? Find(PublicKey key) => _entries.GetValueOrDefault(key)?.Address;

    public bool IsAt(PublicKey key, IPEndPoint address) => address.Equals(Find(key));

    /// <summary>Up to <paramref name="count"/> different peers, each equally likely; none of <paramref name="except"/>.</summary>
    public IReadOnlyList<IPEndPoint> Sample(int count, Func<ulong> random, IReadOnlyList<PublicKey> except)
    {
        var pool = _entries.Where(e => !except.Contains(e.Key)).Select(e => e.Value.Address).ToList();
        var take = Math.Min(count, pool.Count);
        for (var i = 0; i < take; i++)
        {
            var j = i + (int)(random() % (ulong)(pool.Count - i));
            (pool[i], pool[j]) = (pool[j], pool[i]);
        }

        return pool.GetRange(0, take);
    }

    public PublicKey? SampleKey(CommunityId community, Func<ulong> random)
    {
        var pool = _entries.Where(e => community == CommunityId.Market ? e.Value.IsInMarket : e.Value.IsInTrustChain).Select(e => e.Key).ToList();
        return pool.Count == 0 ? null : pool[(int)(random() % (ulong)pool.Count)];
    }

    public PeersRead Read() => new([.. _entries.Select(e => new KnownPeer(e.Key, e.Value.Address, e.Value.IsInMarket))]);

    private sealed record Entry(IPEndPoint Address, bool IsInMarket, bool IsInTrustChain);
}
