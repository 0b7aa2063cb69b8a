using Akka.Actor;
using Akka.Event;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer.Chain;

/// <summary>
/// Asks others how far the own key has signed, before it signs again; fetches what the ledger lacks of the own chain, and has it adopted.
/// Decides with <see cref="OwnHeadInquiry"/>; the chain actor does as it says.
/// </summary>
public sealed class OwnHeadActor : ReceiveActor, IWithTimers
{
    /// <summary>Peers that are no counterparties and are asked all the same; the oldest makes room. A crowd costs nothing.</summary>
    private const int MaxStrangers = 8;

    /// <summary>So often the missing part is fetched for the sake of other sides that did not come with it; after that it is adopted without them.</summary>
    private const int MaxFetches = 4;

    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Patience _patience;
    private readonly List<PublicKey> _present = [];
    private readonly HashSet<PublicKey> _asking = [];
    private OwnHeadInquiry _inquiry;
    private OwnHead? _rememberedHead;
    private bool _isProofKept;
    private SigningStatus? _told;
    private PublicKey? _fetchingFrom;
    private int _fetches;
    private int _next;

    /// <summary>Peers that were not fetched from yet since the last look around.</summary>
    private int _left;
    private bool _isAdopting;

    public OwnHeadActor(PeerSurroundings peer, IActorRef chain)
    {
        _peer = peer;
        _chain = chain;
        _patience = new Patience(peer.Settings.ResendAfter, peer.Settings.ResendAtMost);
        _inquiry = OwnHeadInquiry.Begin(peer.Ledger, peer.Self, peer.Marks, peer.Settings.OwnChain.Ask, peer.Settings.OwnChain.AnswersWanted);
        _rememberedHead = peer.Marks?.Required;
        _isProofKept = _inquiry.Proof is not null;

        Receive<PeerFound>(OnFound);
        Receive<ChainCrawled>(OnCrawled);
        Receive<OwnBlockSeen>(seen =>
        {
            Change(_inquiry.See(seen.Block, _peer.Ledger));

            // The chain signs nothing until it is answered.
            _chain.Tell(new SigningDecided(_told!));
        });
        Receive<CheatProved>(proved => Change(_inquiry.Prove(proved.Proof)));
        Receive<Durable>(_ => OnAdopted());
        Receive<ReadSigning>(_ => Sender.Tell(_inquiry.Status));
        Receive<Timer>(OnTimer);
    }

    private enum Timer
    {
        PatienceOver = 1,
        AskAgain,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (_inquiry.State == SigningState.Asking)
        {
            Timers.StartSingleTimer(Timer.PatienceOver, Timer.PatienceOver, _peer.Settings.OwnChain.AskPatience);
        }

        Timers.StartSingleTimer(Timer.AskAgain, Timer.AskAgain, _patience.Next());
        Change(_inquiry);
    }

    private void OnFound(PeerFound found)
    {
        if (!_present.Contains(found.Key))
        {
            _present.Add(found.Key);
            var strangers = _present.FindAll(key => !_inquiry.Counterparties.Contains(key));
            if (strangers.Count > MaxStrangers)
            {
                _present.Remove(strangers[0]);
            }
        }

        Ask(found.Key);
    }

    private void OnTimer(Timer timer)
    {
        if (timer == Timer.PatienceOver)
        {
            if (_inquiry.State == SigningState.Asking && !_inquiry.IsConfirmed)
            {
                var (given, wanted) = _inquiry.Answers;
                _log.Warning(
                    "{0} of {1} nodes said so far that they hold no newer half-block of this key. Nothing says that this ledger is an old one: the node signs on.",
                    given, wanted);
            }

            Change(_inquiry.LosePatience());
            return;
        }

        _present.ForEach(Ask);
        _left = _present.Count;
        FetchFromNext();
        if (_inquiry.State != SigningState.Forked && !(_inquiry.State == SigningState.Ready && _inquiry.IsConfirmed))
        {
            Timers.StartSingleTimer(Timer.AskAgain, Timer.AskAgain, _patience.Next());
        }
    }

    /// <summary>For the latest own half-block that it holds.</summary>
    private void Ask(PublicKey peer)
    {
        if (_inquiry.Wants(peer) && !peer.Equals(_fetchingFrom) && _asking.Add(peer))
        {
            Context.Parent.Tell(new CrawlChain(_peer.Self, peer, -1, -1));
        }
    }

    private void OnCrawled(ChainCrawled crawled)
    {
        var isFetch = crawled.From.Equals(_fetchingFrom);
        if (isFetch)
        {
            _fetchingFrom = null;
        }
        else
        {
            _asking.Remove(crawled.From);
        }

        var inquiry = crawled.Received.Aggregate(_inquiry, (seen, own) => seen.See(own, _peer.Ledger));
        var holdsNothingNewer = crawled.Outcome is CrawlOutcome.Empty or CrawlOutcome.Complete
            && crawled.Received.All(own => _peer.Ledger.Find(own.Hash) is not null);
        Change(holdsNothingNewer && !isFetch ? inquiry.Agree(crawled.From) : inquiry);
        if (isFetch)
        {
            AdoptOrFetchAgain();
        }
        else if (!holdsNothingNewer)
        {
            Fetch(crawled.From);
        }
    }

