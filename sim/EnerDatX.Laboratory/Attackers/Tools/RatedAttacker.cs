namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>An attacker that does the same again and again, as often as the plan's rate says, until its budget is used up.</summary>
public abstract class RatedAttacker(AttackSurroundings my) : Attacker(my)
{
    private const int TurnsPerSecond = 10;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(1_000.0 / TurnsPerSecond);

    private int _owed;

    /// <summary>One act; takes one from the budget itself, if there was anything to do.</summary>
    protected abstract void Act();

    protected sealed override void OnStart() => Again(Turn);

    protected sealed override void OnTurn()
    {
        for (_owed += My.Plan.Rate; _owed >= TurnsPerSecond && BudgetLeft > 0; _owed -= TurnsPerSecond)
        {
            Act();
        }

        _owed %= TurnsPerSecond;
        Again(Turn);
    }
}
