using System.Collections.Immutable;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Overlay;

/// <summary>Why the walk did not do what a packet wanted.</summary>
public enum WalkRefusal
{
    /// <summary>The packet has nothing to do with the walk.</summary>
    NotOurs = 0,

    /// <summary>It was done.</summary>
    None,

    /// <summary>Our own packet came back.</summary>
    OwnPacket,

    /// <summary>An answer to a question that we did not send to that address in the last ten seconds, or that is answered.</summary>
    Unasked,

    /// <summary>There is no room for one more peer, or none for one more at that host.</summary>
    TableFull,

    /// <summary>It names an address that may not be sent to on this sender's word.</summary>
    AddressNotAllowed,

    /// <summary>A puncture for that asker, or to that target, or too many in all, within the last second.</summary>
    TooSoon,
}

/// <summary>What a turn of the walk is given from outside.</summary>
/// <param name="NowMs">Milliseconds of the caller's clock.</param>
/// <param name="Random">64 random bits: identifiers and choices are drawn from them.</param>
/// <param name="Extra">Extra bytes for requests and answers: the chain length in TrustChain, nothing in ours.</param>
public readonly record struct WalkTurn(long NowMs, ulong Random, ReadOnlyMemory<byte> Extra)
{
    /// <summary>Whether the packet's sender is somebody whom the peer wants to reach, and who is asked back though there is no place in the table.</summary>
    public bool AwaitsSender { get; init; }
}

/// <summary>A message that the walk wants sent; who sends it packs and signs it.</summary>
public sealed record Outgoing(Ipv4Endpoint To, OverlayMessage Message);

/// <summary>What came of a turn.</summary>
public sealed record WalkDecision(ImmutableArray<WalkEvent> Events, ImmutableArray<Outgoing> Sends, WalkRefusal Refusal)
{
    internal static WalkDecision Refuse(WalkRefusal refusal) => new([], [], refusal);
}

/// <summary>
/// How peers of a community find each other (py-ipv8 <c>community.py</c>), hardened: an address counts only after it answered a random
/// identifier that was sent there; nobody makes us send into networks where they are not themselves. The same code walks every community.
/// </summary>
/// <param name="Own">Our own key: packets of it are refused.</param>
/// <param name="Bootstrap">Configured addresses.</param>
public sealed partial record Walk(PublicKey Own, ImmutableArray<Ipv4Endpoint> Bootstrap)
{
    /// <summary>Numbers of draws from a turn's random bits; the identifiers of a tick's requests take the small ones.</summary>
    private const int ExploreDraw = 1_000;
    private const int IntroduceDraw = 1_001;
    private const int VictimDraw = 1_002;

    /// <summary>A tick: forgets what is silent, and asks whom it is time to ask.</summary>
    public WalkDecision Tick(WalkState before, WalkTurn turn)
    {
        var ticked = new WalkEvent.Ticked(turn.NowMs);
        var state = before.Evolve(ticked);
        var events = ImmutableArray.CreateBuilder<WalkEvent>();
        events.Add(ticked);
        var bootstraps = IsTimeToBootstrap(state, turn.NowMs);
        if (bootstraps)
        {
            events.Add(new WalkEvent.Bootstrapped(turn.NowMs));
        }

        if (OneSided(state, turn.NowMs) is { } superfluous)
        {
            var dropped = new WalkEvent.Dropped(superfluous.Key, turn.NowMs);
            state = state.Evolve(dropped);
            events.Add(dropped);
        }

        var isSeeking = state.IsSeeking(turn.NowMs);
        var explored = WhomToExplore(state, isSeeking, turn);
        if (explored is { } whom && !isSeeking)
        {
            events.Add(new WalkEvent.Explored(whom, turn.NowMs));
        }

        var sends = ImmutableArray.CreateBuilder<Outgoing>();
        foreach (var address in WhomToAsk(state, bootstraps, explored, turn).Distinct().Where(to => MayAsk(state, to, turn.NowMs)))
        {
            var (asked, send) = Ask(state, address, turn, sends.Count, isSeeking || address == explored);
            events.Add(asked);
            sends.Add(send);
        }

        return new WalkDecision(events.ToImmutable(), sends.ToImmutable(), WalkRefusal.None);
    }

    /// <summary>Asks addresses for the sake of one peer that is there: it may answer without coming into the table.</summary>
    public static WalkDecision AskThere(WalkState state, IEnumerable<Ipv4Endpoint> addresses, WalkTurn turn)
    {
        var events = ImmutableArray.CreateBuilder<WalkEvent>();
        var sends = ImmutableArray.CreateBuilder<Outgoing>();
        foreach (var address in addresses.Distinct().Where(to => MayAsk(state, to, turn.NowMs)))
        {
            var (asked, send) = Ask(state, address, turn, sends.Count, wantsAdvice: false, forContact: true);
            events.Add(asked);
            sends.Add(send);
        }

        return new WalkDecision(events.ToImmutable(), sends.ToImmutable(), WalkRefusal.None);
    }

    /// <summary>A packet of the community. Whether its signature holds was checked before.</summary>
    /// <param name="from">Where it came from.</param>
    /// <param name="sender">Whose signature it has; null for a puncture-request.</param>
    public WalkDecision Receive(WalkState state, Ipv4Endpoint from, PublicKey? sender, OverlayMessage message, WalkTurn turn)
    {
        if (Own.Equals(sender))
        {
            return WalkDecision.Refuse(WalkRefusal.OwnPacket);
        }

        return (message, sender) switch
        {
            (IntroductionRequest request, not null) => OnRequest(state, from, sender, request, turn),
            (IntroductionResponse response, not null) => OnResponse(state, from, sender, response, turn),
            (PunctureRequest request, _) => OnPunctureRequest(state, from, request, turn),
            (Puncture puncture, not null) => OnPuncture(state, from, puncture, turn),
            _ => WalkDecision.Refuse(WalkRefusal.NotOurs),
        };
    }

