using System.Net;
using EnerDatX.Core.Identity;

namespace EnerDatX.Peer.Overlay;

/// <summary>
/// Peers that are reached for a purpose, a trade as a rule, and are not in the walk's table: where they answered a question of ours last. Whoever was
/// used longest ago makes room.
/// </summary>
public sealed class Contacts
{
    /// <summary>More than a household trades with in ten minutes; 300 bytes each.</summary>
    private const int Most = 256;

    /// <summary>Since its last use.</summary>
    private const long ForgetAfterMs = 600_000;

    /// <summary>A contact that was used since then is kept alive: the resends of an open trade come more often.</summary>
    private const long InUseMs = 60_000;

    /// <summary>As the walk's own: routers forget a way after half a minute.</summary>
    private const long KeepAliveMs = 20_000;

    /// <summary>Questions in a row without an answer after which it is not there any more: it may have moved, and is looked for again.</summary>
    private const int MostInVain = 6;

    private readonly Remembered<PublicKey, Contact> _byUse = new(Most);

    public int Count => _byUse.Count;

    public IPEndPoint? Find(PublicKey key) => _byUse.TryGet(key, out var contact) ? contact.Address : null;

    /// <summary>It answered there. It is not kept alive before something is sent there.</summary>
    public void Prove(PublicKey key, IPEndPoint address, long nowMs)
    {
        if (_byUse.TryGet(key, out var before))
        {
            _byUse.Replace(key, before with { Address = address, ProvenMs = nowMs, InVain = 0 });
        }
        else
        {
            _byUse.Add(key, new Contact(key, address, nowMs, nowMs - InUseMs, 0));
        }
    }

    /// <summary>Something is sent there.</summary>
    public void Use(PublicKey key, long nowMs)
    {
        if (_byUse.TryGet(key, out var contact))
        {
            _byUse.Add(key, contact with { UsedMs = nowMs });
        }
    }

    public void Forget(PublicKey key) => _byUse.Remove(key);

    /// <summary>Forgets who is not needed or not there any more.</summary>
    /// <returns>Where to ask again.</returns>
    public IReadOnlyList<IPEndPoint> Tick(long nowMs)
    {
        var silent = new List<IPEndPoint>();
        foreach (var contact in _byUse.Values.OrderBy(contact => contact.Key).ToList())
        {
            if (contact.UsedMs + ForgetAfterMs <= nowMs || contact.InVain >= MostInVain)
            {
                _byUse.Remove(contact.Key);
            }
            else if (contact.UsedMs + InUseMs > nowMs && contact.ProvenMs + KeepAliveMs <= nowMs)
            {
                _byUse.Replace(contact.Key, contact with { InVain = contact.InVain + 1 });
                silent.Add(contact.Address);
            }
        }

        return silent;
    }

    private sealed record Contact(PublicKey Key, IPEndPoint Address, long ProvenMs, long UsedMs, int InVain);
}
