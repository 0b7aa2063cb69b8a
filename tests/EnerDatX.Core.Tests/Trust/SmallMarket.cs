using System.Security.Cryptography;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Market;
using EnerDatX.Core.Trust;

namespace EnerDatX.Core.Tests.Trust;

/// <summary>Five peers that sell to each other, step by step.</summary>
internal sealed class SmallMarket
{
    private const string Network = MoneyWorld.Network;

    private static readonly TrustLimits Ample = TrustLimits.Default;

    private uint _orders;

    /// <summary>No key is a proven cheat.</summary>
    public static bool Nobody(PublicKey key) => false;

    public MoneyWorld World { get; } = new();

    public InteractionGraph<PublicKey> GraphAround(MarketPeer peer, TrustLimits? limits = null, ILedgerReader? ledger = null) =>
        NeighbourhoodOf(peer, limits, ledger).Graph;

    public TrustNeighbourhood NeighbourhoodOf(MarketPeer peer, TrustLimits? limits = null, ILedgerReader? ledger = null) =>
        TrustEdges.Around(peer.PublicKey, ledger ?? World.Ledger, Network, MoneyWorld.Token, limits ?? Ample, Nobody);

    /// <summary>Terms, payments, deliveries and receipts of a whole trade.</summary>
    public Sale Sell(MarketPeer seller, MarketPeer buyer, long price, int segments = 1, string token = MoneyWorld.Token)
    {
        var sale = Begin(seller, buyer, price, segments, token);
        for (var segment = 0; segment < segments; segment++)
        {
            sale.Receive(sale.Deliver(sale.Pay(segment), segment), segment);
        }

        return sale;
    }

    public Sale Begin(MarketPeer seller, MarketPeer buyer, long price, int segments = 1, string token = MoneyWorld.Token) =>
        new(seller, buyer, price, segments, token, ++_orders);

    /// <summary>Edges as <c>seller>buyer weight</c> with the numbers of the peers.</summary>
    public IEnumerable<string> Edges(InteractionGraph<PublicKey> graph) => graph.Edges
        .Select(edge => $"{Name(graph.Peers[edge.From])}>{Name(graph.Peers[edge.To])} {edge.Weight}")
        .Order(StringComparer.Ordinal);

    public int Name(PublicKey key) => World.All.ToList().FindIndex(peer => peer.PublicKey.Equals(key));

    internal sealed class Sale
    {
        private readonly MarketPeer _seller;
        private readonly MarketPeer _buyer;
        private readonly TradeTerms _terms;

        public Sale(MarketPeer seller, MarketPeer buyer, long price, int segments, string token, uint order)
        {
            (_seller, _buyer) = (seller, buyer);
            var (ask, bid) = (new BlockHash(SHA256.HashData(BitConverter.GetBytes(order))), MoneyWorld.SomeTrade);
            _terms = new TradeTerms(ask, bid, "EW" + new string('a', 64), Licence.Copy, segments, token, price, 1_800_000_000_000, new byte[32]);
            Init = buyer.Propose(BlockTypes.Init, seller.PublicKey, _terms.Encode(Network));
            Agreement = seller.Agree(Init, TermsAgreement.Encode(Network, Init, new byte[200]));
        }

        public HalfBlock Init { get; }

        public HalfBlock Agreement { get; }

        /// <summary>Where the tokens come from is another question.</summary>
        public HalfBlock Pay(int segment, long? amount = null)
        {
            var paid = amount ?? _terms.PriceOf(segment);
            var money = new MoneyFields(_terms.Currency, paid, 0, null, [new Draw(MoneyWorld.SomeTrade, paid)]);
            return _buyer.Propose(
                BlockTypes.Payment, _seller.PublicKey, new PaymentTransaction(Init.Hash, segment, new byte[32], money).Encode(Network));
        }

        public HalfBlock Deliver(HalfBlock payment, int segment) => _seller.Propose(
            BlockTypes.Delivery,
            _buyer.PublicKey,
            new DeliveryTransaction(Init.Hash, segment, payment.Hash, new byte[DeliveryTransaction.HeaderLength]).Encode(Network));

        /// <summary>Both sides say that all is done.</summary>
        public void Finish()
        {
            var done = new DoneTransaction(Init.Hash, _terms.Ask, _terms.Bid, _terms.Asset, _terms.Currency, _terms.Price);
            var proposal = _buyer.Propose(BlockTypes.Done, _seller.PublicKey, done.Encode(Network));
            _seller.Agree(proposal, TradeAgreement.EncodeEnd(Network, proposal, Init.Hash));
        }

        public HalfBlock Receive(HalfBlock delivery, int segment) =>
            _buyer.Agree(delivery, TradeAgreement.Encode(Network, delivery, Init.Hash, _terms, segment, null));
    }
}
