using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;

namespace EnerDatX.Peer.Trades;

/// <summary>
/// One side of one trade. It folds the trade's half-blocks, asks the rules for the next step and carries it out; whatever it does it can
/// do again after a restart, for the half-blocks are its only memory (protocol rules 17 and 18).
/// </summary>
public abstract class TradeActor : ReceiveActor, IWithTimers
{
    /// <summary>So often a counterparty is still asked past the deadline before this side goes on without it; a few minutes.</summary>
    private const int ResendsPastDeadline = 5;

    private readonly Patience _resends;
    private readonly Patience _looks;
    private bool _isBusy;
    private bool _isLooking;

    protected TradeActor(Trade trade, PeerSurroundings peer, IActorRef chain)
    {
        Trade = trade;
        Peer = peer;
        Chain = chain;
        _resends = new Patience(peer.Settings.ResendAfter, peer.Settings.ResendAtMost);
        _looks = new Patience(peer.Settings.ResendAfter / 10, peer.Settings.ResendAtMost);
        Receive<BlockStored>(stored => Take(stored.Block));
        Receive<Signed>(signed =>
        {
            _isBusy = false;
            Take(signed.Block);
        });
        Receive<NotSigned>(refused =>
        {
            if (!refused.MayTryAgain)
            {
                WantOut(refused.Reason);
            }

            LookLater();
        });
        Receive<CounterpartyCheated>(_ =>
        {
            IsWithCheat = true;
            WantOut("the counterparty is a proven cheat");
            Advance();
        });
        Receive<Again>(_ => OnAgain());
        Receive<Look>(_ =>
        {
            _isLooking = false;
            Advance();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected Trade Trade { get; private set; }

    protected PeerSurroundings Peer { get; }

    protected IActorRef Chain { get; }

    /// <summary>Why this side wants the trade to end, if it does; never taken back.</summary>
    protected string? Unwilling { get; private set; }

    /// <summary>Whether the counterparty is a proven cheat.</summary>
    protected bool IsWithCheat { get; private set; }

    /// <summary>Looks in vain since something last changed.</summary>
    protected int Looks => _looks.Count;

    protected bool IsPastDeadline => NowMs > Trade.Terms.DeadlineMs;

    protected string Network => Peer.Settings.Network;

    protected static ulong NowMs => (ulong)Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    private enum Again
    {
        Now = 1,
    }

    private enum Look
    {
        Again = 1,
    }

    protected override void PreStart()
    {
        Timers.StartSingleTimer(Again.Now, Again.Now, _resends.Next());
        Advance();
    }

    /// <summary>The rules' word on what this side does next.</summary>
    protected abstract TradeStep Next();

    /// <summary>Carries out a step that is particular to this side.</summary>
    protected abstract void Perform(TradeStep step);

    /// <summary>Told each time before something is sent again.</summary>
    protected virtual void WhileWaiting()
    {
    }

    protected void WantOut(string reason) => Unwilling ??= reason;

    /// <summary>Asks someone for something; nothing else is begun until the answer, which goes through <see cref="Finish"/>.</summary>
    protected void Ask(IActorRef whom, object question)
    {
        _isBusy = true;
        whom.Tell(question);
    }

    /// <summary>An answer has come; the next step may begin.</summary>
    protected void Finish(Action take)
    {
        _isBusy = false;
        _looks.Renew();
        take();
        Advance();
    }

    protected void Propose(string type, byte[] transaction) =>
        Ask(Chain, new Propose(type, Trade.CounterpartyOf(Peer.Self), transaction));

    /// <summary>The step cannot be done now: tries again in a while, and each time after twice as long.</summary>
    /// <param name="isNews">Whether something came since the last look, so that the next need not be late.</param>
    protected void LookLater(bool isNews = false)
    {
        if (isNews)
        {
            _looks.Renew();
        }

        _isBusy = false;
        _isLooking = true;
        Timers.StartSingleTimer(Look.Again, Look.Again, _looks.Next());
    }

    protected void Advance()
    {
        if (_isBusy || _isLooking)
        {
            return;
        }

        var step = Next();
        switch (step)
        {
            case TradeStep.Await or TradeStep.Listen:
                break;
            case TradeStep.GiveUp giveUp:
                Propose(BlockTypes.Abort, new AbortTransaction(Trade.Id, giveUp.Reason).Encode(Network));
                break;
            case TradeStep.AgreeToEnd end:
                Ask(Chain, new Countersign(end.Proposal, TradeAgreement.EncodeEnd(Network, end.Proposal, Trade.Id)));
                break;
            case TradeStep.Over over:
                End(over.Ending, Unwilling ?? Trade.WhatIsDisputed ?? Trade.AbortReason(Network));
                break;
            default:
                Perform(step);
                break;
        }
    }

    protected void End(TradeEnding ending, string? reason)
    {
        _isBusy = true;
        Context.Parent.Tell(new TradeOver(Trade, ending, reason));
        Context.Stop(Self);
    }

    private void Take(HalfBlock block)
    {
        var before = Trade;
        Trade = Trade.Evolve(block, Network);
        if (!ReferenceEquals(Trade, before))
        {
            _resends.Renew();
            Timers.StartSingleTimer(Again.Now, Again.Now, _resends.Next());
            Timers.Cancel(Look.Again);
            _isLooking = false;
            Payments.Of(before, Trade, Peer.Self).ForEach(Context.System.EventStream.Publish);
        }

        Advance();
    }

    private void OnAgain()
    {
        if (!_isBusy && Next() is TradeStep.Await wait)
        {
            if (IsPastDeadline && _resends.Count > ResendsPastDeadline)
            {
                End(wait.IfSilent, Unwilling ?? Silence.Sentence(Trade, Trade.SideOf(Peer.Self)));
                return;
            }

            WhileWaiting();
            Context.Parent.Tell(new SendAgain(wait.Mine, Trade.CounterpartyOf(Peer.Self)));
        }

        Timers.StartSingleTimer(Again.Now, Again.Now, _resends.Next());
        Advance();
    }
}
