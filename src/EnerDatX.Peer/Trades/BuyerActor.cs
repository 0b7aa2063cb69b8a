using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Peer.Trades;

/// <summary>The buyer's side of one trade: fetches and checks before it pays, opens and checks before it signs the receipt.</summary>
public sealed class BuyerActor : TradeActor
{
    private readonly IActorRef _wallet;
    private readonly IActorRef _book;
    private readonly SortedDictionary<int, OpenedSegment> _opened = [];
    private BuyerFindings _findings = BuyerFindings.None;
    private Locator? _locator;
    private Manifest? _manifest;
    private Action<byte[]?>? _onContent;
    private FetchContent? _fetching;
    private (TradeStep.TakeDelivery Step, OpenedSegment Opened)? _keeping;

    public BuyerActor(Trade trade, PeerSurroundings peer, IActorRef chain, IActorRef wallet, IActorRef book)
        : base(trade, peer, chain)
    {
        _wallet = wallet;
        _book = book;
        Receive<IsAt>(at => Ask(Peer.Gateway, _fetching! with { Seller = at.Address }));
        Receive<ContentRead>(read => _onContent!(read.Content));
        Receive<ContentFetched>(fetched => Ask(Peer.Vault, new StoreContent(fetched.Content)));
        Receive<ContentStored>(stored => Ask(Peer.Vault, new ReadContent(stored.Cid, long.MaxValue)));
        Receive<ContentNotFetched>(failed => Finish(() => GiveUp($"the ciphertext cannot be fetched: {failed.Reason}")));
        Receive<DatasetSaved>(saved => SignReceipt(saved.Record));
        Receive<Declined>(declined => Finish(() => OnDeclined(declined.Reason)));
    }

    protected override string? EndReason => _findings.GivingUp;

    protected override TradeStep Next() => BuyerRules.Next(Trade, _findings, NowMs);

    protected override void Perform(TradeStep step)
    {
        switch (step)
        {
            case TradeStep.FetchManifest:
                FetchManifest();
                break;
            case TradeStep.FetchSegment fetch:
                var entry = _manifest!.Entries[fetch.Segment];
                Fetch(entry.Cid, (long)entry.PayloadLength, _ => Finish(() =>
                    _findings = _findings with { Fetched = _findings.Fetched.Add(fetch.Segment) }));
                break;
            case TradeStep.Pay pay:
                Pay(pay.Segment, pay.Amount);
                break;
            case TradeStep.TakeDelivery take:
                var sold = _manifest!.Entries[take.Segment];
                Fetch(sold.Cid, (long)sold.PayloadLength, payload => Open(take, sold, payload));
                break;
            case TradeStep.TakeRefund back:
                Ask(_wallet, new Credit(back.Refund, Trade.Terms.Currency, Trade.Terms.PriceOf(back.Segment), money =>
                    TradeAgreement.Encode(Network, back.Refund, Trade.Id, Trade.Terms, back.Segment, money)));
                break;
            case TradeStep.SayDone:
                Propose(BlockTypes.Done, DoneTransaction.Of(Trade).Encode(Network));
                break;
            default:
                throw new InvalidOperationException($"A buyer does not {step}.");
        }
    }

    protected override void OnNotSigned(string reason) => GiveUp(reason);

    private void GiveUp(string reason) => _findings = _findings with { GivingUp = _findings.GivingUp ?? reason };

    /// <summary>Before the seller signed, that is the end of it; a payment that is declined stays on record, and the buyer waits.</summary>
    private void OnDeclined(DeclineReason reason)
    {
        GiveUp(reason.Sentence());
        if (Trade.InitAgreement is null)
        {
            End(TradeEnding.Declined);
        }
    }

    private void FetchManifest()
    {
        var secret = AgeIdentity.FromSecret(TermsRule.LocatorSecret(Peer.Key, Trade.Terms.Ask, Trade.Terms.Bid));
        if (!SealedBox.TryOpen(secret, Trade.SealedLocator(Network)!, out var opened) || !Locator.TryDecode(opened, out _locator))
        {
            GiveUp("the seller's locator does not open");
            Advance();
            return;
        }

        Fetch(_locator.Manifest, Manifest.MaxSealedLength, content => Finish(() => CheckManifest(content)));
    }

