using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>A seller's side of one trade, signed by hand: it asks nothing and answers everything.</summary>
public sealed class SecondSale(Persona seller, MarketNames market, DatasetRecord record, string gateway, Trade first, HalfBlock firstAsk, RandomStream random)
{
    private readonly List<HalfBlock> _halves = [];
    private readonly Dictionary<BlockHash, HalfBlock[]> _answers = [];
    private HalfBlock? _ask;
    private Trade? _trade;

    /// <summary>The seller's, and the buyer's that belong to them.</summary>
    public IReadOnlyList<HalfBlock> Halves => _halves;

    public bool IsDone => _trade?.DoneAgreement is not null;

    /// <summary>Both sales, once the second is delivered too.</summary>
    public (BlockHash Trade, IReadOnlyList<HalfBlock> Halves)? HandedOver => _trade is { } second && second.Segments[^1].Delivery is not null
        ? (second.Id, [.. SixOf(firstAsk, first), .. SixOf(_ask!, second)])
        : null;

    /// <summary>The same offer once more, as another order.</summary>
    public HalfBlock Offer(uint number, int seconds, long nowMs)
    {
        var order = ListedOrder.TryRead(firstAsk, market.Network, out var listed) ? listed : throw new InvalidOperationException("What was sold was never asked for.");
        var tick = new Tick(new OrderId(seller.Self.Mid, number), TickSide.Ask, order.Tick.Assets, seconds, nowMs, 0);
        _ask = seller.Publish(BlockTypes.Ask, OrderTransaction.Encode(market.Network, tick, order.Offer));
        _halves.Add(_ask);
        return _ask;
    }

    /// <summary>What the seller says to a half-block; the same again if it comes again.</summary>
    public IReadOnlyList<HalfBlock> Answer(HalfBlock half)
    {
        if (_answers.TryGetValue(half.Hash, out var before))
        {
            return before;
        }

        HalfBlock[] answer = half switch
        {
            { IsProposal: true, Type: BlockTypes.Init } when _trade is null && Begins(half) => [seller.Agree(half, Terms(half))],
            { IsProposal: true, Type: BlockTypes.Payment } when Fits(half) => Deliver(half),
            { IsProposal: true, Type: BlockTypes.Done } when Fits(half) => [seller.Agree(half, TradeAgreement.EncodeEnd(market.Network, half, _trade!.Id))],
            { IsAgreement: true, Type: BlockTypes.Delivery } when Fits(half) => [],
            _ => [],
        };
        if (answer.Length > 0)
        {
            _answers[half.Hash] = answer;
            _halves.Add(half);
            _halves.AddRange(answer);
            _trade = answer.Aggregate(_trade!, (trade, own) => trade.Evolve(own, market.Network));
        }

        return answer;
    }

    private static IEnumerable<HalfBlock> SixOf(HalfBlock ask, Trade trade) =>
        [ask, trade.Init, trade.InitAgreement!, trade.Segments[^1].Payment!, trade.Segments[^1].Credit!, trade.Segments[^1].Delivery!];

    private bool Begins(HalfBlock init)
    {
        _trade = TradeTerms.TryRead(init, market.Network, out var terms) && terms.Ask == _ask?.Hash ? Trade.Begin(init, market.Network) : null;
        return _trade is not null;
    }

    private bool Fits(HalfBlock half)
    {
        if (_trade is not { } trade || !TradeFields.TryTradeOf(half, market.Network, out var id) || id != trade.Id)
        {
            return false;
        }

        _trade = trade.Evolve(half, market.Network);
        return !ReferenceEquals(_trade, trade);
    }

    private byte[] Terms(HalfBlock init)
    {
        var to = AgeRecipient.TryFromKey(_trade!.Terms.LocatorKey, out var buyer) ? buyer : throw new InvalidOperationException("The buyer's key is none.");
        var manifest = Cid.TryParse(record.ManifestCid, out var cid) ? cid : throw new InvalidOperationException("The own record has no manifest.");
        var locator = new Locator(manifest, record.ManifestKey, gateway);
        var box = SealedBox.Seal(to, Random(AgePayload.FileKeyLength), Random(AgePayload.NonceLength), Random(32), locator.Encode());
        return TermsAgreement.Encode(market.Network, init, box);
    }

    private HalfBlock[] Deliver(HalfBlock payment)
    {
        var trade = _trade!;
        var segment = trade.Segments.Length - 1;
        while (trade.Segments[segment].Payment?.Hash != payment.Hash)
        {
            segment--;
        }

        var to = PaymentTransaction.TryRead(payment, market.Network, out var paid) && AgeRecipient.TryFromKey(paid.Recipient, out var recipient)
            ? recipient : throw new InvalidOperationException("The buyer's key is none.");
        var credit = seller.AgreeMoney(payment, market, trade.Terms.PriceOf(segment), money =>
            TradeAgreement.Encode(market.Network, payment, trade.Id, trade.Terms, segment, money));
        var header = AgeHeader.Wrap(record.Segments[segment].FileKey, to, Random(32));
        var delivery = seller.Propose(trade.Buyer, BlockTypes.Delivery, new DeliveryTransaction(trade.Id, segment, payment.Hash, header).Encode(market.Network));
        return [credit, delivery];
    }

    private byte[] Random(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
