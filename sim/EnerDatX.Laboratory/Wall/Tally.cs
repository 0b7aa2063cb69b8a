using System.Diagnostics;
using EnerDatX.Core.Market;

namespace EnerDatX.Laboratory.Wall;

/// <summary>What the buyers of one process saw. Thread-safe; moments are those of <see cref="Stopwatch.GetTimestamp"/>.</summary>
internal sealed class Tally
{
    private readonly Lock _gate = new();
    private readonly List<double> _latenciesMs = [];
    private readonly SortedDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private long _from = long.MaxValue;
    private long _until = long.MaxValue;
    private int _done;
    private int _open;
    private int _lacks;
    private int _warm;

    /// <summary>Buyers that have bought as often as they were to before anything is measured.</summary>
    public int Warm
    {
        get
        {
            lock (_gate)
            {
                return _warm;
            }
        }
    }

    /// <summary>Trades that began in the measured time and have not ended.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open;
            }
        }
    }

    public void Warmed()
    {
        lock (_gate)
        {
            _warm++;
        }
    }

    /// <summary>From now on it counts, for this long.</summary>
    public void Begin(TimeSpan time)
    {
        lock (_gate)
        {
            _from = Stopwatch.GetTimestamp();
            _until = _from + (long)(time.TotalSeconds * Stopwatch.Frequency);
        }
    }

    /// <summary>A buyer has a wish, and bids, or will as soon as there is an offer for it.</summary>
    public void Began(long at)
    {
        lock (_gate)
        {
            _open += IsMeasured(at) ? 1 : 0;
        }
    }

    /// <summary>A buyer wants something, and no offer for it is known.</summary>
    public void Lacked(long at)
    {
        lock (_gate)
        {
            _lacks += IsMeasured(at) ? 1 : 0;
        }
    }

    /// <summary>A buyer's order was refused by its own peer, and the wish given up.</summary>
    public void Refused(long began, string reason)
    {
        lock (_gate)
        {
            if (IsMeasured(began))
            {
                _open--;
                Count($"bid refused: {reason}");
            }
        }
    }

    /// <summary>A seller's peer does not take a dataset or an ask.</summary>
    public void NotOffered(string reason)
    {
        lock (_gate)
        {
            if (IsMeasured(Stopwatch.GetTimestamp()))
            {
                Count($"not offered: {reason}");
            }
        }
    }

    /// <summary>A trade ended: the number is of those that end in the measured time, the latency of those that begin in it.</summary>
    public void Ended(long began, long at, TradeEnding ending, string? reason)
    {
        lock (_gate)
        {
            if (ending == TradeEnding.Done && IsMeasured(at))
            {
                _done++;
            }

            if (!IsMeasured(began))
            {
                return;
            }

            _open--;
            if (ending == TradeEnding.Done)
            {
                _latenciesMs.Add(Stopwatch.GetElapsedTime(began, at).TotalMilliseconds);
            }
            else
            {
                Count(reason is null ? $"{ending}" : $"{ending}: {reason}");
            }
        }
    }

    /// <summary>What was counted, without what the process used.</summary>
    public PartResult Read()
    {
        lock (_gate)
        {
            return new PartResult(_done, [.. _latenciesMs], new SortedDictionary<string, int>(_failures, StringComparer.Ordinal), _open, _lacks, 0, 0, 0);
        }
    }

    private bool IsMeasured(long at) => at >= _from && at < _until;

    private void Count(string failure) => _failures[failure] = _failures.GetValueOrDefault(failure) + 1;
}
