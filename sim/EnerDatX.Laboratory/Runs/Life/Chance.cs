using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs.Life;

/// <summary>Random times, the same on every machine: no logarithm, whose last digit may differ.</summary>
internal static class Chance
{
    /// <summary>Exponentially distributed with this mean, by comparing uniform numbers only (von Neumann, 1951); at least 1 ms.</summary>
    public static TimeSpan Next(RandomStream random, TimeSpan mean)
    {
        for (var whole = 0; ; whole++)
        {
            var first = random.NextDouble();
            var last = first;
            var falling = 1;
            for (var next = random.NextDouble(); next < last; next = random.NextDouble())
            {
                (last, falling) = (next, falling + 1);
            }

            if (falling % 2 == 1)
            {
                return TimeSpan.FromMilliseconds(Math.Max(1, (long)((whole + first) * mean.TotalMilliseconds)));
            }
        }
    }
}
