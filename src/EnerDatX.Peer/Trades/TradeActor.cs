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
    private TimeSpan _delay;
    private bool _isBusy;
    private bool _isLooking;

    protected TradeActor(Trade trade, PeerSurroundings peer, IActorRef chain)
    {
        Trade = trade;
        Peer = peer;
        Chain = chain;
        _delay = peer.Settings.ResendAfter;
        Receive<BlockStored>(stored => Take(stored.Block));
        Receive<Signed>(signed =>
        {
            _isBusy = false;
            Take(signed.Block);
        });
        Receive<NotSigned>(refused => Finish(() => OnNotSigned(refused.Reason)));
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
        Timers.StartSingleTimer(Again.Now, Again.Now, _delay);
        Advance();
    }

    /// <summary>The rules' word on what this side does next.</summary>
    protected abstract TradeStep Next();

    /// <summary>Carries out a step that is particular to this side.</summary>
    protected abstract void Perform(TradeStep step);

    /// <summary>A signature was refused: what does this side make of it?</summary>
    protected abstract void OnNotSigned(string reason);

    /// <summary>Why the trade ended, for the peer and its user.</summary>
    protected abstract string? EndReason { get; }

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
        take();
        Advance();
    }

    protected void Propose(string type, byte[] transaction) =>
        Ask(Chain, new Propose(type, Trade.CounterpartyOf(Peer.Self), transaction));

    /// <summary>Something was asked for that may come in by itself: look again before the counterparty's patience ends.</summary>
    protected void LookAgainSoon()
    {
        _isBusy = false;
        _isLooking = true;
        Timers.StartSingleTimer(Look.Again, Look.Again, Peer.Settings.ResendAfter / 10);
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
                End(over.Ending);
                break;
            default:
                Perform(step);
                break;
        }
    }

    protected void End(TradeEnding ending)
    {
        _isBusy = true;
        Context.Parent.Tell(new TradeOver(Trade, ending, EndReason));
        Context.Stop(Self);
    }

    private void Take(HalfBlock block)
    {
        var before = Trade;
        Trade = Trade.Evolve(block, Network);
        if (Trade != before)
        {
            _delay = Peer.Settings.ResendAfter;
            Timers.StartSingleTimer(Again.Now, Again.Now, _delay);
        }

        Advance();
    }

    private void OnAgain()
    {
        if (!_isBusy && Next() is TradeStep.Await wait)
        {
            Context.Parent.Tell(new SendAgain(wait.Mine, Trade.CounterpartyOf(Peer.Self)));
        }

        _delay = TimeSpan.FromTicks(Math.Min(_delay.Ticks * 2, Peer.Settings.ResendAtMost.Ticks));
        Timers.StartSingleTimer(Again.Now, Again.Now, _delay);
        Advance();
    }
}
