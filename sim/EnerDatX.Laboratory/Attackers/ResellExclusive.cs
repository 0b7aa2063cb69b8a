using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Sells exclusively what it has sold exclusively before. Its body would not: so the attacker signs the second sale itself, half-block by half-block,
/// while the body hears and says nothing, and has the body go on from there.
/// </summary>
[Behaviour("resell-exclusive", "A19: a seller who sells a dataset exclusively a second time, to somebody else.")]
internal sealed class ResellExclusive(AttackSurroundings my) : Attacker(my)
{
    private const int Seconds = 600;
    private const uint Hops = 3;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HashSet<BlockHash> _resold = [];
    private SecondSale? _sale;
    private uint _before;
    private long _untilMs;

    protected override void OnStart() => Again(Look);

    protected override void OnTurn()
    {
        if (_sale is null)
        {
            Begin();
        }
        else if (_sale.IsDone || NowMs > _untilMs)
        {
            End();
        }

        Again(Look);
    }

    protected override void OnStop() => End();

    /// <summary>While the attacker signs, nothing of the body's may go out that would take the same places.</summary>
    protected override bool Sends(Packet packet, IPEndPoint to) => _sale is null || !Mine(packet).Any(own => own.Sequence > _before);

    protected override bool Gets(Packet packet, IPEndPoint from)
    {
        if (_sale is null || packet.Message is not BlockMessage message)
        {
            return true;
        }

        foreach (var answer in message.Blocks.Where(block => block.LinkPublicKey.Equals(MyKey)).SelectMany(_sale.Answer))
        {
            Send(from, CommunityId.TrustChain, new HalfBlockMessage(answer));
        }

        if (_sale.HandedOver is { } conflict && _resold.Add(conflict.Trade))
        {
            Commit(ProofKind.ConflictingLicences, [.. conflict.Halves]);
        }

        return !message.Blocks.Any(block => block.LinkPublicKey.Equals(MyKey));
    }

    private void Begin()
    {
        var sold = BudgetLeft < 1 ? null : Wallet().Sold.Find(entry => entry.Licence == Licence.Exclusive && !_resold.Contains(entry.Trade));
        if (sold is null
            || TradeHistory.Of(MyKey, Body.Ledger, Market.Network).FirstOrDefault(t => t.Id == sold.Trade) is not { } trade
            || trade.Segments[^1].Receipt is null
            || Body.Ledger.Find(trade.Terms.Ask) is not { } ask
            || Body.Vault.Find(sold.Asset) is not { } record)
        {
            return;
        }

        _resold.Add(sold.Trade);
        _before = Body.Ledger.Latest(MyKey)!.Sequence;
        _untilMs = NowMs + (long)Patience.TotalMilliseconds;
        var number = MyChain().Aggregate(MyOrders.None, (orders, own) => orders.Evolve(own, Market.Network)).NextNumber;
        _sale = new SecondSale(Myself(), Market, record, Body.Gateway, trade, ask, My.Random);
        var again = _sale.Offer(number, Seconds, NowMs);
        foreach (var victim in Victims(int.MaxValue))
        {
            Send(victim, CommunityId.TrustChain, new HalfBlockBroadcast(again, Hops));
        }
    }

    private void End()
    {
        if (_sale is { } sale)
        {
            _sale = null;
            GoOnFrom(_before, sale.Halves);
        }
    }
}
