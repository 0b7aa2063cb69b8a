using System.Collections.Immutable;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Overlay;

/// <content>What the walk makes of the four introduction messages.</content>
public sealed partial record Walk
{
    /// <summary>
    /// Answers where it came from, and introduces a peer if there is one that the asker can reach. The asker itself is only a candidate:
    /// a signed request may have been sent with somebody else's address. It is asked at once, before it is answered: py-ipv8 crawls as
    /// soon as it has our answer, and by then it shall have proved where it is. Who says in old style that it wants no advice (our own keep-alives)
    /// gets none; new-style requests of py-ipv8 never set the bit, and want it.
    /// </summary>
    private static WalkDecision OnRequest(WalkState state, Ipv4Endpoint from, PublicKey sender, IntroductionRequest request, WalkTurn turn)
    {
        if (!AddressRules.MayBeNamed(from, from))
        {
            return WalkDecision.Refuse(WalkRefusal.AddressNotAllowed);
        }

        var (events, asks) = state.Peers.TryGetValue(sender, out var peer) && state.Knows(from)
            ? (IsNews(peer, turn) ? [new WalkEvent.AskedUs(sender, turn.NowMs)] : [], [])
            : Meet(state, from, sender, turn);
        var introduced = !request.NewStyle && !request.Advice
            ? null
            : PickPeer(
                state,
                peer => !peer.Key.Equals(sender) && peer.Address != from && CanReach(state, from, peer.Address),
                Draw(turn.Random, IntroduceDraw));
        var (lan, wan) = introduced is null ? default : AddressesOf(state, introduced.Address);
        var response = new Outgoing(
            from,
            new IntroductionResponse(request.NewStyle, from, state.Lan, state.Wan, lan, wan, 0, request.Identifier, turn.Extra));
        return new WalkDecision(
            events,
            introduced is null
                ? [.. asks, response]
                : [.. asks, new Outgoing(introduced.Address, new PunctureRequest(false, request.SourceLan.AsIpv4, from, request.Identifier)), response],
            WalkRefusal.None);

        static bool IsNews(WalkPeer peer, WalkTurn turn) => peer.AskedUsMs < turn.NowMs;
    }

    /// <summary>
    /// Asks somebody new at once, if not many were asked in the last second; else in one of the next ticks. Where the table is full, only one now and
    /// then, who will take the place of another.
    /// </summary>
    private static (ImmutableArray<WalkEvent> Events, ImmutableArray<Outgoing> Asks) Meet(
        WalkState state, Ipv4Endpoint from, PublicKey sender, WalkTurn turn)
    {
        if (turn.AwaitsSender && MayAsk(state, from, turn.NowMs))
        {
            var (back, question) = Ask(state, from, turn, 0, wantsAdvice: false, forContact: true);
            return ([back], [question]);
        }

        var isFull = state.Peers.Count >= state.Limits.MaxPeers && !state.Peers.ContainsKey(sender);
        if (state.Dropped.Any(dropped => dropped.Key.Equals(sender)) || (isFull && !MayMakeRoom(state, turn.NowMs)))
        {
            return ([], []);
        }

        ImmutableArray<WalkEvent> learned = [.. Learn(state, [from])];
        var recent = state.Asks.Count(ask => ask.AtMs + state.Limits.TickMs > turn.NowMs);
        if (learned.IsEmpty || recent >= (isFull ? 1 : state.Limits.MeetingsPerTick) || !MayAsk(state, from, turn.NowMs))
        {
            return (isFull ? [] : learned, []);
        }

        var (asked, send) = Ask(state, from, turn, 0, state.IsSeeking(turn.NowMs));
        return (isFull ? [asked] : [.. learned, asked], [send]);
    }

