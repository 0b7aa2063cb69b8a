using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Explore;

/// <summary>One random world, run to its end or until something is wrong.</summary>
public static class Explored
{
    /// <summary>What is broken, one line each; empty if nothing is.</summary>
    public static IReadOnlyList<string> Of(ulong seed, CancellationToken stop = default)
    {
        using var experiment = new Experiment(RandomScenario.Of(seed), seed, RunFiles.None);
        experiment.Run(stop: stop);
        return experiment.Violations;
    }
}
