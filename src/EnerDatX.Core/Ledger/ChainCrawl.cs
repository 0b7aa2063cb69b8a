using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>How a crawl ended. Only <see cref="Complete"/> is a yes.</summary>
public enum CrawlOutcome
{
    /// <summary>Nothing came, or it is not known where that peer is.</summary>
    Unanswered = 0,

    /// <summary>The peer holds nothing of this range that was lacking.</summary>
    Empty,

    /// <summary>Something came, and something is still lacking: the peer has gaps, fell silent, or a limit was reached.</summary>
    Partial,

    /// <summary>Nothing of the range is lacking any more.</summary>
    Complete,
}

/// <summary>
/// One crawl of one chain at one peer: what to ask next, and when it is over. Knows neither clock nor network; whoever owns it sends what
/// <see cref="Next"/> says, and tells what came and that nothing did.
/// </summary>
/// <param name="held">What is held already and need not come; null for a chain of which everything is wanted (one's own).</param>
/// <param name="isItsOwn">Whether the peer that is asked is the owner of the chain.</param>
/// <param name="first">First sequence number; negative counts from the end of the chain as that peer has it.</param>
/// <param name="last">Last one; <see cref="int.MaxValue"/> and more mean up to the end, as that peer has it.</param>
public sealed class ChainCrawl(ILedgerReader? held, PublicKey of, bool isItsOwn, long first, long last)
{
    /// <summary>Half-blocks of that chain in one crawl: at 1.3 KB each 5 MB. A longer one is asked for in several crawls.</summary>
    public const int MaxReceived = 4_096;

    /// <summary>So often the same range is asked for in vain (py-ipv8).</summary>
    public const int MaxAttempts = 3;

    /// <summary>
    /// Sequence numbers in one request for a peer's own chain: no more than one answer of ours holds. py-ipv8 sends as many as the range
    /// has, each with its linked one; of other chains it sends at most 10, however wide the range is.
    /// </summary>
    public const int MaxRange = Crawl.MaxBlocksPerAnswer;

    /// <summary>Half-blocks in one answer, linked ones included.</summary>
    public const int MaxAnswer = 2 * MaxRange;

    private readonly SortedDictionary<(uint Sequence, BlockHash Hash), HalfBlock> _received = [];
    private readonly SortedSet<uint> _places = [];
    private readonly HashSet<uint> _numbers = [];
    private bool _isResolved = first >= 0 && last >= 0;
    private long _first = Math.Max(first, HalfBlock.GenesisSequence);
    private long _last = Math.Min(last, uint.MaxValue);
    private (uint First, uint Last)? _resolved;
    private (long First, long Last, long GapEnd)? _asked;
    private bool _isNarrow;
    private bool _hasGap;
    private bool _isOver;
    private bool _wasAnswered;
    private bool _isNews;
    private int _attempts;

    /// <summary>Whether the end of the chain is wanted, wherever it is.</summary>
    private bool IsToTheEnd => last >= int.MaxValue;

    /// <summary>What came in of the range, ascending; both, if two came with one number.</summary>
    public IReadOnlyList<HalfBlock> Received =>
        [.. _received.Values.Where(b => _resolved is not var (from, to) || (b.Sequence >= from && b.Sequence <= to))];

    /// <summary>Meaningful when <see cref="Next"/> is null.</summary>
    public CrawlOutcome Outcome =>
        _isOver && !_wasAnswered && _received.Count == 0 ? CrawlOutcome.Unanswered
        : !_isOver && !_hasGap ? CrawlOutcome.Complete
        : _received.Count > 0 ? CrawlOutcome.Partial
        : CrawlOutcome.Empty;

    /// <summary>The range to ask for now, as a request has it; null when the crawl is over.</summary>
    public (long Start, long End)? Next()
    {
        if (_isOver)
        {
            return null;
        }

        _numbers.Clear();
        _isNews = false;
        _asked = _isResolved ? Lowest() : (-1, -1, -1);
        if (_asked is not { } asked)
        {
            return null;
        }

        if (_received.Count >= MaxReceived)
        {
            _isOver = true;
            return null;
        }

        return (asked.First, asked.Last);
    }

    /// <summary>Whether this half-block can be part of the answer to what was asked last: of the chain and the range, or linked to that chain.</summary>
    public static bool Belongs(HalfBlock block, PublicKey of, long start, long end) => block.PublicKey.Equals(of)
        ? start < 0 || end < 0 || (block.Sequence >= start && block.Sequence <= end)
        : block.LinkPublicKey.Equals(of) || block.IsSource;

