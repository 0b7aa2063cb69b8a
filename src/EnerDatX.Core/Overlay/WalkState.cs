using System.Collections.Immutable;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Overlay;

/// <summary>An address from which this key's owner answered a question that we sent there.</summary>
public sealed record ProvenAddress(Ipv4Endpoint Address, long AnsweredMs);

/// <summary>A peer that has answered.</summary>
/// <param name="Addresses">At least one; who answered last comes first.</param>
/// <param name="SawUsAs">Our address as this peer sees it; 0.0.0.0:0 when it named none that can be.</param>
public sealed record WalkPeer(PublicKey Key, ImmutableArray<ProvenAddress> Addresses, Ipv4Endpoint SawUsAs)
{
    public Ipv4Endpoint Address => Addresses[0].Address;

    /// <summary>When it came into the table.</summary>
    public long SinceMs { get; init; }

    /// <summary>When it asked us last: it has us in its table. At first, when it came into ours.</summary>
    public long AskedUsMs { get; init; }
}

/// <summary>An introduction-request of ours that may still be answered.</summary>
/// <param name="ForContact">It was asked because somebody wants to reach that one peer, not for the table.</param>
public sealed record OpenAsk(Ipv4Endpoint To, ushort Identifier, long AtMs, bool Answered, bool ForContact = false);

/// <summary>An address that somebody named, and that has not answered yet.</summary>
public sealed record Candidate(Ipv4Endpoint Address, int Tries, long TriedMs);

/// <summary>A puncture that we sent on somebody's request.</summary>
public sealed record SentPuncture(Ipv4Endpoint Asker, Ipv4Endpoint Target, long AtMs);

/// <summary>A peer that had to make room for another.</summary>
public sealed record DroppedPeer(PublicKey Key, long AtMs);

/// <summary>Something that happened to the walk; <see cref="WalkState.Evolve"/> says what it changes.</summary>
public abstract record WalkEvent
{
    /// <summary>Time passed: what is older than its limit is dropped.</summary>
    public sealed record Ticked(long NowMs) : WalkEvent;

    /// <summary>The configured addresses are asked in this tick.</summary>
    public sealed record Bootstrapped(long NowMs) : WalkEvent;

    public sealed record Asked(Ipv4Endpoint To, ushort Identifier, long NowMs, bool ForContact = false) : WalkEvent;

    /// <summary>A peer of the table asked us.</summary>
    public sealed record AskedUs(PublicKey Key, long NowMs) : WalkEvent;

    /// <summary>Somebody was asked for a new peer though there are enough.</summary>
    public sealed record Explored(Ipv4Endpoint To, long NowMs) : WalkEvent;

    /// <summary>A peer leaves the table though it answers.</summary>
    public sealed record Dropped(PublicKey Key, long NowMs) : WalkEvent;

    /// <summary>Our question was answered from where we sent it.</summary>
    public sealed record Answered(PublicKey Key, Ipv4Endpoint From, ushort Identifier, Ipv4Endpoint SawUsAs, long NowMs) : WalkEvent;

    /// <summary>It was answered, but there is no room for one more peer.</summary>
    public sealed record AnsweredInVain(Ipv4Endpoint From, ushort Identifier) : WalkEvent;

    public sealed record CandidateLearned(Ipv4Endpoint Address) : WalkEvent;

    public sealed record PunctureSent(Ipv4Endpoint Asker, Ipv4Endpoint Target, long NowMs) : WalkEvent;
}

/// <summary>What one node knows of one community: its peers, and whom it might ask next. Immutable.</summary>
/// <param name="Lan">Our own address in our own network; 0.0.0.0:0 when unknown.</param>
public sealed record WalkState(Ipv4Endpoint Lan, WalkLimits Limits)
{
    public ImmutableSortedDictionary<PublicKey, WalkPeer> Peers { get; init; } = ImmutableSortedDictionary<PublicKey, WalkPeer>.Empty;

    /// <summary>In order of time.</summary>
    public ImmutableArray<OpenAsk> Asks { get; init; } = [];

    /// <summary>In order of arrival.</summary>
    public ImmutableArray<Candidate> Candidates { get; init; } = [];

    public ImmutableArray<SentPuncture> Punctures { get; init; } = [];

    /// <summary>Who had to make room lately.</summary>
    public ImmutableArray<DroppedPeer> Dropped { get; init; } = [];

    /// <summary>Who was asked last for somebody new though there are enough; null before the first time.</summary>
    public WalkEvent.Explored? Explored { get; init; }

    /// <summary>When the configured addresses were asked last; null before the first time.</summary>
    public long? BootstrappedMs { get; init; }

    /// <summary>
    /// Our address as most peers see it; of equally many the one that was heard last, then the smaller. One liar among peers changes nothing.
    /// The LAN address while nobody has said anything.
    /// </summary>
    public Ipv4Endpoint Wan { get; init; } = Lan;

    public bool Knows(Ipv4Endpoint address) => Peers.Values.Any(peer => peer.Addresses.Any(proven => proven.Address == address));

    /// <summary>Whether the peer has us in its table too, as far as we can see: it asks us. Who never does (py-ipv8) counts only to fill the table.</summary>
    public bool IsMutual(WalkPeer peer, long nowMs) => peer.AskedUsMs + Limits.SilenceMs > nowMs;

    /// <summary>Whether more peers are looked for: there is room, and too few have us as we have them.</summary>
    public bool IsSeeking(long nowMs) =>
        Peers.Count < Limits.WantedPeers
        || (Peers.Count < Limits.MaxPeers && Peers.Values.Count(peer => IsMutual(peer, nowMs)) < Limits.WantedPeers);

