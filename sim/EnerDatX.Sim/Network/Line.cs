namespace EnerDatX.Sim.Network;

/// <summary>What one socket sends goes out one datagram after the other, as fast as its line is; a queue of two seconds, and the rest is lost.</summary>
internal sealed class Line
{
    private const long LongestWaitMs = 2_000;

    private long _freeAtMs;

    /// <param name="bytesPerSecond">0 = any amount.</param>
    /// <param name="wait">Until the last byte is on its way.</param>
    public bool TryTake(int length, long bytesPerSecond, long nowMs, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (bytesPerSecond == 0)
        {
            return true;
        }

        var begins = Math.Max(nowMs, _freeAtMs);
        if (begins - nowMs > LongestWaitMs)
        {
            return false;
        }

        _freeAtMs = begins + Math.Max(1, length * 1_000L / bytesPerSecond);
        wait = TimeSpan.FromMilliseconds(_freeAtMs - nowMs);
        return true;
    }
}
