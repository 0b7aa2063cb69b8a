using EnerDatX.Core.Evidence;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>
/// Makes up keys that sell to each other for tokens out of nothing, and one or all of them to the attacker. The attacker's own sales are the only edge
/// from them all to anybody honest. Everything is shown to twenty of them, who pass on what they are shown.
/// </summary>
public abstract class SybilRegion(AttackSurroundings my) : Attacker(my)
{
    private const int UsualKeys = 8;
    /// <summary>To whom it is shown: to thousands it would be a flood.</summary>
    private const int Shown = 20;

    private const long Praise = 1_000_000;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    /// <summary>Pairs of a seller and a buyer; number 0 is the attacker, the made-up ones follow.</summary>
    protected abstract IEnumerable<(int Seller, int Buyer)> Sales(int madeUp);

    protected override void OnStart() => Again(SomeTime(First));

    protected override void OnTurn()
    {
        if (BudgetLeft < 1)
        {
            return;
        }

        var madeUp = My.Plan.Targets > 0 ? My.Plan.Targets : UsualKeys;
        Persona[] everybody = [Myself(), .. Enumerable.Range(0, madeUp).Select(_ => Persona.MadeUp(My.Random, () => NowMs))];
        var printer = Persona.MadeUp(My.Random, () => NowMs);
        var sales = Sales(madeUp).ToList();
        var halves = sales.GroupBy(sale => sale.Buyer)
            .SelectMany(buyer => FalseTrade.Print(printer, everybody[buyer.Key], Market, Praise * buyer.Count()))
            .Concat(sales.SelectMany(sale => FalseTrade.Between(everybody[sale.Seller], everybody[sale.Buyer], Market, Praise, (ulong)NowMs)))
            .ToList();
        Commit(ProofKind.None, [.. halves.Where(half => half.IsAgreement && half.Type == Core.Market.BlockTypes.Delivery)]);
        foreach (var victim in Victims(Shown))
        {
            Send(victim, halves);
        }

        GoOnFrom(Body.Ledger.Latest(MyKey)?.Sequence ?? 0, halves);
    }
}