    private static WalkDecision OnResponse(WalkState state, Ipv4Endpoint from, PublicKey sender, IntroductionResponse response, WalkTurn turn)
    {
        var open = state.Asks.FirstOrDefault(ask =>
            ask.To == from && ask.Identifier == response.Identifier && !ask.Answered && ask.AtMs + state.Limits.AskTimeoutMs > turn.NowMs);
        if (open is null)
        {
            return WalkDecision.Refuse(WalkRefusal.Unasked);
        }

        var isForTable = state.Peers.ContainsKey(sender) || !open.ForContact || state.IsSeeking(turn.NowMs);
        var victim = isForTable && !HasRoom(state, from, sender) ? Victim(state, from, turn) : null;
        if (!isForTable || (victim is null && !HasRoom(state, from, sender)))
        {
            return new WalkDecision([new WalkEvent.AnsweredInVain(from, response.Identifier)], [], WalkRefusal.TableFull);
        }

        ImmutableArray<WalkEvent> room = victim is null ? [] : [new WalkEvent.Dropped(victim.Key, turn.NowMs)];
        var seen = response.Destination.AsIpv4;
        var sawUsAs = AddressRules.MayBeNamed(seen, from) ? seen : Ipv4Endpoint.None;
        var answered = new WalkEvent.Answered(sender, from, response.Identifier, sawUsAs, turn.NowMs);
        var isWanted = state.IsSeeking(turn.NowMs) || (state.Explored is { } explored && explored.To == from);
        var learned = isWanted ? Learn(state.Evolve(answered), Introduced(state, from, response)) : [];
        return new WalkDecision([.. room, answered, .. learned], [], WalkRefusal.None);
    }

    private static bool MayMakeRoom(WalkState state, long nowMs) =>
        state.Dropped.IsEmpty || state.Dropped[^1].AtMs + state.Limits.MakeRoomMs <= nowMs;

    /// <summary>
    /// Who leaves a full table for somebody new: a peer that does not have us in its own; else any but those who have been here longest, so that a
    /// crowd of new keys cannot push out a table that is well.
    /// </summary>
    private static WalkPeer? Victim(WalkState state, Ipv4Endpoint from, WalkTurn turn)
    {
        if (!MayMakeRoom(state, turn.NowMs) || state.Peers.Count < state.Limits.MaxPeers || IsHostFull(state, from))
        {
            return null;
        }

        var young = state.Peers.Values.OrderBy(peer => peer.SinceMs).ThenBy(peer => peer.Key).Skip(state.Limits.WantedPeers).ToList();
        return state.Peers.Values.FirstOrDefault(peer => !state.IsMutual(peer, turn.NowMs))
            ?? (young.Count == 0 ? null : young[(int)(Draw(turn.Random, VictimDraw) % (ulong)young.Count)]);
    }

    /// <summary>Answers an unsigned message: to one address once a second, and with 185 bytes for 45.</summary>
    private static WalkDecision OnPunctureRequest(WalkState state, Ipv4Endpoint from, PunctureRequest request, WalkTurn turn)
    {
        var (lan, wan) = (request.WalkerLan.AsIpv4, request.WalkerWan.AsIpv4);
        var behindOurRouter = IsBehindOurRouter(state.Wan, wan) && !lan.IsNone;
        var target = behindOurRouter ? lan : wan;
        var allowed = behindOurRouter ? AddressRules.MayBeNamed(target, state.Lan) : AddressRules.MayBeNamed(target, from);
        if (!allowed || target == state.Lan || target == state.Wan)
        {
            return WalkDecision.Refuse(WalkRefusal.AddressNotAllowed);
        }

        var recent = state.Punctures.Where(sent => sent.AtMs + state.Limits.PunctureSpacingMs > turn.NowMs).ToList();
        if (recent.Count >= state.Limits.MaxPunctures || recent.Any(sent => sent.Asker == from || sent.Target == target))
        {
            return WalkDecision.Refuse(WalkRefusal.TooSoon);
        }

        var puncture = new Puncture(request.NewStyle, state.Lan, state.Wan, request.Identifier);
        return new WalkDecision(
            [new WalkEvent.PunctureSent(from, target, turn.NowMs)],
            [new Outgoing(target, puncture)],
            WalkRefusal.None);
    }

