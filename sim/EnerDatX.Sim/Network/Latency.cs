using System.Buffers.Binary;
using System.Net;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Network;

/// <summary>
/// How long a datagram is on its way. Drawn anew for each, so a spread of latencies also reorders. Drawn in microseconds with integers, or
/// with the four basic operations, whose results IEEE 754 fixes: <c>Math.Exp</c> and <c>Math.Log</c> may differ between machines.
/// </summary>
public abstract record Latency
{
    /// <summary>No datagram takes longer; one that is a minute late is of no use to any protocol.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private Latency()
    {
    }

    public static Latency Constant(int ms) => Uniform(ms, ms);

    /// <summary>Even from <paramref name="fromMs"/> to <paramref name="toMs"/>, both included.</summary>
    public static Latency Uniform(int fromMs, int toMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(toMs, fromMs);
        return new Even(fromMs, toMs);
    }

    /// <summary>
    /// Log-normal, the usual shape of round trips on the Internet: half of the datagrams are faster than the median, few are very slow.
    /// </summary>
    /// <param name="sigmaPermille">Standard deviation of the logarithm, in thousandths: 500 puts 95 % between 0.38 and 2.7 medians.</param>
    public static Latency LogNormal(int medianMs, int sigmaPermille)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(medianMs);
        ArgumentOutOfRangeException.ThrowIfNegative(sigmaPermille);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sigmaPermille, 3_000);
        return new Skewed(medianMs, sigmaPermille);
    }

    /// <summary>By where sender and receiver are: constant for each pair.</summary>
    /// <param name="ms">Square; one-way milliseconds from the row's place to the column's. Hosts are spread over the places by their address.</param>
    public static Latency Matrix(IReadOnlyList<IReadOnlyList<int>> ms)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ms.Count);
        if (ms.Any(row => row.Count != ms.Count || row.Any(entry => entry < 0)))
        {
            throw new ArgumentException("A matrix of latencies is square, with no negative entry.", nameof(ms));
        }

        return new Places([.. ms.Select(row => row.ToArray())]);
    }

    /// <summary>No datagram takes less.</summary>
    internal abstract TimeSpan Least { get; }

    internal TimeSpan Draw(RandomStream random, IPEndPoint from, IPEndPoint to) =>
        TimeSpan.FromMicroseconds(Math.Min(DrawMicroseconds(random, from, to), (long)Longest.TotalMicroseconds));

    private protected abstract long DrawMicroseconds(RandomStream random, IPEndPoint from, IPEndPoint to);

    private sealed record Places(int[][] Ms) : Latency
    {
        internal override TimeSpan Least => TimeSpan.FromMilliseconds(Ms.Min(row => row.Min()));

        private protected override long DrawMicroseconds(RandomStream random, IPEndPoint from, IPEndPoint to) => Ms[PlaceOf(from)][PlaceOf(to)] * 1_000L;

        private int PlaceOf(IPEndPoint address)
        {
            Span<byte> bytes = stackalloc byte[16];
            address.Address.TryWriteBytes(bytes, out var written);
            return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[(written - 4)..]) % (uint)Ms.Length);
        }
    }

    private sealed record Even(int FromMs, int ToMs) : Latency
    {
        internal override TimeSpan Least => TimeSpan.FromMilliseconds(FromMs);

        private protected override long DrawMicroseconds(RandomStream random, IPEndPoint from, IPEndPoint to) => random.NextInt64(FromMs * 1_000L, (ToMs * 1_000L) + 1);
    }

    private sealed record Skewed(int MedianMs, int SigmaPermille) : Latency
    {
        internal override TimeSpan Least => TimeSpan.FromMicroseconds(Microseconds(-RandomStream.MostNormal));

        private protected override long DrawMicroseconds(RandomStream random, IPEndPoint from, IPEndPoint to) => Microseconds(random.NextNormal());

        /// <param name="normal">How many standard deviations off.</param>
        private long Microseconds(double normal) =>
            (long)Math.Min(MedianMs * 1_000.0 * Functions.Exponential(SigmaPermille / 1_000.0 * normal), Longest.TotalMicroseconds);
    }
}
