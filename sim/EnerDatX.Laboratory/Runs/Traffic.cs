using EnerDatX.Sim.Network;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Counts what is sent, by whom and, if asked for, to whom.</summary>
internal sealed class Traffic
{
    private readonly Dictionary<(int From, int To), Link>? _links;
    private readonly Trace _trace;
    private readonly LaneLog<Seen> _seen;

    /// <param name="countsLinks">Whether every pair is counted by itself.</param>
    public Traffic(bool countsLinks, Trace trace, VirtualWorld world)
    {
        _links = countsLinks ? [] : null;
        _trace = trace;
        _seen = world.Log<Seen>(Count);
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
        _seen.Add(new Seen(from, to, sent.Bytes.Length, sent.Fate is DatagramFate.Carried or DatagramFate.CarriedTwice ? 0 : 1, Trace.DigestOf(sent, from, to)));
    }

    public IReadOnlyList<LinkRow> Links() =>
        [.. (_links ?? []).OrderBy(l => l.Key.From).ThenBy(l => l.Key.To).Select(l => new LinkRow(l.Key.From, l.Key.To, l.Value.Datagrams, l.Value.Bytes, l.Value.Lost))];

    private void Count(long ticks, Seen seen)
    {
        Datagrams++;
        Bytes += seen.Length;
        Lost += seen.Lost;
        _trace.Add(ticks / TimeSpan.TicksPerMillisecond, seen.Digest);
        if (_links is not null)
        {
            _links.TryGetValue((seen.From, seen.To), out var link);
            _links[(seen.From, seen.To)] = new Link(link.Datagrams + 1, link.Bytes + seen.Length, link.Lost + seen.Lost);
        }
    }

    private readonly record struct Seen(int From, int To, int Length, int Lost, ulong Digest);

    private readonly record struct Link(long Datagrams, long Bytes, long Lost);
}
