using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Trust;

/// <summary>What is at risk in one currency.</summary>
/// <param name="WithPeer">With one counterparty, as buyer and as seller together; smallest units.</param>
/// <param name="InAll">With everybody.</param>
public readonly record struct Exposure(Int128 WithPeer, Int128 InAll);

/// <summary>
/// The stakes of one peer, each under the name of its trade. Mutable, for one owner, who decides and counts in one go: that is why
/// trades that begin at the same moment cannot exceed a limit together.
/// </summary>
public sealed class Exposures
{
    private readonly Dictionary<BlockHash, Stake> _stakes = [];
    private readonly Dictionary<(PublicKey Peer, string Currency), Int128> _withPeer = [];
    private readonly Dictionary<string, Int128> _inAll = new(StringComparer.Ordinal);

    /// <summary>Counts a stake; the one that stood under this name before is replaced.</summary>
    public void Put(BlockHash name, Stake stake)
    {
        Remove(name);
        if (stake.Amount > 0)
        {
            _stakes.Add(name, stake);
            Change(stake, stake.Amount);
        }
    }

    public void Remove(BlockHash name)
    {
        if (_stakes.Remove(name, out var stake))
        {
            Change(stake, -stake.Amount);
        }
    }

    public Exposure With(PublicKey peer, string currency) =>
        new(_withPeer.GetValueOrDefault((peer, currency)), _inAll.GetValueOrDefault(currency));

    /// <summary>Without what stands under this name: it is being decided about.</summary>
    public Exposure Beside(BlockHash name, PublicKey peer, string currency)
    {
        var (withPeer, inAll) = With(peer, currency);
        return _stakes.TryGetValue(name, out var own) && own.Counterparty.Equals(peer) && own.Currency == currency
            ? new Exposure(withPeer - own.Amount, inAll - (own.CountsInAll ? own.Amount : 0))
            : new Exposure(withPeer, inAll);
    }

    private void Change(Stake stake, Int128 by)
    {
        Add(_withPeer, (stake.Counterparty, stake.Currency), by);
        if (stake.CountsInAll)
        {
            Add(_inAll, stake.Currency, by);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, Int128> sums, TKey key, Int128 by)
        where TKey : notnull
    {
        var sum = sums.GetValueOrDefault(key) + by;
        if (sum == 0)
        {
            sums.Remove(key);
        }
        else
        {
            sums[key] = sum;
        }
    }
}
