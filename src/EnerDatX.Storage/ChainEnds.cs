using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage;

/// <summary>Where a chain ends.</summary>
/// <param name="Latest">Its half-block with the highest sequence number.</param>
/// <param name="HighestNamed">The highest of its sequence numbers that an agreement, on any chain, names; 0 if none does.</param>
internal sealed record ChainEnd(HalfBlock? Latest, uint HighestNamed);

/// <summary>
/// Remembers the ends of chains, so that what is asked about each new half-block is answered without the database: new ones come
/// at the end, where nothing stands behind them and nothing names them yet. Always what is committed, and complete when an append has
/// returned; thread-safe.
/// </summary>
/// <param name="load">Reads the end of a chain from the database.</param>
internal sealed class ChainEnds(Func<PublicKey, ChainEnd> load)
{
    /// <summary>With one half-block each, some megabytes. When there are more, all are forgotten.</summary>
    private const int MaxChains = 8_192;

    private readonly Lock _gate = new();
    private readonly Dictionary<PublicKey, ChainEnd> _ends = [];
    private long _commits;

    public ChainEnd Of(PublicKey key)
    {
        long commits;
        lock (_gate)
        {
            if (_ends.TryGetValue(key, out var known))
            {
                return known;
            }

            commits = _commits;
        }

        var end = load(key);
        lock (_gate)
        {
            // What was read may be older than a commit that came in between.
            if (commits == _commits)
            {
                if (_ends.Count >= MaxChains)
                {
                    _ends.Clear();
                }

                _ends[key] = end;
            }
        }

        return end;
    }

    /// <summary>These were committed.</summary>
    public void Grow(IReadOnlyList<HalfBlock> blocks)
    {
        lock (_gate)
        {
            _commits++;
            foreach (var block in blocks)
            {
                if (_ends.TryGetValue(block.PublicKey, out var end) && !(block.Sequence <= end.Latest?.Sequence))
                {
                    _ends[block.PublicKey] = end with { Latest = block };
                }

                if (block.IsAgreement && _ends.TryGetValue(block.LinkPublicKey, out var named) && block.LinkSequence > named.HighestNamed)
                {
                    _ends[block.LinkPublicKey] = named with { HighestNamed = block.LinkSequence };
                }
            }
        }
    }
}
