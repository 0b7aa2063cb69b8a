using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Tests.Scenarios;

namespace EnerDatX.Laboratory.Tests.Attackers;

public sealed class BehaviourTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Given.Root, "docs", "SIMULATION-attackers.md"));

    public static TheoryData<string> Names() => [.. Behaviours.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_behaviour_is_in_the_table_with_its_sentence(string name) =>
        Assert.Contains($"| `{name}` | {Behaviours.All[name].About} |", Page, StringComparison.Ordinal);

    [Fact]
    public void The_example_is_the_file_that_it_says()
    {
        var file = File.ReadAllText(Path.Combine(Given.Root, "sim", "EnerDatX.Laboratory", "Attackers", "ForkOnce.cs")).Trim();
        Assert.Contains(file, Page, StringComparison.Ordinal);
        Assert.InRange(file.Split('\n').Length, 30, 45);
    }

    [Fact]
    public void Every_behaviour_that_a_shipped_scenario_names_is_there()
    {
        var named = Directory.GetFiles(Given.Shipped, "*.conf").SelectMany(File.ReadLines)
            .Select(line => line.Split("behaviour = ") is [_, var rest, ..] ? rest.Split([',', ' ', '}'])[0] : null)
            .OfType<string>().Distinct();
        Assert.All(named, name => Assert.Contains(name, Behaviours.Names));
    }

    [Fact]
    public void Only_accidents_are_honest() => Assert.Equal(
        ["clone-process", "honest-restore"], Behaviours.Names.Where(name => Behaviours.All[name].IsHonest));
}
