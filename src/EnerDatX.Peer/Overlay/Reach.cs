using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>Timer → overlay: time to look after contacts and searches.</summary>
internal enum LookAfterContacts
{
    Now = 1,
}

/// <summary>
/// Reaches keys that are not in the walk's table: looks for them over the neighbours, keeps for a while what is to be sent to them, and helps others to
/// look (docs/PROTOCOL.md, "Contacts"). Part of the overlay actor.
/// </summary>
internal sealed class Reach(PeerSurroundings peer, Post post, IActorRef walk, Ipv4Endpoint local)
{
    public static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);

    /// <summary>Keys that are looked for at a time; the oldest is given up.</summary>
    private const int MaxSearches = 256;

    /// <summary>The latest messages for one key: terms and what belongs to them. Resends do the rest.</summary>
    private const int MaxHeld = 4;

    /// <summary>Between the first two searches for one key; then twice as long each time, up to a minute: it may be gone.</summary>
    private const long SpacingMs = 5_000;
    private const long MostSpacingMs = 60_000;

    /// <summary>From the last message for a key until it is given up; the resends of an open trade come more often.</summary>
    private const long GiveUpAfterMs = 60_000;

    /// <summary>Between two questions to an address that others name.</summary>
    private const long AskSpacingMs = 1_000;

    private const int MaxAsked = 4_096;

    /// <summary>To whom it is shown, and to a few beside: where one missed it, others did.</summary>
    private const uint ShownHops = 2;

    private readonly ContactWays _ways = new(peer.Self);
    private readonly Remembered<PublicKey, Search> _searches = new(MaxSearches);

    /// <summary>Searches a second: strangers can make us look for a key, with a half-block that wants an answer.</summary>
    private readonly TokenBuckets<bool> _looks = new(10, 40, 1);

    /// <summary>Questions a second to addresses that others name.</summary>
    private readonly TokenBuckets<bool> _asks = new(20, 100, 1);

    private readonly RecentSet<IPEndPoint> _asked = new(AskSpacingMs, MaxAsked);
    private Ipv4Endpoint _lan = local;
    private Ipv4Endpoint _wan = local;

    private Contacts Contacts => post.Addresses.Contacts;

    /// <summary>What the walk and the timer say.</summary>
    public void On(object message, long nowMs)
    {
        switch (message)
        {
            case PeerMet met:
                OnMet(met.Key, met.Address, nowMs);
                break;
            case OwnAddressSeen seen:
                (_lan, _wan) = (seen.Lan, seen.Wan);
                break;
            case LookAfterContacts:
                Tick(nowMs);
                break;
        }
    }

    /// <summary>To one key; if it is not known where that is, and the message belongs to a trade or asks for tokens, it is looked for.</summary>
    public void SendTo(PublicKey to, CommunityId community, OverlayMessage message, long nowMs)
    {
        if (post.SendTo(to, community, message))
        {
            Contacts.Use(to, nowMs);
        }
        else if (message is HalfBlockMessage or HalfBlockBroadcast or HalfBlockPairBroadcast or TradeDeclined or FaucetRequest && !to.Equals(peer.Self))
        {
            var search = SearchFor(to, nowMs);
            search.Hold(community, message);
            search.UntilMs = nowMs + GiveUpAfterMs;
            LookFor(to, nowMs);
        }
    }

    /// <summary>Both halves to one key; one by one if they do not fit a datagram together.</summary>
    public void Show(ShowPair pair, long nowMs)
    {
        OverlayMessage[] messages = pair.Proposal.Packed.Length + pair.Agreement.Packed.Length <= HalfBlockBroadcast.MaxSpreadLength
            ? [new HalfBlockPairBroadcast(pair.Proposal, pair.Agreement, ShownHops)]
            : [new HalfBlockBroadcast(pair.Proposal, ShownHops), new HalfBlockBroadcast(pair.Agreement, ShownHops)];
        Array.ForEach(messages, message => SendTo(pair.To, CommunityId.TrustChain, message, nowMs));
    }

    /// <summary>Asks the neighbours for a key, at most once in a while: on the way on which its order came, later also others.</summary>
    public void LookFor(PublicKey key, long nowMs)
    {
        var search = SearchFor(key, nowMs);
        if (search.NextMs > nowMs || !_looks.TryTake(true, nowMs))
        {
            return;
        }

        var useWay = search.Looks % 2 == 0;
        search.NextMs = nowMs + Math.Min(SpacingMs << Math.Min(search.Looks++, 4), MostSpacingMs);
        walk.Tell(new AskBack(key));
        Say(key, isQuestion: true, nowMs, useWay);
    }

    /// <summary>The key proved that it is there: what waited for it is sent.</summary>
    private void OnMet(PublicKey key, IPEndPoint address, long nowMs)
    {
        if (!post.Addresses.IsNeighbour(key))
        {
            Contacts.Prove(key, address, nowMs);
        }

        SendHeld(key, nowMs);
    }

    public void OnFound(PublicKey key, long nowMs)
    {
        Contacts.Forget(key);
        SendHeld(key, nowMs);
    }

    /// <summary>
    /// Learns the way back from orders. A half-block for us, from somebody whose address is not known, is answered when that address has proved
    /// itself: it is asked, with less than what came, once for each half-block and once a second.
    /// </summary>
    public void OnBlocks(BlockMessage message, IPEndPoint from, long nowMs)
    {
        foreach (var block in message.Blocks)
        {
            if (ContactWays.IsOrder(block) && post.Addresses.NeighbourAt(from) is { } neighbour)
            {
                _ways.Learn(block, neighbour);
            }
        }

        if (message is HalfBlockMessage { Block: var ours }
            && ours.LinkPublicKey.Equals(peer.Self)
            && post.Addresses.Find(ours.PublicKey) is null
            && post.Addresses.NeighbourAt(from) is null
            && peer.Ledger.Find(ours.Hash) is null
            && Ipv4Endpoint.TryFrom(from, out var sender)
            && AddressRules.MayBeNamed(sender, sender))
        {
            AskThere([sender], nowMs);
        }
    }

    /// <summary>Somebody wants to reach us, or another, and a neighbour passes it on. Nobody else may: an address could be borrowed.</summary>
    public void OnWanted(ContactWanted message, PublicKey sender, IPEndPoint from, long nowMs)
    {
        if (!post.Addresses.IsAt(sender, from)
            || !Ipv4Endpoint.TryFrom(from, out var neighbour)
            || (sender.Equals(message.Asker) && neighbour.Host != message.Wan.Host && neighbour.Host != message.Lan.Host)
            || !_ways.Admits(message, sender, nowMs))
        {
            return;
        }

        if (!message.Wanted.Equals(peer.Self))
        {
            var (next, passed) = _ways.Next(message, sender, post.Addresses, post.Random);
            Send(next, passed);
        }
        else if (message.IsQuestion || _searches.Contains(message.Asker))
        {
            AskThere(Walk.Named(_lan, _wan, neighbour, message.Lan, message.Wan), nowMs);
            if (message.IsQuestion)
            {
                walk.Tell(new AskBack(message.Asker));
                Say(message.Asker, isQuestion: false, nowMs, useWay: true);
            }
        }
    }

    /// <summary>Keeps contacts alive that are in use, and goes on looking for who is still wanted.</summary>
    private void Tick(long nowMs)
    {
        foreach (var address in Contacts.Tick(nowMs))
        {
            if (Ipv4Endpoint.TryFrom(address, out var there))
            {
                AskThere([there], nowMs);
            }
        }

        foreach (var search in _searches.Values.OrderBy(search => search.Key).ToList())
        {
            if (search.UntilMs <= nowMs)
            {
                _searches.Remove(search.Key);
            }
            else
            {
                LookFor(search.Key, nowMs);
            }
        }
    }

    private Search SearchFor(PublicKey key, long nowMs)
    {
        if (!_searches.TryGet(key, out var search))
        {
            search = new Search(key) { UntilMs = nowMs + GiveUpAfterMs };
            _searches.Add(key, search);
        }

        return search;
    }

    private void SendHeld(PublicKey key, long nowMs)
    {
        if (_searches.TryGet(key, out var search))
        {
            _searches.Remove(key);
            foreach (var (community, message) in search.Held)
            {
                SendTo(key, community, message, nowMs);
            }
        }
    }

    private void Say(PublicKey wanted, bool isQuestion, long nowMs, bool useWay)
    {
        var said = ContactWanted.By(peer.Key, peer.Settings.Network, isQuestion, wanted, _lan, _wan, (ulong)nowMs, post.Random());
        var (next, message) = _ways.Next(said, null, post.Addresses, post.Random, useWay);
        Send(next, message);
    }

    private void Send(IReadOnlyList<IPEndPoint> to, ContactWanted message)
    {
        foreach (var address in to)
        {
            post.Send(address, CommunityId.Market, message);
        }
    }

    private void AskThere(IEnumerable<Ipv4Endpoint> addresses, long nowMs)
    {
        var allowed = addresses
            .Where(to => _asked.Add(to.ToIPEndPoint(), nowMs) && _asks.TryTake(true, nowMs))
            .ToList();
        if (allowed.Count > 0)
        {
            walk.Tell(new AskThere(allowed));
        }
    }

    private sealed class Search(PublicKey key)
    {
        private readonly List<(CommunityId Community, OverlayMessage Message)> _held = [];

        public PublicKey Key => key;

        public IReadOnlyList<(CommunityId Community, OverlayMessage Message)> Held => _held;

        public long NextMs { get; set; }

        public int Looks { get; set; }

        public long UntilMs { get; set; }

        public void Hold(CommunityId community, OverlayMessage message)
        {
            _held.Remove((community, message));
            _held.Add((community, message));
            if (_held.Count > MaxHeld)
            {
                _held.RemoveAt(0);
            }
        }
    }
}
