using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EnerDatX.Benchmarks.Report;

/// <summary>How often something was done in a second, by two clocks; a row says which of them counts.</summary>
/// <param name="Wall">Per second of the clock on the wall: what waits for the disk or runs on several cores.</param>
/// <param name="Core">
/// Per second that this thread had a core, garbage collection included: what runs on one core in memory. On an idle machine it is the
/// same; on a shared one it leaves out the time that others had the core.
/// </param>
internal readonly record struct Rate(double Wall, double Core)
{
    public static Rate Of(double value) => new(value, value);
}

/// <summary>Measures from its making on.</summary>
internal sealed partial class Clock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID in <time.h> of Linux

    private readonly long _wall = Stopwatch.GetTimestamp();
    private readonly double _core = CoreSeconds();

    public Rate PerSecond(int count) =>
        new(count / Stopwatch.GetElapsedTime(_wall).TotalSeconds, count / (CoreSeconds() - _core));

    private static double CoreSeconds() => clock_gettime(ThreadCpuTime, out var time) == 0
        ? time.Seconds + (time.Nanoseconds / 1e9)
        : throw new InvalidOperationException("The system does not tell the time of a thread.");

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
