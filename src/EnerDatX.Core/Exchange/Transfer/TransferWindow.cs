namespace EnerDatX.Core.Exchange;

/// <summary>
/// How many pieces may be on their way, and how long each is waited for. It learns both: twice as many after each round trip until something gets
/// lost, then half of it, and from there one more each time (as TCP, RFC 5681); the wait is the smoothed round trip and four times its variation
/// (RFC 6298), twice as long after each wait in vain.
/// </summary>
internal sealed class TransferWindow(TransferLimits limits)
{
    private int _threshold = limits.MaxWindow;
    private int _arrived;
    private long _cutMs = long.MinValue;
    private long? _tripMs;
    private long _variationMs;

    public int Pieces { get; private set; } = limits.FirstWindow;

    /// <summary>Waits, one after another, in which nothing came.</summary>
    public int Silences { get; private set; }

    public long PatienceMs
    {
        get
        {
            var patience = _tripMs is { } trip ? trip + Math.Max(4 * _variationMs, limits.MinPatienceMs / 2) : limits.FirstPatienceMs;
            return Math.Clamp(patience << Math.Min(Silences, 8), limits.MinPatienceMs, limits.MaxPatienceMs);
        }
    }

    /// <param name="tripMs">From question to answer; null where it was asked for twice, so that nobody knows which question this answers (Karn).</param>
    public void Arrive(long? tripMs)
    {
        Silences = 0;
        if (tripMs is { } trip)
        {
            _variationMs = _tripMs is { } before ? ((3 * _variationMs) + Math.Abs(before - trip)) / 4 : trip / 2;
            _tripMs = _tripMs is { } smooth ? ((7 * smooth) + trip) / 8 : trip;
        }

        _arrived++;
        if (Pieces < _threshold || _arrived >= Pieces)
        {
            _arrived = 0;
            Pieces = Math.Min(Pieces + 1, limits.MaxWindow);
        }
    }

    /// <summary>What is lost within one round trip is lost for one reason, and counts once.</summary>
    public void Lose(long nowMs)
    {
        if (_cutMs != long.MinValue && nowMs - _cutMs < PatienceMs)
        {
            return;
        }

        _cutMs = nowMs;
        _arrived = 0;
        _threshold = Math.Max(Pieces / 2, limits.MinWindow);
        Pieces = _threshold;
    }

    public void WaitInVain() => Silences++;
}
