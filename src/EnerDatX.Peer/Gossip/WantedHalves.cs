using EnerDatX.Core.Gossip;
using EnerDatX.Core.Identity;

namespace EnerDatX.Peer.Gossip;

/// <summary>
/// Half-blocks of which only fingerprints came, and that must be seen because they contradict what is known: whom to ask, who else waits for
/// them, how often they were asked for.
/// </summary>
internal sealed class WantedHalves
{
    /// <summary>Asked three times, some seconds apart: a datagram may be lost on each of a few hops.</summary>
    public const int MaxAttempts = 3;

    /// <summary>A liar can make up as many fingerprints as it likes; this many are looked into at once, about 200 bytes each.</summary>
    private const int MaxWanted = 512;

    /// <summary>And this many of one source.</summary>
    private const int MaxOfSource = 32;

    /// <summary>Who waits for one half-block; more will ask again.</summary>
    private const int MaxAskers = 16;

    private readonly Dictionary<Fingerprint, Wanted> _wanted = [];

    public bool IsEmpty => _wanted.Count == 0;

    /// <summary>True if it was not wanted before, and there is room: now ask the source.</summary>
    public bool Add(Fingerprint fingerprint, PublicKey source, PublicKey? asker)
    {
        if (_wanted.TryGetValue(fingerprint, out var wanted))
        {
            wanted.AddAsker(asker);
            return false;
        }

        if (_wanted.Count >= MaxWanted || _wanted.Values.Count(w => w.Source.Equals(source)) >= MaxOfSource)
        {
            return false;
        }

        _wanted.Add(fingerprint, new Wanted(source));
        _wanted[fingerprint].AddAsker(asker);
        return true;
    }

    /// <summary>It came: who waits for it.</summary>
    public IReadOnlyList<PublicKey> Take(Fingerprint fingerprint) =>
        _wanted.Remove(fingerprint, out var wanted) ? wanted.Askers : [];

    /// <summary>Those to ask for once more, by source, and those that nobody could show; these are wanted no longer.</summary>
    public (IReadOnlyList<(Fingerprint Half, PublicKey Source)> Again, IReadOnlyList<(Fingerprint Half, PublicKey Source)> GivenUp) Tick()
    {
        var again = new List<(Fingerprint, PublicKey)>();
        var givenUp = new List<(Fingerprint, PublicKey)>();
        foreach (var (half, wanted) in _wanted)
        {
            (++wanted.Attempts <= MaxAttempts ? again : givenUp).Add((half, wanted.Source));
        }

        givenUp.ForEach(g => _wanted.Remove(g.Item1));
        return (again, givenUp);
    }

    private sealed class Wanted(PublicKey source)
    {
        private readonly List<PublicKey> _askers = [];

        public PublicKey Source { get; } = source;

        public int Attempts { get; set; }

        public IReadOnlyList<PublicKey> Askers => _askers;

        public void AddAsker(PublicKey? asker)
        {
            if (asker is not null && _askers.Count < MaxAskers && !_askers.Contains(asker))
            {
                _askers.Add(asker);
            }
        }
    }
}
