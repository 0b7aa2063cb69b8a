using System.Collections.Immutable;

namespace EnerDatX.Core.Market;

internal static class SegmentSearch
{
    /// <summary>Number of the first segment for which <paramref name="holds"/>, or −1.</summary>
    public static int FirstOrNone(this ImmutableArray<SegmentTrail> segments, Func<SegmentTrail, bool> holds)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            if (holds(segments[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
