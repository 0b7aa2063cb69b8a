using EnerDatX.Sim.Network;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Counts what is sent, by whom and, if asked for, to whom.</summary>
internal sealed class Traffic
{
    private readonly Dictionary<(int From, int To), Link>? _links;
    private readonly Trace _trace;

    /// <param name="countsLinks">Whether every pair is counted by itself.</param>
    public Traffic(bool countsLinks, Trace trace)
    {
        _links = countsLinks ? [] : null;
        _trace = trace;
    }

    public long Datagrams { get; private set; }

    public long Bytes { get; private set; }

    public long Lost { get; private set; }

    /// <summary>Set when the warm-up is over: from then on, counts are of the run.</summary>
    public void Begin()
    {
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
