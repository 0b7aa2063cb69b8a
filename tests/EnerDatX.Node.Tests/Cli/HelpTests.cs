using System.CommandLine;
using EnerDatX.Node.Cli;

namespace EnerDatX.Node.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. Names(CommandLine.Root())];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_and_everything_that_it_takes_is_explained(string name)
    {
        var command = name.Split(' ').Skip(1).Aggregate((Command)CommandLine.Root(), (parent, word) => parent.Subcommands.Single(child => child.Name == word));
        Assert.False(string.IsNullOrWhiteSpace(command.Description), name);
        Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), $"{name} {argument.Name}"));
        Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{name} {option.Name}"));
        var (exit, output, error) = await CannedNode.Invoke([.. name.Split(' ').Skip(1), "--help"]);
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sell")]
    [InlineData("buy")]
    [InlineData("market")]
    [InlineData("wallet")]
    [InlineData("chain")]
    [InlineData("meter import")]
    [InlineData("meter oehu")]
    [InlineData("link")]
    public async Task A_command_that_talks_to_a_node_shows_how_it_is_called(string name)
    {
        var (_, output, _) = await CannedNode.Invoke([.. name.Split(' '), "--help"]);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        Assert.Contains($"./enerdatx {name}", output, StringComparison.Ordinal);
        Assert.Contains("--state", output, StringComparison.Ordinal);
        Assert.Contains("--json", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_names_what_the_launcher_adds() =>
        Assert.Contains("./enerdatx test", (await CannedNode.Invoke("--help")).Output, StringComparison.Ordinal);

    private static IEnumerable<string> Names(Command command, string before = "") =>
        command.Subcommands.SelectMany(child => Names(child, $"{before}{command.Name} ")).Prepend($"{before}{command.Name}");
}
