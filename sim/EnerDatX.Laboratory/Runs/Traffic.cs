using EnerDatX.Sim.Network;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Counts what is sent, by whom and, if asked for, to whom.</summary>
internal sealed class Traffic
{
    private readonly long[] _bytesOf;
    private readonly Dictionary<(int From, int To), Link>? _links;
    private readonly Trace _trace;

    /// <param name="participants">How many there are.</param>
    /// <param name="countsLinks">Whether every pair is counted by itself.</param>
    public Traffic(int participants, bool countsLinks, Trace trace)
    {
        _bytesOf = new long[participants];
        _links = countsLinks ? [] : null;
        _trace = trace;
    }

    public long Datagrams { get; private set; }

    public long Bytes { get; private set; }

    public long Lost { get; private set; }

    /// <summary>Bytes that each participant sent since <see cref="Begin"/>.</summary>
    public IReadOnlyList<long> BytesOf => _bytesOf;

    /// <summary>Set when the warm-up is over: from then on, counts are of the run.</summary>
    public void Begin()
    {
        Array.Clear(_bytesOf);
        _links?.Clear();
        (Datagrams, Bytes, Lost) = (0, 0, 0);
    }

    public void See(SentDatagram sent)
    {
        var from = Participants.NumberAt(sent.From);
        var to = Participants.NumberAt(sent.To);
        var length = sent.Bytes.Length;
        var isCarried = sent.Fate is DatagramFate.Carried or DatagramFate.CarriedTwice;
        Datagrams++;
        Bytes += length;
        Lost += isCarried ? 0 : 1;
        _trace.Add(sent, from, to);
        if (from >= 0 && from < _bytesOf.Length)
        {
            _bytesOf[from] += length;
        }

        if (_links is not null)
        {
            _links.TryGetValue((from, to), out var link);
            _links[(from, to)] = new Link(link.Datagrams + 1, link.Bytes + length, link.Lost + (isCarried ? 0 : 1));
        }
    }

    public IReadOnlyList<LinkRow> Links() =>
        [.. (_links ?? []).OrderBy(l => l.Key.From).ThenBy(l => l.Key.To).Select(l => new LinkRow(l.Key.From, l.Key.To, l.Value.Datagrams, l.Value.Bytes, l.Value.Lost))];

    private readonly record struct Link(long Datagrams, long Bytes, long Lost);
}
