using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Tests.Outputs;
using EnerDatX.Laboratory.Tests.Sweeps;

namespace EnerDatX.Laboratory.Tests.Runs;

public sealed class LanesTests : IDisposable
{
    private const string Ledgers = """
        about = "Peers with ledgers, of whom some fork."
        duration = 40s
        warm-up = 5s
        lanes = 3
        population { owners = 40, buyers = 0, matchmakers = 0 }
        network { loss = 0.05, duplication = 0.05, topology { kind = given, degree = 8 } }
        market { offer-every = 0s, buy-every = 0s }
        ledger { propose-every = 2s, pull-every = 3s }
        attackers = [ { behaviour = fork-once, share = 0.2 }, { behaviour = silent, share = 0.1 } ]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lanes_do_the_same_on_one_processor_and_on_two_and_on_three()
    {
        File.WriteAllText(_folder.Of("lanes.conf"), Ledgers);
        var processors = new[] { 1, 2, 3 };
        foreach (var count in processors)
        {
            var (code, output, error) = SimProgram.RunOn(count, "run", _folder.Of("lanes.conf"), "--out", _folder.Of($"{count}"), "--quiet");
            Assert.True(code == 0, output + error);
        }

        foreach (var file in Directory.GetFiles(_folder.Of("1")).Select(Path.GetFileName).Where(name => name != "timing.json"))
        {
            Assert.All(processors[1..], count => Assert.Equal(File.ReadAllBytes(_folder.Of($"1/{file}")), File.ReadAllBytes(_folder.Of($"{count}/{file}"))));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Forks_are_found_and_nobody_else_is_accused_in_however_many_lanes(int lanes)
    {
        Assert.True(ScenarioText.TryRead(Ledgers, "lanes.conf", Behaviours.Names, out var scenario, out _));
        using var experiment = new Experiment(scenario! with { Lanes = lanes }, 3, RunFiles.None);
        var result = experiment.Run();

        Assert.Empty(experiment.Violations);
        Assert.Equal(0, result.FalseAccusations);
        var forks = result.Tables.Frauds.Where(fraud => fraud.Behaviour == "fork-once").ToList();
        Assert.NotEmpty(forks);
        Assert.All(forks, fork => Assert.NotNull(fork.FirstDetectedMs));
        Assert.Equal(Enumerable.Range(0, result.Tables.Frauds.Count), result.Tables.Frauds.Select(fraud => fraud.Attack));
    }
}
