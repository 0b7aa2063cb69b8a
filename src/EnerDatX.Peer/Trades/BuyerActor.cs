using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Content;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Peer.Trades;

/// <summary>The buyer's side of one trade: fetches and checks before it pays, opens and checks before it signs the receipt.</summary>
public sealed class BuyerActor : TradeActor
{
    /// <summary>A seller that restarts is back within two minutes; a ciphertext that is nowhere by then is not worth waiting for.</summary>
    private const int MaxFetchTries = 10;

    private readonly IActorRef _wallet;
    private readonly IActorRef _book;
    private readonly Purchase _purchase;
    private BuyerFindings _findings = BuyerFindings.None;
    private Action<byte[]?>? _onContent;
    private FetchContent? _fetching;
    private string? _gatewayFailure;
    private bool _isAskingSeller;
    private bool _isGatewayInVain;
    private TradeStep.TakeDelivery? _keeping;
    private bool _cleared;

    public BuyerActor(Trade trade, PeerSurroundings peer, IActorRef chain, IActorRef wallet, IActorRef book)
        : base(trade, peer, chain)
    {
        _wallet = wallet;
        _book = book;
        _purchase = new Purchase(peer);
        Receive<IsAt>(at => Ask(Peer.Gateway, _fetching! with { Seller = at.Address }));
        Receive<ContentRead>(read => _onContent!(read.Content));
        Receive<ContentFetched>(fetched => Ask(Peer.Vault, new StoreContent(fetched.Content)));
        Receive<ContentStored>(_ =>
        {
            _isGatewayInVain |= _isAskingSeller;
            Ask(Peer.Vault, new ReadContent(_fetching!.Cid, _fetching.MaxBytes));
        });
        Receive<ContentNotFetched>(failed => OnNotFetched(failed.Reason, failed.MayTryAgain));
        Receive<DatasetSaved>(saved => SignReceipt(saved.Record));
        Receive<PaymentCleared>(_ => Finish(() => _cleared = true));
        Receive<PaymentHeld>(held => Finish(() => WantOut($"the next payment is held back: {held.Reason}")));
        Receive<ChainCrawled>(_ => Advance());
        Receive<NotKept>(_ => LookLater());
        Receive<Declined>(declined => OnDeclined(declined.Reason));
    }

    protected override TradeStep Next() => BuyerRules.Next(Trade, _findings with { GivingUp = Unwilling, ReclaimAfter = After() }, NowMs);

    protected override void WhileWaiting()
    {
        if (IsPastDeadline && Trade.InitAgreement is { } agreement && ReclaimRule.OpenPayment(Trade) >= 0)
        {
            Context.Parent.Tell(new CrawlChain(Trade.Seller, Trade.Seller, agreement.Sequence, int.MaxValue));
        }
    }

    protected override void Perform(TradeStep step)
    {
        switch (step)
        {
            case TradeStep.FetchManifest:
                FetchManifest();
                break;
            case TradeStep.FetchSegment fetch:
                var entry = _purchase.EntryOf(fetch.Segment);
                Fetch(entry.Cid, (long)entry.PayloadLength, _ => Finish(() =>
                    _findings = _findings with { Fetched = _findings.Fetched.Add(fetch.Segment) }));
                break;
            case TradeStep.Pay pay:
                Pay(pay.Segment, pay.Amount);
                break;
            case TradeStep.TakeDelivery take:
                var sold = _purchase.EntryOf(take.Segment);
                Fetch(sold.Cid, (long)sold.PayloadLength, payload => Open(take, payload));
                break;
            case TradeStep.FileDispute file:
                FileDispute(file);
                break;
            case TradeStep.TakeBack back:
                Ask(_wallet, new Regain(Trade.Seller, Trade.Terms.Currency, Trade.Terms.PriceOf(back.Segment), money => new ReclaimTransaction(
                    Trade.Id, back.Segment, back.Payment.Hash, Trade.InitAgreement!.Hash, back.After.Hash, money).Encode(Network)));
                break;
            case TradeStep.TakeRefund given:
                Ask(_wallet, new Credit(given.Refund, Trade.Terms.Currency, Trade.Terms.PriceOf(given.Segment), money =>
                    TradeAgreement.Encode(Network, given.Refund, Trade.Id, Trade.Terms, given.Segment, money)));
                break;
            case TradeStep.SayDone:
                Propose(BlockTypes.Done, DoneTransaction.Of(Trade).Encode(Network));
                break;
            default:
                throw new InvalidOperationException($"A buyer does not {step}.");
        }
    }

    /// <summary>Past the deadline the seller's own chain may show that an open payment was not taken in time.</summary>
    private HalfBlock? After() => IsPastDeadline ? ReclaimRule.Find(Trade, Peer.Ledger, Network) : null;

    /// <summary>
    /// Before any payment, the end is signed: the seller, if it did sign something meanwhile, learns of it. A payment that is declined
    /// stays on record, and the buyer waits.
    /// </summary>
    private void OnDeclined(DeclineReason reason)
    {
        if (reason != DeclineReason.Busy || Trade.InitAgreement is null)
        {
            WantOut(reason.Sentence());
        }

        Advance();
    }