    /// <summary>From each once, one after the other: what follows the head may be with one of them only.</summary>
    private void FetchFromNext()
    {
        while (_left > 0 && _fetchingFrom is null)
        {
            _left--;
            _next = (_next + 1) % _present.Count;
            Fetch(_present[_next]);
        }
    }

    /// <summary>From the head on, which comes too: if it is another than ours, that is the proof of a fork.</summary>
    private void Fetch(PublicKey from)
    {
        if (_inquiry.State != SigningState.Recovering || !_inquiry.IsBehind || _isAdopting || _fetchingFrom is not null || _asking.Contains(from))
        {
            return;
        }

        _fetches++;
        _fetchingFrom = from;
        var head = _peer.Ledger.Latest(_peer.Self)?.Sequence ?? HalfBlock.GenesisSequence;
        Context.Parent.Tell(new CrawlChain(_peer.Self, from, head, int.MaxValue));
    }

    /// <summary>
    /// Whatever now follows the head is adopted. Not before the fetch is over: the other sides of these half-blocks come with them, and the
    /// peer begins again with what is there then. Some of them may have got lost on the way.
    /// </summary>
    private void AdoptOrFetchAgain()
    {
        if (_inquiry.State != SigningState.Recovering)
        {
            return;
        }

        if (_inquiry.Adoptable(_peer.Ledger.Latest(_peer.Self)) is not [_, ..] adoptable)
        {
            FetchFromNext();
            return;
        }

        if (_fetches < MaxFetches && adoptable.Any(IsProposalMissing))
        {
            _left = Math.Max(_left, 1);
            FetchFromNext();
            return;
        }

        _isAdopting = true;
        _chain.Tell(new Adopt(adoptable));
        _chain.Tell(new UntilDurable(adoptable));
    }

    private bool IsProposalMissing(HalfBlock own) => own.IsAgreement && _peer.Ledger.Find(own.LinkPublicKey, own.LinkSequence) is null;

    /// <summary>The peer begins again, with the longer chain; and asks again.</summary>
    private void OnAdopted()
    {
        Change(_inquiry.Review(_peer.Ledger));
        Context.Parent.Tell(OwnChainAdopted.Now);
    }

    private void Change(OwnHeadInquiry inquiry)
    {
        var before = _inquiry;
        _inquiry = inquiry.State == SigningState.Recovering && before.State != SigningState.Recovering ? inquiry.RenewPatience() : inquiry;

        // Whoever recovers may have been alone for long: the first answer says that others can be reached now, too.
        if (_inquiry.State == SigningState.Recovering && before.Answers.Given == 0 && _inquiry.Answers.Given > 0)
        {
            Timers.StartSingleTimer(Timer.PatienceOver, Timer.PatienceOver, _peer.Settings.OwnChain.AskPatience);
        }

        Remember();
        Tell();
        if (_inquiry.State == SigningState.Recovering && before.State != SigningState.Recovering)
        {
            _patience.Renew();
            Timers.StartSingleTimer(Timer.AskAgain, Timer.AskAgain, _patience.Next());
        }
    }

    /// <summary>Before anybody is told: what a crash must not make forgotten.</summary>
    private void Remember()
    {
        if (_inquiry.Proof is { } proof && !_isProofKept)
        {
            _isProofKept = true;
            _peer.Journal.Tell(new RememberProof(proof));
        }

        if (_inquiry.State == SigningState.Recovering && _inquiry.Required is { } required && _rememberedHead != required)
        {
            _rememberedHead = required;
            _peer.Journal.Tell(new RequireHead(required));
        }
    }

    private void Tell()
    {
        // What was adopted is not in the wallet yet: the key waits for the next beginning.
        var status = _inquiry.Status;
        if (status == _told || (_isAdopting && status.State == SigningState.Ready))
        {
            return;
        }

        Say(status);
        if (status.State == SigningState.Ready && _rememberedHead is not null)
        {
            _rememberedHead = null;
            _peer.Journal.Tell(SettleHead.Now);
        }

        _told = status;
        _chain.Tell(new SigningDecided(status));
    }

    private void Say(SigningStatus status)
    {
        if (status.State is SigningState.Recovering or SigningState.Forked && status.Reason != _told?.Reason)
        {
            _log.Warning("This node signs nothing: {0}. {1}", status.Reason, status.Advice);
        }
        else if (status.State == SigningState.Ready && _told?.State == SigningState.Recovering)
        {
            _log.Warning("The own chain is whole again: this node signs on.");
        }
    }
}
