using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Promises the same tokens to many sellers in one moment: bids for everything that is on offer and proposes terms to all of them at once, so that none
/// can know of the others. It pays none of them.
/// </summary>
[Behaviour("obligation-race", "A09: a buyer who begins trades with many sellers in one moment with the same tokens.")]
internal sealed class ObligationRace(AttackSurroundings my) : Attacker(my)
{
    private const int UsualTargets = 5;
    private const int Seconds = 600;
    private const ulong DurationMs = 600_000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly HashSet<HalfBlock> _bid = [];
    private readonly HashSet<HalfBlock> _begun = [];

    protected override void OnStart() => Again(SomeTime(My.Plan.Stop));

    protected override void OnTurn()
    {
        var most = Math.Min(BudgetLeft, My.Plan.Targets > 0 ? My.Plan.Targets : UsualTargets);
        var asks = Victims(int.MaxValue)
            .Select(seller => Body.Ledger.OfType(seller.Self, BlockTypes.Ask).LastOrDefault(ask => !_bid.Contains(ask)))
            .OfType<HalfBlock>().Take(most).ToList();
        if (asks.Count > 0)
        {
            Begin(asks);
        }

        Again(LookAgain);
    }

    /// <summary>The body must not pay: it never hears that they agreed.</summary>
    protected override bool Gets(Packet packet, IPEndPoint from) => packet.Message is not BlockMessage message
        || !message.Blocks.Any(block => block.IsAgreement && _begun.Any(init => init.Sequence == block.LinkSequence && block.LinkPublicKey.Equals(MyKey)));

    private void Begin(List<HalfBlock> asks)
    {
        var number = MyChain().Aggregate(MyOrders.None, (orders, own) => orders.Evolve(own, Market.Network)).NextNumber;
        var before = Body.Ledger.Latest(MyKey)?.Sequence ?? 0;
        var me = Myself();
        foreach (var ask in asks.Where(_bid.Add))
        {
            if (!ListedOrder.TryRead(ask, Market.Network, out var offered) || ParticipantOf(ask.PublicKey) is not { } seller)
            {
                continue;
            }

            var tick = new Tick(new OrderId(MyKey.Mid, number++), TickSide.Bid, offered.Tick.Assets, Seconds, NowMs, 0);
            var bid = me.Publish(BlockTypes.Bid, OrderTransaction.Encode(Market.Network, tick, null));
            var wanted = ListedOrder.TryRead(bid, Market.Network, out var order) ? order : throw new InvalidOperationException("The own bid is none.");
            var terms = TermsRule.Of(new Crossing(offered, wanted), (ulong)NowMs + DurationMs, Key);
            var init = me.Propose(ask.PublicKey, BlockTypes.Init, terms.Encode(Market.Network));
            _begun.Add(init);
            Commit(ProofKind.None, init);
            Send(seller, bid, init);
        }

        GoOnFrom(before, me.Halves);
    }
}
