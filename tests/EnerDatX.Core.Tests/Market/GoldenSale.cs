using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Exchange;

namespace EnerDatX.Core.Tests.Market;

/// <summary>One half-block of every type and role, from fixed keys, times and "random" bytes: a sale, a refund, an abort and a cancellation.</summary>
internal sealed class GoldenSale
{
    private const string Network = MoneyWorld.Network;

    private readonly MoneyWorld _world = new();

    public GoldenSale()
    {
        var (seller, buyer) = (_world.Alice, _world.Bob);
        var issue = Keep("issue, proposal", _world.Offer(buyer, 100));
        Keep("issue, agreement", buyer.Credit(issue));
        var ask = Keep("ask", seller.Publish(BlockTypes.Ask, OrderTransaction.Encode(Network, TickOf(seller, 1, TickSide.Ask, 10), Offer)));
        var bid = Keep("bid", buyer.Publish(BlockTypes.Bid, OrderTransaction.Encode(Network, TickOf(buyer, 1, TickSide.Bid, 12), null)));
        seller.Publish(BlockTypes.Ask, OrderTransaction.Encode(Network, TickOf(seller, 2, TickSide.Ask, 10), Offer with { Title = MoneyWorld.SomeTrade }));
        Keep("ask of an owner by transfer", seller.Head!);
        Keep("cancel_order", seller.Publish(BlockTypes.CancelOrder, OrderTransaction.EncodeCancel(Network, TickOf(seller, 2, TickSide.Ask, 10).Id)));

        var terms = new TradeTerms(ask.Hash, bid.Hash, Asset, Licence.Copy, 2, MoneyWorld.Token, 10, 1_700_000_600_000, AgeFixture.Identity.Recipient.Key.ToArray());
        var init = Keep("tx_init, proposal", buyer.Propose(BlockTypes.Init, seller.PublicKey, terms.Encode(Network)));
        var trade = Trade.Begin(init, Network)!;
        Keep("tx_init, agreement", seller.Agree(init, TermsAgreement.Encode(Network, init, SealedLocator)));

        var payment = Keep("tx_payment, proposal", Pay(trade, 0));
        Keep("tx_payment, agreement", Credit(trade, payment, 0));
        var header = AgeHeader.Wrap(AgeFixture.FileKey, AgeFixture.Identity.Recipient, AgeFixture.Ephemeral);
        var delivery = Keep("tx_delivery, proposal", seller.Propose(
            BlockTypes.Delivery, buyer.PublicKey, new DeliveryTransaction(trade.Id, 0, payment.Hash, header).Encode(Network)));
        Keep("tx_delivery, agreement", buyer.Agree(delivery, TradeAgreement.Encode(Network, delivery, trade.Id, terms, 0, null)));

        var second = Pay(trade, 1);
        Credit(trade, second, 1);
        var refund = Keep("tx_refund, proposal", seller.Propose(
            BlockTypes.Refund,
            buyer.PublicKey,
            new RefundTransaction(trade.Id, 1, second.Hash, "the dataset is no longer there", seller.Purse.Debit(5).Fields!).Encode(Network)));
        Keep("tx_refund, agreement", buyer.Agree(
            refund, TradeAgreement.Encode(Network, refund, trade.Id, terms, 1, buyer.Purse.Credit(5))));
        Keep("tx_payment from two credits, proposal", Pay(trade, 1, 93));

        var done = Keep("tx_done, proposal", buyer.Propose(BlockTypes.Done, seller.PublicKey, DoneTransaction.Of(trade).Encode(Network)));
        Keep("tx_done, agreement", seller.Agree(done, TradeAgreement.EncodeEnd(Network, done, trade.Id)));
        var abort = Keep("tx_abort, proposal", buyer.Propose(
            BlockTypes.Abort, seller.PublicKey, new AbortTransaction(trade.Id, "the deadline passed").Encode(Network)));
        Keep("tx_abort, agreement", seller.Agree(abort, TradeAgreement.EncodeEnd(Network, abort, trade.Id)));
        var promise = OrderTransaction.Encode(Network, TickOf(seller, 3, TickSide.Ask, 10), Offer with { Copies = 5 });
        Keep("ask that promises five copies at most", seller.Publish(BlockTypes.Ask, promise));
        var leaf = new SegmentLeaf(0, Hash(0x31), Hash(0x32), Hash(0x33));
        Keep("dispute", buyer.Propose(BlockTypes.Dispute, seller.PublicKey, new DisputeTransaction(
            trade.Id, 0, delivery.Hash, DeliveryCheck.OneTimeSecret(buyer.Key, trade.Id, 0), leaf, [Hash(0x34).ToArray()]).Encode(Network)));
        Keep("tx_reclaim", buyer.Propose(BlockTypes.Reclaim, seller.PublicKey, new ReclaimTransaction(
            trade.Id, 1, second.Hash, Blocks.Single(b => b.Name == "tx_init, agreement").Block.Hash, Blocks[^2].Block.Hash, buyer.Purse.Credit(5)).Encode(Network)));
    }

    public List<(string Name, HalfBlock Block)> Blocks { get; } = [];

    public Offer Offer => new(_world.Alice.PublicKey, AgeFixture.Bytes(32, 0x77), 2, Licence.Copy, null, Description);

    public string Asset => Offer.AssetId;

    private static DatasetDescription Description => new(
        1_741_564_800, 1_741_651_200, 900, ["import", "export", "gas"], 216, 998, "NL-10", "dsmr-p1", AgeFixture.Bytes(16, 0x10));

    /// <summary>A manifest's CID, its key and a gateway, sealed to the locator key of the terms.</summary>
    private static byte[] SealedLocator => SealedBox.Seal(
        AgeFixture.Identity.Recipient,
        AgeFixture.FileKey,
        AgeFixture.Nonce,
        AgeFixture.Ephemeral,
        new Locator(Cid.Of(CidCodec.Raw, "hello world\n"u8), AgeFixture.Nonce, "192.0.2.1:8090").Encode());

    private Tick TickOf(MarketPeer trader, uint number, TickSide side, long price)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(price, MoneyWorld.Token), new AssetAmount(1, Asset), out var assets, out var refusal), refusal);
        return new Tick(new OrderId(trader.PublicKey.Mid, number), side, assets, 3_600, 1_700_000_000_000, 0);
    }

    private HalfBlock Pay(Trade trade, int segment, long amount = 5)
    {
        var recipient = AgeIdentity.FromSecret(DeliveryCheck.OneTimeSecret(_world.Bob.Key, trade.Id, segment)).Recipient.Key.ToArray();
        var transaction = new PaymentTransaction(trade.Id, segment, recipient, _world.Bob.Purse.Debit(amount).Fields!);
        return _world.Bob.Propose(BlockTypes.Payment, trade.Seller, transaction.Encode(Network));
    }

    private HalfBlock Credit(Trade trade, HalfBlock payment, int segment) => _world.Alice.Agree(
        payment, TradeAgreement.Encode(Network, payment, trade.Id, trade.Terms, segment, _world.Alice.Purse.Credit(5)));

    private static Digest Hash(byte value) => new(AgeFixture.Bytes(Digest.Length, value));

    private HalfBlock Keep(string name, HalfBlock block)
    {
        Blocks.Add((name, block));
        return block;
    }
}