    private void CheckManifest(byte[] content)
    {
        var isGood = AgePayload.TryOpen(_locator!.ManifestKey.Span, content, out var plain)
            && Manifest.TryDecode(plain, out _manifest)
            && _manifest.Entries.Count == Trade.Terms.Segments
            && AskedOffer() is { } offer
            && _manifest.SegmentsRoot() == new Digest(offer.SegmentsRoot);
        if (!isGood)
        {
            GiveUp("the manifest is not the one that the offer commits to");
            return;
        }

        _findings = _findings with { HasManifest = true };
    }

    private Offer? AskedOffer() => TermsRule.OrdersOf(Trade, Peer.Ledger, Network)?.Ask.Offer;

    /// <summary>From the vault if it is there, else from the seller's gateway into the vault; either way it fits its CID.</summary>
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
                Finish(() => GiveUp("the ciphertext does not fit its CID"));
            }
            else
            {
                asked = true;
                _fetching = new FetchContent(_locator!.Gateway, cid, maxBytes, null);
                Ask(Context.Parent, new WhereIs(Trade.Seller));
            }
        };
        Ask(Peer.Vault, new ReadContent(cid, maxBytes));
    }

    private void Pay(int segment, long amount)
    {
        var recipient = Sodium.X25519Public(DeliveryCheck.OneTimeSecret(Peer.Key, Trade.Id, segment));
        Ask(_wallet, new Debit(BlockTypes.Payment, Trade.Seller, Trade.Terms.Currency, amount, money =>
            new PaymentTransaction(Trade.Id, segment, recipient, money).Encode(Network)));
    }

    private void Open(TradeStep.TakeDelivery take, ManifestEntry entry, byte[] payload)
    {
        var secret = DeliveryCheck.OneTimeSecret(Peer.Key, Trade.Id, take.Segment);
        var header = DeliveryTransaction.TryRead(take.Delivery, Network, out var delivery) ? delivery.Header : [];
        if (!DeliveryCheck.TryOpen(entry, payload, header, secret, out var opened, out var refusal))
        {
            Finish(() =>
            {
                GiveUp($"the delivery does not open what was sold: {refusal}");
                _findings = _findings with { BadSegments = _findings.BadSegments.Add(take.Segment) };
            });
            return;
        }

        _opened[take.Segment] = opened;
        _keeping = (take, opened);
        Ask(Peer.Vault, new SaveDataset(RecordSoFar()));
    }

    /// <summary>The key is kept before the receipt is signed: what was paid for is never lost.</summary>
    private void SignReceipt(DatasetRecord record)
    {
        var (step, _) = _keeping!.Value;
        if (record.Segments.Count == Trade.Terms.Segments)
        {
            _book.Tell(new DatasetKept(record));
        }

        Ask(Chain, new Countersign(
            step.Delivery, TradeAgreement.Encode(Network, step.Delivery, Trade.Id, Trade.Terms, step.Segment, null)));
    }

    private DatasetRecord RecordSoFar()
    {
        var offer = AskedOffer()!;
        var segments = _manifest!.Entries.Select((entry, index) => (entry, index)).Where(x => KeyOf(x.index) is not null).Select(x => new DatasetSegment(
            x.index,
            x.entry.Cid.ToString(),
            x.entry.CidSalt.ToArray(),
            KeyOf(x.index)!,
            x.entry.KeyCommit.ToArray(),
            x.entry.ReadingsRoot.ToArray(),
            (long)x.entry.PayloadLength));
        return new DatasetRecord(
            Trade.Terms.Asset,
            offer.Owner,
            DatasetOrigin.Bought,
            (long)NowMs,
            offer.Description,
            offer.SegmentsRoot,
            [.. segments],
            _locator!.Manifest.ToString(),
            _locator.ManifestKey.ToArray(),
            Trade.Id);
    }

    /// <summary>After a restart the keys of segments that were receipted before are opened again from the chain.</summary>
    private byte[]? KeyOf(int segment)
    {
        if (_opened.TryGetValue(segment, out var opened))
        {
            return opened.FileKey;
        }

        return Trade.Segments[segment].Delivery is { } block && DeliveryTransaction.TryRead(block, Network, out var delivery)
            ? AgeHeader.Unwrap(delivery.Header, AgeIdentity.FromSecret(DeliveryCheck.OneTimeSecret(Peer.Key, Trade.Id, segment)), out _)
            : null;
    }
}