    /// <summary>Total and without a clock: everything it needs is in the event.</summary>
    public WalkState Evolve(WalkEvent happened) => happened switch
    {
        WalkEvent.Ticked ticked => Forget(ticked.NowMs),
        WalkEvent.Bootstrapped bootstrapped => this with { BootstrappedMs = bootstrapped.NowMs },
        WalkEvent.Asked asked => Remember(asked),
        WalkEvent.Answered answered => Prove(answered),
        WalkEvent.AnsweredInVain vain => Close(vain.From, vain.Identifier),
        WalkEvent.CandidateLearned learned => this with { Candidates = Candidates.Add(new Candidate(learned.Address, 0, 0)) },
        WalkEvent.PunctureSent sent => Remember(sent),
        WalkEvent.AskedUs asked when Peers.TryGetValue(asked.Key, out var peer) =>
            this with { Peers = Peers.SetItem(asked.Key, peer with { AskedUsMs = asked.NowMs }) },
        WalkEvent.Explored explored => this with { Explored = explored },
        WalkEvent.Dropped dropped => this with
        {
            Peers = Peers.Remove(dropped.Key),
            Dropped = Dropped.Add(new DroppedPeer(dropped.Key, dropped.NowMs)),
        },
        _ => this,
    };

    private WalkState Forget(long nowMs)
    {
        var peers = Peers;
        foreach (var peer in Peers.Values)
        {
            peers = Replace(peers, peer, [.. peer.Addresses.Where(proven => proven.AnsweredMs + Limits.SilenceMs > nowMs)]);
        }

        var forgotten = this with
        {
            Peers = peers,
            Asks = Asks.RemoveAll(ask => ask.AtMs + Limits.AskTimeoutMs <= nowMs),
            Candidates = Candidates.RemoveAll(
                candidate => candidate.Tries >= Limits.CandidateTries && candidate.TriedMs + Limits.CandidateSpacingMs <= nowMs),
            Dropped = Dropped.RemoveAll(dropped => dropped.AtMs + Limits.DroppedForMs <= nowMs),
        };
        if (!forgotten.IsSeeking(nowMs))
        {
            forgotten = forgotten with { Candidates = [.. forgotten.Candidates.Take(Limits.AsksPerTick)] };
        }

        return forgotten with { Wan = forgotten.AgreedWan() };
    }

    private WalkState Remember(WalkEvent.Asked asked)
    {
        var asks = Asks.Length < Limits.MaxAsks ? Asks : Asks.RemoveAt(0);
        return this with
        {
            Asks = asks.Add(new OpenAsk(asked.To, asked.Identifier, asked.NowMs, Answered: false, asked.ForContact)),
            Candidates =
            [
                .. Candidates.Select(candidate => candidate.Address == asked.To
                    ? candidate with { Tries = candidate.Tries + 1, TriedMs = asked.NowMs }
                    : candidate),
            ],
        };
    }

    private WalkState Remember(WalkEvent.PunctureSent sent) => this with
    {
        Punctures = Punctures
            .RemoveAll(old => old.AtMs + Limits.PunctureSpacingMs <= sent.NowMs)
            .Add(new SentPuncture(sent.Asker, sent.Target, sent.NowMs)),
    };

    private WalkState Close(Ipv4Endpoint from, ushort identifier) => this with
    {
        Asks = [.. Asks.Select(ask => ask.To == from && ask.Identifier == identifier ? ask with { Answered = true } : ask)],
        Candidates = Candidates.RemoveAll(candidate => candidate.Address == from),
    };

    /// <summary>An address belongs to the key that answered from it last: nobody holds many places in the table with one address.</summary>
    private WalkState Prove(WalkEvent.Answered answered)
    {
        var peers = Peers;
        foreach (var other in Peers.Values.Where(other => !other.Key.Equals(answered.Key)))
        {
            peers = Replace(peers, other, other.Addresses.RemoveAll(proven => proven.Address == answered.From));
        }

        ImmutableArray<ProvenAddress> known = peers.TryGetValue(answered.Key, out var peer) ? peer.Addresses : [];
        ImmutableArray<ProvenAddress> addresses =
        [
            new ProvenAddress(answered.From, answered.NowMs),
            .. known.Where(proven => proven.Address != answered.From).Take(Limits.MaxAddressesPerKey - 1),
        ];
        var proven = Close(answered.From, answered.Identifier) with
        {
            Peers = peers.SetItem(answered.Key, new WalkPeer(answered.Key, addresses, answered.SawUsAs)
            {
                SinceMs = peer?.SinceMs ?? answered.NowMs,
                AskedUsMs = peer?.AskedUsMs ?? answered.NowMs,
            }),
        };
        return proven with { Wan = proven.AgreedWan() };
    }

    private static ImmutableSortedDictionary<PublicKey, WalkPeer> Replace(
        ImmutableSortedDictionary<PublicKey, WalkPeer> peers, WalkPeer peer, ImmutableArray<ProvenAddress> addresses) =>
        addresses.Length == peer.Addresses.Length ? peers
        : addresses.IsEmpty ? peers.Remove(peer.Key)
        : peers.SetItem(peer.Key, peer with { Addresses = addresses });

    private Ipv4Endpoint AgreedWan()
    {
        var most = Peers.Values
            .Where(peer => !peer.SawUsAs.IsNone)
            .GroupBy(peer => peer.SawUsAs)
            .OrderByDescending(group => group.Count())
            .ThenByDescending(group => group.Max(peer => peer.Addresses[0].AnsweredMs))
            .ThenBy(group => group.Key)
            .FirstOrDefault();
        return most?.Key ?? Wan;
    }
}
