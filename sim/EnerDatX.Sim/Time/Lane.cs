namespace EnerDatX.Sim.Time;

/// <summary>
/// Which lane of its world this thread runs. A lane is a part of a world with a clock, a queue and peers of its own (the literature's logical process):
/// lanes meet in the network only, so that each may run ahead of the others by the least time that a datagram takes.
/// </summary>
internal static class Lane
{
    [ThreadStatic]
    private static int t_current;

    /// <summary>From 0; 0 also where there is one lane, or none is running.</summary>
    public static int Current
    {
        get => t_current;
        set => t_current = value;
    }

    /// <summary>Does something as of a lane that this thread may run: what is told and planned goes there.</summary>
    public static void Within(int lane, Action act)
    {
        var outer = Current;
        Current = lane;
        try
        {
            act();
        }
        finally
        {
            Current = outer;
        }
    }
}
