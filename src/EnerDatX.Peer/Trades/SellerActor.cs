using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Peer.Trades;

/// <summary>The seller's side of one trade: seals the locator, checks and takes the payment, wraps the key.</summary>
public sealed class SellerActor : TradeActor
{
    /// <summary>A buyer that does not send what it must hold is not asked for ever; with growing pauses this is about two minutes.</summary>
    private const int MaxAsks = 10;

    /// <summary>
    /// Looks at one payment in all. Each brings something new or is followed by a longer pause; a payer that hands out its past in crumbs is
    /// refused, for an unfinished check is a failed one.
    /// </summary>
    private const int MaxLooks = 256;

    private readonly IActorRef _wallet;
    private readonly IActorRef _book;
    private readonly PastOfTokens _past;
    private Action<DatasetRecord?>? _onDataset;
    private int _looksAtPayment;
    private IReadOnlyList<BlockHash> _missing = [];
    private TradeStep.Deliver? _last;

    public SellerActor(Trade trade, PeerSurroundings peer, IActorRef chain, IActorRef wallet, IActorRef book)
        : base(trade, peer, chain)
    {
        _wallet = wallet;
        _book = book;
        _past = new PastOfTokens(trade.Buyer, peer.Ledger);
        Receive<ChainCrawled>(OnCrawled);
        Receive<AskKept>(_ => FindDatasetThen(SignTerms));
        Receive<AskNotKept>(no => Refuse(no.Reason));
        Receive<OrdersMissing>(_ => AskBuyerFor([Trade.Terms.Bid]));
        Receive<MayBeHandedOver>(_ => FindDatasetThen(record => Deliver(_last!.Segment, _last.Payment, record)));
        Receive<SoldMeanwhile>(sold => GiveBack(_last!.Segment, _last.Payment, $"{sold.Asset} was sold meanwhile"));
        Receive<DatasetFound>(found => _onDataset!(found.Record));
    }

    protected override TradeStep Next() => SellerRules.Next(Trade, Unwilling, NowMs, Peer.Ledger.Latest(Peer.Self)?.TimestampMs ?? 0);

    protected override void Perform(TradeStep step)
    {
        switch (step)
        {
            case TradeStep.AgreeToTerms:
                Ask(_book, new KeepAsk(Trade));
                break;
            case TradeStep.TakePayment take:
                TakePayment(take.Segment, take.Payment);
                break;
            case TradeStep.Deliver deliver:
                Deliver(deliver);
                break;
            case TradeStep.GiveBack back:
                GiveBack(back.Segment, back.Payment, back.Reason);
                break;
            default:
                throw new InvalidOperationException($"A seller does not {step}.");
        }
    }

    private void FindDatasetThen(Action<DatasetRecord?> then)
    {
        _onDataset = then;
        Ask(Peer.Vault, new FindDataset(Trade.Terms.Asset));
    }

    private void SignTerms(DatasetRecord? record)
    {
        if (record is null || !Cid.TryParse(record.ManifestCid, out var manifest) || !AgeRecipient.TryFromKey(Trade.Terms.LocatorKey, out var buyer))
        {
            Refuse(record is null ? DeclineReason.DatasetGone : DeclineReason.TermsDiffer);
            return;
        }

        var locator = new Locator(manifest, record.ManifestKey, Peer.Settings.Gateway);
        var box = SealedBox.Seal(
            buyer, Peer.RandomBytes(AgePayload.FileKeyLength), Peer.RandomBytes(AgePayload.NonceLength), Peer.RandomBytes(32), locator.Encode());
        Ask(Chain, new Countersign(Trade.Init, TermsAgreement.Encode(Network, Trade.Init, box)));
    }

    /// <summary>Protocol rule 6: the tokens are traced back to their issuer before they are taken. What is not finished is not a yes.</summary>
    private void TakePayment(int segment, HalfBlock payment)
    {
        if (IsWithCheat || _looksAtPayment++ >= MaxLooks)
        {
            Refuse(DeclineReason.TokensUnsound);
            return;
        }

        switch (new MoneyCheck(Peer.Ledger, Peer.Currencies, Network, Peer.IsVerified).Check(payment))
        {
            case MoneyVerdict.Sound sound:
                _looksAtPayment = 0;
                Context.Parent.Tell(new MoneyVerified([.. sound.Credits.Union(sound.Payments).Order()]));
                Ask(_wallet, new Credit(payment, Trade.Terms.Currency, Trade.Terms.PriceOf(segment), money =>
                    TradeAgreement.Encode(Network, payment, Trade.Id, Trade.Terms, segment, money), Trade.Terms.DeadlineMs));
                break;
            case MoneyVerdict.Incomplete incomplete:
                AskForPast(incomplete);
                break;
            case MoneyVerdict.Unsound:
                Refuse(DeclineReason.TokensUnsound);
                break;
        }
    }

