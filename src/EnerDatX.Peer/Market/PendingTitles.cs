using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Market;

/// <summary>Asks of owners by transfer whose title is not verified yet, because a half-block of it is missing: not in the book, and not forgotten.</summary>
internal sealed class PendingTitles(PeerSettings settings)
{
    /// <summary>Asks that wait at once; the oldest makes room. Anyone can make such an ask: 2 KB each.</summary>
    private const int MaxPending = 1_000;

    /// <summary>Requests for one missing half-block; with growing pauses about a minute.</summary>
    private const int MaxRequests = 8;

    private readonly List<Pending> _pending = [];

    public int Count => _pending.Count;

    /// <summary>The seller is asked at once, and again until it comes.</summary>
    public void Hold(HalfBlock ask, BlockHash missing)
    {
        if (_pending.Exists(p => p.Ask.Hash == ask.Hash))
        {
            return;
        }

        if (_pending.Count >= MaxPending)
        {
            _pending.RemoveAt(0);
        }

        _pending.Add(new Pending(ask, missing, new Patience(settings.ResendAfter, settings.ResendAtMost)));
    }

    /// <summary>A half-block has come: the asks that waited for it.</summary>
    public IReadOnlyList<HalfBlock> Release(BlockHash arrived)
    {
        var released = _pending.FindAll(p => p.Missing == arrived);
        _pending.RemoveAll(released.Contains);
        return released.ConvertAll(p => p.Ask);
    }

    /// <summary>A cheat's asks wait for nothing.</summary>
    public void Void(PublicKey cheat) => _pending.RemoveAll(p => p.Ask.PublicKey.Equals(cheat));

    /// <summary>What to ask for now, and whom.</summary>
    public IReadOnlyList<(BlockHash Missing, PublicKey From)> Due(long nowMs)
    {
        _pending.RemoveAll(p => p.DueMs <= nowMs && p.Patience.Count >= MaxRequests);
        var due = _pending.FindAll(p => p.DueMs <= nowMs);
        due.ForEach(p => p.DueMs = nowMs + (long)p.Patience.Next().TotalMilliseconds);
        return due.ConvertAll(p => (p.Missing, p.Ask.PublicKey));
    }

    private sealed class Pending(HalfBlock ask, BlockHash missing, Patience patience)
    {
        public HalfBlock Ask { get; } = ask;

        public BlockHash Missing { get; } = missing;

        public Patience Patience { get; } = patience;

        public long DueMs { get; set; }
    }
}
