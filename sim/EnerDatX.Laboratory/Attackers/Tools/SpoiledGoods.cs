using EnerDatX.Core.Market;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>A seller whose datasets are not what it says: each is spoiled as soon as the body has it, as long as the budget lasts.</summary>
public abstract class SpoiledGoods(AttackSurroundings my) : Attacker(my)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Assets that it spoiled.</summary>
    protected IReadOnlySet<string> Spoiled => _seen;

    protected abstract void Spoil(DatasetRecord record);

    protected sealed override void OnStart() => Again(Look);

    protected sealed override void OnTurn()
    {
        foreach (var record in Body.Vault.All().Where(r => r.Origin == DatasetOrigin.Own && BudgetLeft > 0 && _seen.Add(r.AssetId)))
        {
            Spend();
            Spoil(record);
        }

        Again(Look);
    }
}
