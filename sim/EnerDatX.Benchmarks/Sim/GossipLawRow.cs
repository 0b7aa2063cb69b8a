using System.Globalization;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Presets;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Sweeps;
using SweepCell = EnerDatX.Laboratory.Scenarios.SweepCell;

namespace EnerDatX.Benchmarks.Sim;

/// <summary>Whether forks are found after as many rounds as the closed form says, at each point of the preset.</summary>
internal static class GossipLawRow
{
    private const int QuickPeers = 1_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    public static SimGroup Group(SimSize size)
    {
        var scenario = SimRuns.Shipped("gossip-law");
        var points = scenario.Sweep!.Points;
        if (size == SimSize.Quick)
        {
            points = [.. SweepCells.Of(scenario).Where(cell => cell.Scenario.Population.Peers == QuickPeers).Take(1).Select(cell => cell.Labels)];
            scenario = scenario with { Sweep = scenario.Sweep with { Points = points } };
        }

        var of = size == SimSize.Quick ? $" (only {points.Count} of them, with {QuickPeers:#,0} peers)" : string.Empty;
        var goal = new SimGoal(
            $"gossip-law: points within max(0.5 round, 15 %) of the law{of}", "points", $"{points.Count} of {points.Count}", value => (int)value == points.Count);
        return new SimGroup([goal], runs =>
        {
            var run = runs.Sweep(scenario, Environment.ProcessorCount, Limit);
            var agreed = SweepCells.Of(scenario).GroupBy(cell => string.Join(',', cell.Labels)).Select(point => Agrees([.. point], run, runs.Notes)).ToList();
            return [goal.With(agreed.Contains(null) ? null : agreed.Count(agrees => agrees == true), run.IsSound)];
        });
    }

    /// <summary>Of one point, over all its seeds; null where a run has no result.</summary>
    private static bool? Agrees(IReadOnlyList<SweepCell> seeds, SimRun sweep, List<string> notes)
    {
        var done = seeds.Select(cell => FinishedRun.Read(Path.Combine(sweep.Folder, "cells", cell.Name))).OfType<FinishedRun>().ToList();
        var scenario = seeds[0].Scenario;
        var law = SweepMeasures.ClosedForm(scenario, Published.MeanDetection) / scenario.Gossip.TellEvery.TotalSeconds;
        if (done.Count < seeds.Count || law is not { } rounds)
        {
            return null;
        }

        double Of(FinishedRun run, string name) => run.Findings.FirstOrDefault(finding => finding.Name == name)?.Value ?? double.NaN;
        var measured = done.Average(run => Of(run, Published.MeanDetection)) / scenario.Gossip.TellEvery.TotalSeconds;
        var areAllFound = done.TrueForAll(run => Of(run, "detected") >= 1); // a mean of those that were found says nothing of those that were not
        notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"gossip-law: {scenario.Population.Peers,6:#,0} peers, f = {scenario.Gossip.TellTo}, beta = {scenario.Attackers[0].Permille / 1_000.0:0.00}: {measured:0.00} rounds, the law says {rounds:0.00}"));
        return areAllFound && Laws.Agrees(measured, rounds);
    }
}
