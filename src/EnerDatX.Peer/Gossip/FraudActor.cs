using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Trades;

namespace EnerDatX.Peer.Gossip;

/// <summary>
/// Passes proofs on, and checks those that others announce: from the bytes of their half-blocks alone, whoever brings them. An announcement that
/// proves nothing harms only whoever signed it.
/// </summary>
public sealed class FraudActor : ReceiveActor, IWithTimers
{
    /// <summary>Announcements that are looked into at once, about 1 KB each; the oldest makes room.</summary>
    private const int MaxClaims = 256;

    /// <summary>Proofs that a new neighbour is told of, the latest ones: those before have gone round already.</summary>
    private const int MaxToldToNewPeer = 8;

    /// <summary>Whom was told of which cheat lately: a peer that goes on telling of a cheat's half-blocks hears of it once in a while, not each time.</summary>
    private const int MaxTold = 4_096;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    /// <summary>Announcements of one key that proved nothing: from here on its announcements are not looked into, until half of it is forgotten.</summary>
    private const int MaxFalse = 8;

    private readonly PeerSurroundings _peer;
    private readonly Cheats _cheats;
    private readonly Suspicions _suspicions = Suspicions.OfPeers();
    private readonly Remembered<PublicKey, Claim> _claims = new(MaxClaims);
    private readonly Remembered<(PublicKey Cheat, PublicKey Peer), bool> _told = new(MaxTold);

    /// <param name="cheats">Against whom a proof is held.</param>
    public FraudActor(PeerSurroundings peer, IReadOnlyList<PublicKey> cheats)
    {
        _peer = peer;
        _cheats = new Cheats(cheats);
        Receive<CheatProved>(OnProved);
        Receive<Heard>(heard => OnAnnounced((ProofAnnounced)heard.Message, heard.From));
        Receive<BlockStored>(stored => OnStored(stored.Block));
        Receive<PeerFound>(OnFound);
        Receive<UnawareOf>(OnUnaware);
        Receive<Tick>(_ => OnTick());
    }

    private enum Tick
    {
        Now = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static long NowMs => Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    private void OnProved(CheatProved proved)
    {
        _cheats.Add(proved.Proof.Culprit);
        Context.Parent.Tell(new Flood(Announcement(proved.Proof)));
    }

    private void OnAnnounced(ProofAnnounced announced, PublicKey from)
    {
        if (!_cheats.Contains(announced.Cheat) && !_claims.Contains(announced.Cheat) && _suspicions.LevelOf(from, NowMs) < MaxFalse)
        {
            var claim = new Claim(announced, from);
            _claims.Add(announced.Cheat, claim);
            TellWhatIsClaimed();
            if (_claims.Count == 1)
            {
                Timers.StartPeriodicTimer(Tick.Now, Tick.Now, AskAgainAfter);
            }

            Pursue(claim);
        }
    }

    /// <summary>Asks for what lacks, or judges.</summary>
    private void Pursue(Claim claim)
    {
        var missing = claim.Announced.Halves.Where(hash => _peer.Ledger.Find(hash) is null).ToList();
        if (missing.Count > 0)
        {
            Context.Parent.Tell(new AskForBlocks(missing, claim.From));
            return;
        }

        Close(claim);
        var halves = claim.Announced.Halves.Select(_peer.Ledger.Find).OfType<HalfBlock>().ToList();
        if (Proof.TryOf((ProofKind)claim.Announced.Kind, halves, out var proof)
            && proof.Culprit.Equals(claim.Announced.Cheat)
            && proof.Verify())
        {
            _peer.Journal.Tell(new RememberProof(proof));
            Context.Parent.Tell(new CheatProved(proof));
        }
        else
        {
            _suspicions.Add(claim.From, 1, NowMs);
        }
    }

    private void OnStored(HalfBlock block)
    {
        foreach (var claim in _claims.Values.Where(c => c.Announced.Halves.Contains(block.Hash)).ToList())
        {
            Pursue(claim);
        }
    }

    private void OnTick()
    {
        foreach (var claim in _claims.Values.ToList())
        {
            if (_cheats.Contains(claim.Announced.Cheat))
            {
                Close(claim);
            }
            else if (++claim.Attempts > WantedHalves.MaxAttempts)
            {
                Close(claim);
                _suspicions.Add(claim.From, 1, NowMs);
            }
            else
            {
                Pursue(claim);
            }
        }
    }

    private void Close(Claim claim)
    {
        _claims.Remove(claim.Announced.Cheat);
        TellWhatIsClaimed();
        if (_claims.Count == 0)
        {
            Timers.Cancel(Tick.Now);
        }
    }

    private void TellWhatIsClaimed() =>
        Context.Parent.Tell(new HalvesClaimed(_claims.Values.SelectMany(claim => claim.Announced.Halves).ToHashSet()));

    private void OnFound(PeerFound found)
    {
        if (found.Community == CommunityId.Market)
        {
            foreach (var proof in _peer.Ledger.Proofs(MaxToldToNewPeer, 0))
            {
                Tell(proof, found.Key);
            }
        }
    }

    private void OnUnaware(UnawareOf unaware)
    {
        if (_told.Add((unaware.Cheat, unaware.Peer), true) && _peer.Ledger.ProofAgainst(unaware.Cheat) is { } proof)
        {
            Tell(proof, unaware.Peer);
        }
    }

    private void Tell(Proof proof, PublicKey to) => Context.Parent.Tell(new SendTo(to, CommunityId.Market, Announcement(proof)));

    private ProofAnnounced Announcement(Proof proof) =>
        new(_peer.Settings.Network, (byte)proof.Kind, proof.Culprit, [.. proof.Halves.Select(half => half.Hash)]);

    private sealed class Claim(ProofAnnounced announced, PublicKey from)
    {
        public ProofAnnounced Announced { get; } = announced;

        public PublicKey From { get; } = from;

        public int Attempts { get; set; }
    }
}
