namespace EnerDatX.Benchmarks.Sim;

/// <summary>That whoever cheats is found where it can be, and that nobody else is ever accused.</summary>
internal static class HonestyRows
{
    private const double Wanted = 1_000_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    public static IEnumerable<SimGroup> Groups(SimSize size)
    {
        yield return Exposed(size);
        yield return Accused(size);
    }

    /// <summary>Every participant is looked at after every instant.</summary>
    private static SimGroup Exposed(SimSize size)
    {
        var scenario = SimRuns.Shipped("double-spend");
        scenario = size == SimSize.Quick ? Smaller.DoubleSpend(scenario) : scenario;
        scenario = scenario with { Checks = scenario.Checks with { IsExhaustive = true } };
        var goal = new SimGoal(
            $"double spends exposed in the step in which both halves reach one honest peer ({scenario.Population.Peers} peers)", "%", "100", value => value >= 100);
        return new SimGroup([goal], runs =>
        {
            var run = runs.Run(scenario, Limit);
            if (run.Finding("forks.met") is { } met)
            {
                runs.Notes.Add($"double spends: both halves of {run.Finding("frauds"):#,0} forks met {met:#,0} times at some honest peer.");
            }

            return [goal.With(100 * run.Finding("forks.exposed"), run.IsSound)];
        });
    }

    /// <summary>A transaction is a proposal that was countersigned; counted, not assumed.</summary>
    private static SimGroup Accused(SimSize size)
    {
        var scenario = SimRuns.Shipped("honest-million");
        var conditions = "20 % loss, churn, restarts";
        var done = new SimGoal($"honest-million: transactions done ({conditions})", "", ">= 1,000,000", value => value >= Wanted);
        if (size == SimSize.Quick)
        {
            scenario = Smaller.WithPeers(scenario, 50, TimeSpan.FromSeconds(20));
            done = new SimGoal($"honest-million, smaller: transactions done ({conditions})", "", "any", value => value > 0);
        }

        var accused = new SimGoal($"{done.Row.Split(':')[0]}: honest peers accused ({conditions})", "peers", "0", value => value == 0);
        return new SimGroup([done, accused], runs =>
        {
            var run = runs.Run(scenario, Limit);
            return [done.With(run.Finding("half-blocks.agreed"), run.IsSound), accused.With(run.Finding("accusations.false"), run.IsSound)];
        });
    }
}
