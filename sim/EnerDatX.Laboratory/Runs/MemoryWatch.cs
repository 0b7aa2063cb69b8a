using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs;

/// <summary>
/// Ends a run a little before memory does. Where nothing is left, not even the exception that says so need get through: the runtime may crash without
/// a word, or an actor fail of it, which is no finding about the actor.
/// </summary>
internal static class MemoryWatch
{
    /// <summary>
    /// Virtual time between two looks. What lives grows by a few megabytes in it, even in the largest worlds.
    /// </summary>
    public const long EveryMs = 100;

    /// <summary>Of what the runtime may have; the rest is for what is made and dropped between two collections, and for the results.</summary>
    private const int MostPercent = 80;

    /// <exception cref="NoMemoryException">Less is left than a run needs.</exception>
    public static void Look(VirtualWorld world, int failuresBefore)
    {
        if (IsShort())
        {
            GC.Collect(); // most of it may be garbage
            if (IsShort())
            {
                throw new NoMemoryException();
            }
        }

        if (world.Failures.Skip(failuresBefore).Any(failure => failure.Cause is OutOfMemoryException))
        {
            throw new NoMemoryException();
        }
    }

    private static bool IsShort()
    {
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        return memory.HeapSizeBytes > memory.TotalAvailableMemoryBytes / 100 * MostPercent;
    }
}

/// <summary>A run is larger than what the runtime may have.</summary>
internal sealed class NoMemoryException() : Exception("There is no memory left.");
