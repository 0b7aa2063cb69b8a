namespace EnerDatX.Peer;

/// <summary>How long to wait before trying again: twice as long each time, up to a limit; from the beginning when something has changed.</summary>
internal sealed class Patience(TimeSpan first, TimeSpan atMost)
{
    private TimeSpan? _delay;

    /// <summary>Waits since the last change.</summary>
    public int Count { get; private set; }

    public TimeSpan Next()
    {
        var delay = _delay ?? first;
        _delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, atMost.Ticks));
        Count++;
        return delay;
    }

    public void Renew()
    {
        _delay = null;
        Count = 0;
    }
}
