using System.Runtime.InteropServices;
using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Gossip;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Trades;

namespace EnerDatX.Peer.Gossip;

/// <summary>
/// Tells other peers which half-blocks exist, and hears it from them. Where two do not fit together, both are fetched: then the chain's rules
/// find the proof, or there was none and somebody lied. Only ever asks whoever told it.
/// </summary>
public sealed class GossipActor : UntypedActor, IWithTimers
{
    /// <summary>Half-blocks that a peer told of and nobody could show: from here on it is not heard, until half of it is forgotten.</summary>
    private const int MaxUnshown = 64;

    private readonly PeerSurroundings _peer;
    private readonly Cheats _cheats;
    private readonly IActorRef _frauds;
    private readonly IActorRef _overlay;
    private readonly Hearsay _hearsay;
    private readonly KnownChains _chains;
    private readonly WantedHalves _wanted = new();
    private readonly Suspicions _suspicions = Suspicions.OfPeers();
    private readonly ulong _ownTag;
    private readonly WantSomebody _wantSomebody;
    private int _quietTicks;

    /// <param name="cheats">Against whom a proof is held.</param>
    public GossipActor(PeerSurroundings peer, IReadOnlyList<PublicKey> cheats, IActorRef frauds, IActorRef overlay)
    {
        _peer = peer;
        _cheats = new Cheats(cheats);
        _frauds = frauds;
        _overlay = overlay;
        _hearsay = new Hearsay(peer.Settings.Hearsay);
        _chains = new KnownChains(peer.Ledger);
        _ownTag = Place.TagOf(peer.Self);
        _wantSomebody = new WantSomebody(peer.Settings.TellTo);
    }

    private enum Tick
    {
        Now = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static long NowMs => Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    /// <remarks>By a switch, not by <c>Receive</c>: this is in the way of every half-block, and a table of delegates costs as much as what they do.</remarks>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BlockStored stored:
                OnStored(stored);
                break;
            case Heard { Message: FingerprintsTold } heard:
                OnTold(heard);
                break;
            case Heard { Message: HalvesWanted } heard:
                OnWanted(heard);
                break;
            case Tick:
                OnTick();
                break;
            case Somebody somebody:
                Send(somebody.Key, _peer.Settings.TellAsks);
                break;
            case CheatProved proved:
                _cheats.Add(proved.Proof.Culprit);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Now, Tick.Now, _peer.Settings.TellEvery);

    /// <summary>News is what was signed here or came unasked.</summary>
    private void OnStored(BlockStored stored)
    {
        var block = stored.Block;
        var half = Fingerprint.Of(block);
        _chains.Add(block.PublicKey);
        foreach (var asker in _wanted.Take(half))
        {
            _overlay.Tell(new SendBlock(block, asker));
        }

        // Whoever agreed to another half than the one held has seen it, or lies: it is asked to show it.
        if (ProofSearch.InconsistencyShownBy(block, _peer.Ledger) is { } inconsistency)
        {
            _overlay.Tell(new AskForBlocks([inconsistency.Missing], block.PublicKey));
        }

        if (!stored.IsAsked && _hearsay.Hear(half, null, NowMs, out var other) == Hearing.Conflicting)
        {
            WantFromSource(other);
        }
    }

    private void OnTick()
    {
        if (!_wanted.IsEmpty)
        {
            AskAgain();
        }

        if (_hearsay.HasNews(NowMs) || ++_quietTicks >= _peer.Settings.QuietTicks)
        {
            _quietTicks = 0;
            _overlay.Tell(_wantSomebody);
        }
    }

    private void AskAgain()
    {
        var (again, givenUp) = _wanted.Tick();
        foreach (var (half, source) in givenUp)
        {
            _hearsay.Forget(half);
            _suspicions.Add(source, 1, NowMs);
        }

        foreach (var ofSource in again.GroupBy(a => a.Source, a => a.Half))
        {
            Ask(ofSource.Key, ofSource.Take(HalvesWanted.MaxFingerprints));
        }
    }

    private void OnTold(Heard heard)
    {
        var told = (FingerprintsTold)heard.Message;
        var nowMs = NowMs;
        if (_suspicions.Count == 0 || _suspicions.LevelOf(heard.From, nowMs) < MaxUnshown)
        {
            foreach (var half in told.Fingerprints.AsSpan())
            {
                Hear(half, heard.From, nowMs);
            }
        }

        // The answer may be longer than the question.
        if (told.IsQuestion && heard.IsProven)
        {
            Send(heard.From, isQuestion: false);
        }
    }

    private void Hear(Fingerprint half, PublicKey from, long nowMs)
    {
        var owner = _chains.OwnerOf(half);
        if (owner is not null && _cheats.Contains(owner))
        {
            _frauds.Tell(new UnawareOf(owner, from));
            return;
        }

        if (_hearsay.IsHeld(half))
        {
            return;
        }

        var held = owner is null ? [] : _peer.Ledger.Siblings(owner, half.Place.Sequence);
        if (HalfAmong(held, half) is not null)
        {
            return;
        }

        // Of our own chain there is nothing that we do not hold, unless our key was used elsewhere.
        if (held.Count > 0 || half.Place.Chain == _ownTag)
        {
            Want(half, from, asker: null);
        }
        else if (_hearsay.Hear(half, from, nowMs, out var other) == Hearing.Conflicting)
        {
            WantFromSource(other);
            Want(half, from, asker: null);
        }
    }

    private static HalfBlock? HalfAmong(IReadOnlyList<HalfBlock> held, Fingerprint half)
    {
        foreach (var block in held)
        {
            if (half.IsOf(block))
            {
                return block;
            }
        }

        return null;
    }

    private void OnWanted(Heard heard)
    {
        // Each answer is longer than its share of the question.
        if (!heard.IsProven)
        {
            return;
        }

        foreach (var half in ((HalvesWanted)heard.Message).Fingerprints)
        {
            if (HalfAmong(_chains.HeldAt(half.Place), half) is { } block)
            {
                _overlay.Tell(new SendBlock(block, heard.From));
            }
            else if (_hearsay.SourceOf(half) is { } source && !source.Equals(heard.From))
            {
                Want(half, source, heard.From);
            }
        }
    }

    private void WantFromSource(Fingerprint half)
    {
        if (_hearsay.SourceOf(half) is { } source)
        {
            Want(half, source, asker: null);
        }
    }

    private void Want(Fingerprint half, PublicKey source, PublicKey? asker)
    {
        if (_wanted.Add(half, source, asker))
        {
            Ask(source, [half]);
        }
    }

    private void Ask(PublicKey source, IEnumerable<Fingerprint> halves) =>
        _overlay.Tell(new SendTo(source, CommunityId.Market, new HalvesWanted(_peer.Settings.Network, [.. halves])));

    private void Send(PublicKey to, bool isQuestion)
    {
        var halves = _hearsay.Tell(FingerprintsTold.MaxFingerprints, to, NowMs);
        if (isQuestion || halves.Length > 0)
        {
            _overlay.Tell(new SendTo(to, CommunityId.Market, new FingerprintsTold(_peer.Settings.Network, isQuestion, ImmutableCollectionsMarshal.AsImmutableArray(halves))));
        }
    }
}