    private void FetchManifest()
    {
        if (!HasOrders())
        {
            return;
        }

        if (!_purchase.TryOpenLocator(Trade))
        {
            GoOnWithoutManifest("the seller's locator does not open");
            return;
        }

        Fetch(_purchase.Locator.Manifest, Manifest.MaxSealedLength, content =>
        {
            if (_purchase.TryTakeManifest(Trade, content))
            {
                Finish(() => _findings = _findings with { HasManifest = true });
            }
            else
            {
                GoOnWithoutManifest("the manifest is not the one that the offer commits to");
            }
        });
    }

    /// <summary>What was offered stands in the ask, which a disk may have lost since: the seller has it.</summary>
    private bool HasOrders()
    {
        var missing = new[] { Trade.Terms.Ask, Trade.Terms.Bid }.Where(order => Peer.Ledger.Find(order) is null).ToList();
        if (missing.Count == 0)
        {
            return true;
        }

        if (IsPastDeadline)
        {
            WantOut("the order that the trade rests on is lost");
        }

        Context.Parent.Tell(new AskForBlocks(missing, Trade.Seller));
        LookLater();
        return false;
    }

    /// <summary>Where something is paid already there is no way out before the deadline: it is looked at again, but not at once.</summary>
    private void GoOnWithoutManifest(string reason)
    {
        WantOut(reason);
        if (Next() is TradeStep.FetchManifest)
        {
            LookLater();
        }
        else
        {
            Finish(() => { });
        }
    }

    /// <summary>
    /// From the vault if it is there, else from the seller's gateway into the vault, else from the seller itself over the overlay; every way it
    /// fits its CID.
    /// </summary>
    private void Fetch(Cid cid, long maxBytes, Action<byte[]> then)
    {
        var asked = false;
        _onContent = content =>
        {
            if (content is not null)
            {
                then(content);
            }
            else if (asked)
            {
                OnNotFetched("it does not fit its CID", true);
            }
            else
            {
                asked = true;
                _fetching = new FetchContent(_purchase.Locator.Gateway, cid, maxBytes, null);
                FetchFromGateway();
            }
        };
        Ask(Peer.Vault, new ReadContent(cid, maxBytes));
    }

    /// <summary>A gateway that gave nothing while the seller itself did is not tried again in this trade.</summary>
    private void FetchFromGateway()
    {
        (_gatewayFailure, _isAskingSeller) = (null, false);
        if (_isGatewayInVain || (_fetching!.Gateway.Length == 0 && !Peer.FetchesByCid))
        {
            FetchFromSeller();
        }
        else
        {
            Ask(Context.Parent, new WhereIs(Trade.Seller));
        }
    }

    private void FetchFromSeller()
    {
        _isAskingSeller = true;
        Ask(Context.Parent, new FetchFromSeller(Trade.Seller, _fetching!.Cid, _fetching.MaxBytes));
    }

    private void OnNotFetched(string reason, bool mayTryAgain)
    {
        if (!_isAskingSeller)
        {
            _gatewayFailure = reason;
            FetchFromSeller();
            return;
        }

        if (!mayTryAgain || Looks >= MaxFetchTries)
        {
            WantOut($"the ciphertext cannot be fetched: {string.Join("; ", ((string?[])[_gatewayFailure, reason]).OfType<string>())}");
        }

        LookLater();
    }

    /// <summary>Each payment is cleared by the order book first, which knows what is at risk in all trades together.</summary>
    private void Pay(int segment, long amount)
    {
        if (!_cleared)
        {
            Ask(_book, new ClearPayment(Trade));
            return;
        }

        _cleared = false;
        var recipient = Sodium.X25519Public(DeliveryCheck.OneTimeSecret(Peer.Key, Trade.Id, segment));
        Ask(_wallet, new Debit(BlockTypes.Payment, Trade.Seller, Trade.Terms.Currency, amount, money =>
            new PaymentTransaction(Trade.Id, segment, recipient, money).Encode(Network)));
    }

    private void Open(TradeStep.TakeDelivery take, byte[] payload)
    {
        if (_purchase.TryOpen(Trade, take, payload, out var refusal))
        {
            _keeping = take;
            Ask(Peer.Vault, new SaveDataset(_purchase.RecordOf(Trade, (long)NowMs)));
            return;
        }

        Finish(() =>
        {
            WantOut($"the delivery does not open what was sold: {refusal}");
            _findings = _findings with { BadSegments = _findings.BadSegments.Add(take.Segment) };
        });
    }

    /// <summary>
    /// The one-time secret of this segment is shown to everybody, once: where another payment names the same recipient it would open more than what is
    /// disputed, and nothing is signed.
    /// </summary>
    private void FileDispute(TradeStep.FileDispute file)
    {
        if (RecipientRule.IsReused(Trade.Segments[file.Segment].Payment!, Peer.Ledger, Network))
        {
            End(TradeEnding.BadDelivery, Unwilling);
            return;
        }

        Propose(BlockTypes.Dispute, _purchase.DisputeOf(Trade, file).Encode(Network));
    }

    /// <summary>The key is kept before the receipt is signed: what was paid for is never lost.</summary>
    private void SignReceipt(DatasetRecord record)
    {
        var take = _keeping!;
        if (record.Segments.Count == Trade.Terms.Segments)
        {
            _book.Tell(new DatasetKept(record));
        }

        Ask(Chain, new Countersign(
            take.Delivery, TradeAgreement.Encode(Network, take.Delivery, Trade.Id, Trade.Terms, take.Segment, null)));
    }
}