    private static bool IsTimeToBootstrap(WalkState state, long nowMs)
    {
        var spacingMs = state.Peers.IsEmpty ? state.Limits.LonelyBootstrapMs : state.Limits.BootstrapMs;
        return state.Peers.Count < state.Limits.FewPeers && (state.BootstrappedMs is not { } last || last + spacingMs <= nowMs);
    }

    /// <summary>Configured addresses, introduced ones, peers that were silent for a while, and whoever is asked for somebody new.</summary>
    private IEnumerable<Ipv4Endpoint> WhomToAsk(WalkState state, bool bootstraps, Ipv4Endpoint? explored, WalkTurn turn)
    {
        var limits = state.Limits;
        var candidates = state.Candidates
            .Where(candidate => candidate.Tries == 0 || candidate.TriedMs + limits.CandidateSpacingMs <= turn.NowMs)
            .Take(limits.AsksPerTick)
            .Select(candidate => candidate.Address);
        var silent = state.Peers.Values
            .SelectMany(peer => peer.Addresses)
            .Where(proven => proven.AnsweredMs + limits.KeepAliveMs <= turn.NowMs)
            .Where(proven => LastAsked(state, proven.Address) + limits.KeepAliveSpacingMs <= turn.NowMs)
            .OrderBy(proven => LastAsked(state, proven.Address))
            .ThenBy(proven => proven.AnsweredMs)
            .ThenBy(proven => proven.Address)
            .Take(limits.AsksPerTick)
            .Select(proven => proven.Address);
        return (bootstraps ? Bootstrap : []).Concat(candidates).Concat(silent).Concat(explored is { } whom ? [whom] : []);
    }

    /// <summary>
    /// While peers are looked for, one of the table in each tick. Later somebody now and then, and the configured addresses too: if the network was
    /// split, they may be on the other side. More often when the table is full of peers that do not have us in theirs.
    /// </summary>
    private Ipv4Endpoint? WhomToExplore(WalkState state, bool isSeeking, WalkTurn turn)
    {
        if (state.Peers.IsEmpty)
        {
            return null;
        }

        var random = Draw(turn.Random, ExploreDraw);
        if (isSeeking)
        {
            return PickPeer(state, _ => true, random)!.Address;
        }

        var isMutual = state.Peers.Values.Count(peer => state.IsMutual(peer, turn.NowMs)) >= state.Limits.WantedPeers;
        var lastMs = state.Explored?.NowMs ?? state.Peers.Values.Min(peer => peer.SinceMs);
        if (lastMs + (isMutual ? state.Limits.ExploreMs : state.Limits.MakeRoomMs) > turn.NowMs)
        {
            return null;
        }

        var pick = (int)(random % (ulong)(state.Peers.Count + Bootstrap.Length));
        return pick < Bootstrap.Length ? Bootstrap[pick] : state.Peers.Values.ElementAt(pick - Bootstrap.Length).Address;
    }

    /// <summary>Where enough peers have us in their tables, one that has not is not kept: it may be full, and nothing would ever come from it.</summary>
    private static WalkPeer? OneSided(WalkState state, long nowMs) =>
        state.Peers.Values.Count(peer => state.IsMutual(peer, nowMs)) >= state.Limits.WantedPeers
            ? state.Peers.Values.FirstOrDefault(peer => !state.IsMutual(peer, nowMs))
            : null;

    /// <summary>Not ourselves, and not twice in a moment.</summary>
    private static bool MayAsk(WalkState state, Ipv4Endpoint to, long nowMs) =>
        to.Port != 0 && to != state.Lan && to != state.Wan
        && !state.Asks.Any(ask => ask.To == to && ask.AtMs + state.Limits.AskSpacingMs > nowMs);

    private static long LastAsked(WalkState state, Ipv4Endpoint address) =>
        state.Asks.Where(ask => ask.To == address).Select(ask => ask.AtMs).DefaultIfEmpty(long.MinValue).Max();

    /// <summary>Always old style: it is IPv4, and everybody understands it.</summary>
    /// <param name="wantsAdvice">Whether somebody new shall be introduced: a keep-alive does not want that.</param>
    private static (WalkEvent.Asked Asked, Outgoing Send) Ask(
        WalkState state, Ipv4Endpoint to, WalkTurn turn, int draw, bool wantsAdvice, bool forContact = false)
    {
        var identifier = (ushort)(Draw(turn.Random, draw) & ushort.MaxValue);
        var request = new IntroductionRequest(
            false, to, state.Lan, state.Wan, wantsAdvice ? IntroductionRequest.AdviceBit : (byte)0, identifier, turn.Extra);
        return (new WalkEvent.Asked(to, identifier, turn.NowMs, forContact), new Outgoing(to, request));
    }

    private static WalkPeer? PickPeer(WalkState state, Func<WalkPeer, bool> suits, ulong random)
    {
        var suitable = state.Peers.Values.Where(suits).ToList();
        return suitable.Count == 0 ? null : suitable[(int)(random % (ulong)suitable.Count)];
    }

    /// <summary>The n-th number from one seed (SplitMix64, of which number 0 is the seed itself).</summary>
    private static ulong Draw(ulong seed, int number)
    {
        if (number == 0)
        {
            return seed;
        }

        unchecked
        {
            var z = seed + ((ulong)number * 0x9e3779b97f4a7c15);
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }
}