    /// <summary>The introduced peer's router is open now, perhaps at another port than was named: ask there at once.</summary>
    private static WalkDecision OnPuncture(WalkState state, Ipv4Endpoint from, Puncture puncture, WalkTurn turn)
    {
        var asked = state.Asks.Any(ask => ask.Identifier == puncture.Identifier && ask.AtMs + state.Limits.AskTimeoutMs > turn.NowMs);
        if (!asked)
        {
            return WalkDecision.Refuse(WalkRefusal.Unasked);
        }

        if (!AddressRules.MayBeNamed(from, from) || state.Knows(from) || !MayAsk(state, from, turn.NowMs))
        {
            return WalkDecision.Refuse(WalkRefusal.TooSoon);
        }

        var (ask, send) = Ask(state, from, turn, 0, state.IsSeeking(turn.NowMs));
        return new WalkDecision([ask], [send], WalkRefusal.None);
    }

    private static bool HasRoom(WalkState state, Ipv4Endpoint from, PublicKey sender) =>
        state.Peers.ContainsKey(sender) || (state.Peers.Count < state.Limits.MaxPeers && !IsHostFull(state, from));

    private static bool IsHostFull(WalkState state, Ipv4Endpoint from) =>
        from.Scope == AddressScope.Public
        && state.Peers.Values.Count(peer => peer.Address.Host == from.Host) >= state.Limits.MaxPeersPerPublicHost;

    /// <summary>
    /// The addresses to try for an introduction. If the introduced WAN host is our own, the peer is behind our router: its LAN address,
    /// or, when none is named, our own LAN host with that port.
    /// </summary>
    private static IEnumerable<Ipv4Endpoint> Introduced(WalkState state, Ipv4Endpoint from, IntroductionResponse response) =>
        Named(state.Lan, state.Wan, from, response.IntroducedLan.AsIpv4, response.IntroducedWan.AsIpv4);

    /// <summary>The addresses to try for somebody who is said to be at these two.</summary>
    /// <param name="ownLan">Our address in our own network.</param>
    /// <param name="ownWan">Our address as others see it.</param>
    /// <param name="from">Where it is said from.</param>
    public static IEnumerable<Ipv4Endpoint> Named(Ipv4Endpoint ownLan, Ipv4Endpoint ownWan, Ipv4Endpoint from, Ipv4Endpoint lan, Ipv4Endpoint wan)
    {
        var behindOurRouter = IsBehindOurRouter(ownWan, wan);
        if (behindOurRouter)
        {
            var near = lan.IsNone ? ownLan with { Port = wan.Port } : lan;
            if (AddressRules.MayBeNamed(near, ownLan))
            {
                yield return near;
            }
        }
        else if (AddressRules.MayBeNamed(lan, from))
        {
            yield return lan;
        }

        if ((!behindOurRouter || lan.IsNone) && AddressRules.MayBeNamed(wan, from))
        {
            yield return wan;
        }
    }

    private static bool IsBehindOurRouter(Ipv4Endpoint ownWan, Ipv4Endpoint wan) =>
        wan.Host == ownWan.Host && wan.Scope == AddressScope.Public;

    private static IEnumerable<WalkEvent> Learn(WalkState state, IEnumerable<Ipv4Endpoint> addresses) => addresses
        .Distinct()
        .Where(address => address != state.Lan && address != state.Wan && !state.Knows(address))
        .Where(address => !state.Candidates.Any(candidate => candidate.Address == address))
        .Take(Math.Max(0, state.Limits.MaxCandidates - state.Candidates.Length))
        .Select(address => new WalkEvent.CandidateLearned(address));

    /// <summary>Whether it makes sense to introduce <paramref name="peer"/> to <paramref name="asker"/>: same kind of network, or behind our router.</summary>
    private static bool CanReach(WalkState state, Ipv4Endpoint asker, Ipv4Endpoint peer) =>
        AddressRules.MayBeNamed(peer, asker) || (peer.Scope == AddressScope.Private && state.Wan.Scope == AddressScope.Public);

    /// <summary>A peer in our own network is named with its LAN address, and with our router's for those outside.</summary>
    private static (Ipv4Endpoint Lan, Ipv4Endpoint Wan) AddressesOf(WalkState state, Ipv4Endpoint peer) =>
        peer.Scope == AddressScope.Private && state.Wan.Scope == AddressScope.Public
            ? (peer, state.Wan with { Port = peer.Port })
            : (Ipv4Endpoint.None, peer);
}
