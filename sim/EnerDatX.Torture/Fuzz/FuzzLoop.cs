using System.Diagnostics;

namespace EnerDatX.Torture.Fuzz;

/// <summary>An input that a target did not survive.</summary>
/// <param name="Iteration">−1 for an input of the corpus, or one given by hand.</param>
/// <param name="Input">As small as it could be made.</param>
/// <param name="Reason">The exception, or the promise that was broken.</param>
internal sealed record FuzzFinding(string Target, ulong Seed, long Iteration, byte[] Input, string Reason)
{
    public string Reproduce => $"./enerdatx torture fuzz --target {Target} --input {(Input.Length == 0 ? "''" : Convert.ToBase64String(Input))}";
}

/// <param name="Executions">Inputs given to the target, those of the corpus and the mutated ones.</param>
/// <param name="MostAllocated">Bytes, by one input.</param>
/// <param name="SlowestMs">Milliseconds that the slowest input took: a hint of work that a stranger can make, not an assertion.</param>
internal sealed record FuzzReport(
    string Target, ulong Seed, long Executions, TimeSpan Time, long MostAllocated, double SlowestMs, int SlowestLength, FuzzFinding? Finding)
{
    public double PerSecond => Executions / Math.Max(Time.TotalSeconds, 1e-9);
}

/// <summary>Feeds a target, watches what it throws and allocates, and makes what it did not survive small.</summary>
internal sealed class FuzzLoop(FuzzTarget target, ulong seed)
{
    /// <summary>Tries to make an input smaller: plenty for a datagram, a moment for a file.</summary>
    private const int MaxShrinkings = 4_000;

    private readonly Mutator _mutator = new(target.Words, target.MaxLength);
    private readonly byte[][] _corpus = [.. Corpus.Load(target.Name).Select(entry => entry.Bytes)];
    private long _executions;
    private long _mostAllocated;
    private double _slowestMs;
    private int _slowestLength;

    /// <summary>The corpus first, then iterations from <paramref name="first"/> on while <paramref name="goesOn"/>; ends at the first finding.</summary>
    public FuzzReport Run(long first, Func<long, bool> goesOn)
    {
        var clock = Stopwatch.StartNew();
        if (_corpus.Length == 0)
        {
            throw new InvalidOperationException($"{Corpus.FolderOf(target.Name)} has no corpus: ./enerdatx torture fuzz --write-corpus makes one.");
        }

        var finding = _corpus.Select(entry => Judge(entry, -1)).FirstOrDefault(found => found is not null);
        for (var iteration = first; finding is null && goesOn(iteration); iteration++)
        {
            finding = Judge(InputOf(iteration), iteration);
        }

        return Report(clock.Elapsed, finding);
    }

    /// <summary>One input given by hand.</summary>
    public FuzzReport RunOnce(byte[] input)
    {
        var clock = Stopwatch.StartNew();
        var finding = Judge(input, -1);
        return Report(clock.Elapsed, finding);
    }

    /// <summary>The input of an iteration: nothing but the seed, the iteration and the corpus decides.</summary>
    public byte[] InputOf(long iteration)
    {
        var random = FuzzRandom.Of(seed, iteration);
        var mutated = _mutator.Mutate(_corpus, random);
        return random.OneIn(3) ? mutated : target.Mend(mutated, random);
    }

    private FuzzReport Report(TimeSpan time, FuzzFinding? finding) =>
        new(target.Name, seed, _executions, time, _mostAllocated, _slowestMs, _slowestLength, finding);

    private FuzzFinding? Judge(byte[] input, long iteration)
    {
        if (Execute(input) is not { } reason)
        {
            return null;
        }

        var small = Shrink(input, reason);
        return new FuzzFinding(target.Name, seed, iteration, small, Execute(small) ?? reason);
    }

    /// <summary>Null when the input did no harm.</summary>
    private string? Execute(byte[] input)
    {
        var reason = Watch(input, out var allocated);
        if (reason is null && allocated > target.MaxAllocated(input.Length))
        {
            // What is made once in a process (compiled code, tables) is nobody's fault: only what is allocated again counts.
            reason = Watch(input, out allocated);
        }

        _mostAllocated = Math.Max(_mostAllocated, allocated);
        return reason ?? (allocated > target.MaxAllocated(input.Length)
            ? $"AllocatedTooMuch: {allocated} bytes for {input.Length}, at most {target.MaxAllocated(input.Length)} are allowed"
            : null);
    }

    private string? Watch(byte[] input, out long allocated)
    {
        var own = input.AsSpan().ToArray(); // the target may keep it
        _executions++;
        var start = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(own);
            return null;
        }
        catch (Exception failure) when (Told(failure, out var reason))
        {
            // Whatever it is, a lack of memory too: that it got out is the finding.
            return reason;
        }
        finally
        {
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            (_slowestMs, _slowestLength) = elapsed > _slowestMs ? (elapsed, input.Length) : (_slowestMs, _slowestLength);
        }
    }

    private static bool Told(Exception failure, out string reason)
    {
        reason = $"{failure.GetType().Name}: {failure.Message}{Environment.NewLine}{failure.StackTrace}";
        return true;
    }

    /// <summary>Takes away pieces, large ones first, as long as the same kind of harm is done.</summary>
    private byte[] Shrink(byte[] input, string reason)
    {
        var tries = MaxShrinkings;
        for (var piece = Math.Max(1, input.Length / 2); piece > 0 && tries > 0; piece /= 2)
        {
            for (var at = 0; at + piece <= input.Length && tries > 0; tries--)
            {
                byte[] smaller = [.. input[..at], .. input[(at + piece)..]];
                if (Execute(smaller) is { } still && KindOf(still) == KindOf(reason))
                {
                    input = smaller;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return input;
    }

    private static string KindOf(string reason) => reason[..Math.Max(0, reason.IndexOf(':', StringComparison.Ordinal))];
}
