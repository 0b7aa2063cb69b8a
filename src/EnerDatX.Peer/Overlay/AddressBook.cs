using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>
/// Who is reached where: only addresses that answered one of our own questions. Bounded by the walks' peer tables; beside them are the contacts, who
/// are neither chosen at random nor listed.
/// </summary>
public sealed class AddressBook
{
    /// <summary>Peers; a node knows fewer.</summary>
    private const int MaxOnStack = 256;

    private readonly Dictionary<PublicKey, IPEndPoint> _addresses = [];

    /// <summary>In order of the keys: draws by number are the same in every process.</summary>
    private readonly List<Entry> _inOrder = [];

    public Contacts Contacts { get; } = new();

    public void Remember(PublicKey key, IPEndPoint address, CommunityId community)
    {
        _addresses[key] = address;
        var at = IndexOf(key);
        var before = at >= 0 ? _inOrder[at] : default;
        var entry = new Entry(
            key,
            address,
            community == CommunityId.Market || before.IsInMarket,
            community == CommunityId.TrustChain || before.IsInTrustChain);
        if (at >= 0)
        {
            _inOrder[at] = entry;
        }
        else
        {
            _inOrder.Insert(~at, entry);
        }
    }

    public void Forget(PublicKey key, CommunityId community)
    {
        var at = IndexOf(key);
        if (at < 0)
        {
            return;
        }

        var entry = community == CommunityId.Market ? _inOrder[at] with { IsInMarket = false } : _inOrder[at] with { IsInTrustChain = false };
        if (entry.IsInMarket || entry.IsInTrustChain)
        {
            _inOrder[at] = entry;
        }
        else
        {
            _inOrder.RemoveAt(at);
            _addresses.Remove(key);
        }
    }

    public IPEndPoint? Find(PublicKey key) => _addresses.GetValueOrDefault(key) ?? Contacts.Find(key);

    /// <summary>Whether the walk has it in a table.</summary>
    public bool IsNeighbour(PublicKey key) => _addresses.ContainsKey(key);

    /// <summary>Which of the walk's peers is there; null if none is.</summary>
    public PublicKey? NeighbourAt(IPEndPoint address) => _inOrder.Find(entry => entry.Address.Equals(address)).Key;

    public bool IsAt(PublicKey key, IPEndPoint address) => address.Equals(Find(key));

    public bool IsAt(PublicKey key, Ipv4Endpoint address) =>
        Find(key) is { } known && Ipv4Endpoint.TryFrom(known, out var there) && there == address;

    /// <summary>Up to <paramref name="count"/> different peers, each equally likely; none of <paramref name="except"/>.</summary>
    public IReadOnlyList<IPEndPoint> Sample(int count, Func<ulong> random, params ReadOnlySpan<PublicKey> except)
    {
        var pool = _inOrder.Count <= MaxOnStack ? stackalloc int[_inOrder.Count] : new int[_inOrder.Count];
        var size = 0;
        for (var i = 0; i < _inOrder.Count; i++)
        {
            if (!IsAmong(except, _inOrder[i].Key))
            {
                pool[size++] = i;
            }
        }

        var sample = new IPEndPoint[Math.Min(count, size)];
        for (var i = 0; i < sample.Length; i++)
        {
            var j = i + (int)(random() % (ulong)(size - i));
            (pool[i], pool[j]) = (pool[j], pool[i]);
            sample[i] = _inOrder[pool[i]].Address;
        }

        return sample;
    }

    /// <summary>Up to <paramref name="count"/> different peers of one community, each equally likely.</summary>
    public IReadOnlyList<PublicKey> SampleKeys(int count, CommunityId community, Func<ulong> random)
    {
        var pool = _inOrder.FindAll(entry => entry.IsIn(community));
        var sample = new PublicKey[Math.Min(count, pool.Count)];
        for (var i = 0; i < sample.Length; i++)
        {
            var j = i + (int)(random() % (ulong)(pool.Count - i));
            (pool[i], pool[j]) = (pool[j], pool[i]);
            sample[i] = pool[i].Key;
        }

        return sample;
    }

    public PeersRead Read() => new([.. _inOrder.Select(e => new KnownPeer(e.Key, e.Address, e.IsInMarket))]);

    private static bool IsAmong(ReadOnlySpan<PublicKey> keys, PublicKey key)
    {
        foreach (var one in keys)
        {
            if (one.Equals(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the key is; where it is not, the complement of where it belongs.</summary>
    private int IndexOf(PublicKey key)
    {
        var (low, high) = (0, _inOrder.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = _inOrder[middle].Key.CompareTo(key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return ~low;
    }

    private readonly record struct Entry(PublicKey Key, IPEndPoint Address, bool IsInMarket, bool IsInTrustChain)
    {
        public bool IsIn(CommunityId community) => community == CommunityId.Market ? IsInMarket : IsInTrustChain;
    }
}
