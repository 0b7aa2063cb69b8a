using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Tests.Runs;

public sealed class DeterminismTests
{
    [Fact]
    public void The_same_scenario_and_seed_give_the_same_files_and_another_seed_does_not()
    {
        var folders = Enumerable.Range(0, 3).Select(_ => Directory.CreateTempSubdirectory("enerdatx-runs-").FullName).ToList();
        try
        {
            var scenario = SmallWorld.With("fork-once");
            Write(scenario, 7, folders[0]);
            Write(scenario, 7, folders[1]);
            Write(scenario, 8, folders[2]);
            foreach (var file in Directory.GetFiles(folders[0]).Select(Path.GetFileName).Where(f => f != "timing.json"))
            {
                Assert.Equal(File.ReadAllBytes(Path.Combine(folders[0], file!)), File.ReadAllBytes(Path.Combine(folders[1], file!)));
            }

            Assert.NotEqual(File.ReadAllBytes(Path.Combine(folders[0], "run.json")), File.ReadAllBytes(Path.Combine(folders[2], "run.json")));
        }
        finally
        {
            folders.ForEach(folder => Directory.Delete(folder, recursive: true));
        }
    }

    [Fact]
    public void Keyed_signatures_and_real_ones_give_the_same_detections()
    {
        var keyed = Run(SmallWorld.With("fork-once"));
        var real = Run(SmallWorld.With("fork-once") with { Signatures = Signatures.Real });
        Assert.NotEmpty(keyed.Tables.Frauds);

        // Whom somebody tells first may depend on the order of hashes, which is another one: so the first proof may come some milliseconds sooner.
        Assert.Equal(
            keyed.Tables.Frauds.Select(f => (f.Attack, f.Behaviour, f.Attacker, f.Kind, f.CommittedMs, f.FirstDetectedMs is not null, f.KnownAtEnd)),
            real.Tables.Frauds.Select(f => (f.Attack, f.Behaviour, f.Attacker, f.Kind, f.CommittedMs, f.FirstDetectedMs is not null, f.KnownAtEnd)));
    }

    [Fact]
    public void Nothing_that_happens_comes_from_another_thread()
    {
        using var experiment = new Experiment(SmallWorld.Honest, 4, RunFiles.None);
        var result = experiment.Run();
        Assert.Equal(0, experiment.World.ForeignEnqueues);
        Assert.Contains(result.Tables.Trades, trade => trade.Ending == "done");
        Assert.Empty(experiment.Violations);
    }

    private static RunResult Run(Scenario scenario)
    {
        using var experiment = new Experiment(scenario, 7, RunFiles.None);
        var result = experiment.Run();
        Assert.Empty(experiment.Violations);
        return result;
    }

    private static void Write(Scenario scenario, ulong seed, string folder) => RunFolder.Write(
        folder, Commands.OneRun.Of(scenario, new RunIdentity(scenario.Name, ScenarioText.Of(scenario), seed, "test"), RunFiles.None, null, CancellationToken.None));
}