    /// <summary>A half-block of the answer.</summary>
    /// <param name="number">Its place in the answer, from 1.</param>
    /// <param name="total">How many the answer has.</param>
    /// <returns>Whether the answer is whole, so that it is time for <see cref="Next"/>.</returns>
    public bool Take(HalfBlock block, uint number, uint total)
    {
        _wasAnswered = true;
        if (!_numbers.Add(number))
        {
            return false;
        }

        if (block.PublicKey.Equals(of) && _received.TryAdd((block.Sequence, block.Hash), block))
        {
            _places.Add(block.Sequence);
            _isNews = true;
        }

        if (_numbers.Count < Math.Min(total, MaxAnswer))
        {
            return false;
        }

        Conclude();
        return true;
    }

    /// <summary>The peer has nothing in the range that was asked for.</summary>
    public void TakeEmpty()
    {
        _wasAnswered = true;
        _attempts = 0;
        if (!_isResolved)
        {
            _isOver = true;
            return;
        }

        _isNarrow = false;
        var (_, _, gapEnd) = _asked!.Value;
        var isEnd = gapEnd == _last;
        if (isEnd && IsToTheEnd)
        {
            // Nothing is lacking that this peer has, if something came at all.
            _last = _asked.Value.First - 1;
            _hasGap |= _received.Count == 0;
            return;
        }

        _hasGap = true;
        _first = gapEnd + 1;
    }

    /// <summary>Nothing (more) comes. After the last attempt the crawl is over.</summary>
    public void OnSilence()
    {
        _attempts = _isNews ? 1 : _attempts + 1;
        if (!_isResolved && _places.Count > 0)
        {
            Conclude();
        }

        _isOver |= _attempts >= MaxAttempts;
    }

    /// <summary>A limit of the owner's is reached.</summary>
    public void Stop() => _isOver = true;

    /// <summary>The answer is whole: if it has nothing new, the peer does not have it.</summary>
    private void Conclude()
    {
        _attempts = 0;
        if (!_isResolved)
        {
            _isResolved = true;
            if (_places.Count == 0 || Crawl.Resolve(first, last, _places.Max) is not var (start, end))
            {
                _isOver = true;
                return;
            }

            _resolved = (start, end);
            (_first, _last) = (start, end);
            return;
        }

        // What a whole answer leaves out below something that it has is asked for once more by itself: py-ipv8 does not send the lowest first.
        var asked = _asked!.Value;
        if (_places.Contains((uint)asked.First))
        {
            _isNarrow = false;
        }
        else if (_places.GetViewBetween((uint)asked.First, (uint)asked.Last).Count == 0)
        {
            TakeEmpty();
        }
        else
        {
            _isNarrow = true;
        }
    }

    /// <summary>
    /// The request that begins with the first lacking place. Small gaps that are close together are asked for at once: what is known between them
    /// comes again, but a chain of which every other half-block is there would cost a round trip for each.
    /// </summary>
    /// <param name="gapEnd">Up to where nothing is held.</param>
    private (long First, long Last, long GapEnd) RangeFrom(uint gapEnd)
    {
        var above = _places.GetViewBetween((uint)_first, (uint)_last);
        var untilReceived = above.Count > 0 ? above.Min - 1 : _last;
        var runEnd = Math.Min(gapEnd, untilReceived);
        var stop = _isNarrow ? untilReceived : _last;
        var asked = LastLacking(Math.Min(stop, _first + MaxRange - 1));
        asked = isItsOwn ? asked : Math.Max(asked, Math.Min(gapEnd, stop));
        return (_first, asked, Math.Max(asked, runEnd));
    }

    private long LastLacking(long window)
    {
        var known = held?.Range(of, (uint)_first, (uint)window, MaxRange).Select(b => b.Sequence).ToHashSet() ?? [];
        while (window > _first && (known.Contains((uint)window) || _places.Contains((uint)window)))
        {
            window--;
        }

        return window;
    }

    /// <summary>The first places that neither are held nor came in.</summary>
    private (long First, long Last, long GapEnd)? Lowest()
    {
        while (_first <= _last)
        {
            var gap = held is null ? ((uint)_first, (uint)_last) : ChainGaps.Lowest(held, of, (uint)_first, (uint)_last);
            if (gap is not var (from, to))
            {
                return null;
            }

            _first = from;
            while (_first <= to && _places.Contains((uint)_first))
            {
                _first++;
            }

            if (_first <= to)
            {
                return RangeFrom(to);
            }
        }

        return null;
    }
}