    /// <summary>With its last segment the licence changes hands: that is done only if it contradicts no other.</summary>
    private void Deliver(TradeStep.Deliver deliver)
    {
        if (deliver.Segment < Trade.Terms.Segments - 1)
        {
            FindDatasetThen(record => Deliver(deliver.Segment, deliver.Payment, record));
            return;
        }

        _last = deliver;
        Ask(_book, new HandOver(Trade));
    }

    private void Deliver(int segment, HalfBlock payment, DatasetRecord? record)
    {
        var held = record?.Segments.FirstOrDefault(s => s.Index == segment);
        if (held is null
            || !PaymentTransaction.TryRead(payment, Network, out var paid)
            || !AgeRecipient.TryFromKey(paid.Recipient, out var recipient))
        {
            GiveBack(segment, payment, held is null ? "the dataset is no longer there" : "the recipient is no key");
            return;
        }

        // What a damaged disk gives back would be judged like a cheat's key.
        if (Commitments.Key(new Digest(held.ReadingsRoot), held.FileKey) != new Digest(held.KeyCommit))
        {
            GiveBack(segment, payment, "the dataset's key is damaged");
            return;
        }

        if (RecipientRule.IsReused(payment, Peer.Ledger, Network))
        {
            GiveBack(segment, payment, "the one-time recipient stands in another payment too");
            return;
        }

        var header = AgeHeader.Wrap(held.FileKey, recipient, Peer.RandomBytes(32));
        Propose(BlockTypes.Delivery, new DeliveryTransaction(Trade.Id, segment, payment.Hash, header).Encode(Network));
    }

    private void GiveBack(int segment, HalfBlock payment, string reason) =>
        Ask(_wallet, new Debit(BlockTypes.Refund, Trade.Buyer, Trade.Terms.Currency, Trade.Terms.PriceOf(segment), money =>
            new RefundTransaction(Trade.Id, segment, payment.Hash, reason, money).Encode(Network)));

    /// <summary>Single half-blocks of the buyer, who believed them once; whole parts of chains by crawling. Then the payment is looked at again.</summary>
    private void AskForPast(MoneyVerdict.Incomplete incomplete)
    {
        if (incomplete.Ranges.Count == 0)
        {
            AskBuyerFor(incomplete.Missing);
            return;
        }

        if (incomplete.Missing.Count > 0)
        {
            Context.Parent.Tell(new AskForBlocks(incomplete.Missing, Trade.Buyer));
        }

        foreach (var crawl in _past.Begin(incomplete.Ranges))
        {
            Ask(Context.Parent, crawl);
        }
    }

    private void OnCrawled(ChainCrawled crawled)
    {
        if (!_past.Take(crawled))
        {
            return;
        }

        if (_past.IsNews)
        {
            Finish(() => { });
        }
        else
        {
            LookInVain();
        }
    }

    /// <summary>They come in as half-blocks, to the chain; the trade looks again after a while.</summary>
    private void AskBuyerFor(IReadOnlyList<BlockHash> hashes)
    {
        var isNews = !hashes.SequenceEqual(_missing);
        _missing = hashes;
        Context.Parent.Tell(new AskForBlocks(hashes, Trade.Buyer));
        if (isNews)
        {
            LookLater(isNews);
        }
        else
        {
            LookInVain();
        }
    }

    private void LookInVain()
    {
        if (Looks >= MaxAsks && IsPastDeadline)
        {
            End(TradeEnding.Abandoned, "the buyer does not send the half-blocks that its payment rests on");
            return;
        }

        LookLater();
    }

    private void Refuse(DeclineReason reason)
    {
        Context.Parent.Tell(new Decline(Trade.Id, Trade.Buyer, reason));
        End(TradeEnding.Declined, reason.Sentence());
    }
}
