using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer;
using EnerDatX.Peer.Market;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Accomplices sell one dataset around and around: each offers exclusively what it owns, and bids at once for what the one before it in the ring offers.
/// All of it is real: tokens, terms, deliveries.
/// </summary>
[Behaviour("wash-ring", "A13: accomplices sell the same datasets to each other around a ring, to look like good sellers.")]
internal sealed class WashRing(AttackSurroundings my) : Attacker(my)
{
    private const int Seconds = 3_600;
    private const long LeastPrice = 10;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly SortedSet<string> _offered = new(StringComparer.Ordinal);
    private readonly HashSet<HalfBlock> _wanted = [];

    protected override void OnStart()
    {
        Body.Actor.Tell(new WantFaucet(Market.Currency), Self);
        Again(Look);
    }

    protected override void OnTurn()
    {
        if (Body.IsUp && My.Accomplices.Count > 1)
        {
            OfferAll();
            BidForNext();
        }

        Again(Look);
    }

    protected override void OnOther(object message)
    {
        // Whether an order was placed does not matter: what is owned, and what is offered, is looked at again.
    }

    private void OfferAll()
    {
        var wallet = Wallet();
        foreach (var record in Body.Vault.All())
        {
            var owns = record.Origin == DatasetOrigin.Own ? wallet.CopiesSold(record.AssetId) == 0 : wallet.TitleOf(record.AssetId) is not null;
            if (owns && _offered.Add(record.AssetId))
            {
                Place(TickSide.Ask, Math.Max(LeastPrice, record.Segments.Count), Market.Currency, record.AssetId);
            }
            else if (!owns)
            {
                _offered.Remove(record.AssetId);
            }
        }
    }

    private void BidForNext()
    {
        var me = My.Accomplices.ToList().FindIndex(a => a.Number == Me.Number);
        var before = My.Accomplices[(me + My.Accomplices.Count - 1) % My.Accomplices.Count];
        foreach (var ask in Body.Ledger.OfType(before.Self, BlockTypes.Ask))
        {
            if (BudgetLeft > 0 && ListedOrder.TryRead(ask, Market.Network, out var order) && _wanted.Add(ask))
            {
                Commit(ProofKind.None, ask);
                Place(TickSide.Bid, order.Tick.Assets.First.Amount, order.Tick.Assets.First.Type, order.Tick.Assets.Second.Type);
            }
        }
    }

    private void Place(TickSide side, long price, string currency, string asset) => Body.Actor.Tell(new PlaceOrder(new OrderWish(
        side, new AssetAmount(price, currency), new AssetAmount(1, asset), Seconds, Tick.MaxEdmpTimeoutSeconds, Licence.Exclusive)), Self);
}
