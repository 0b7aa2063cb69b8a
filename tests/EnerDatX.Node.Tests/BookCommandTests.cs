using System.CommandLine;
using System.Text.Json.Nodes;
using EnerDatX.Node.Cli;

namespace EnerDatX.Node.Tests;

public sealed class BookCommandTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public static TheoryData<int> Scenarios => [0, 1, 2, 3];

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_scenario_without_its_results_is_printed_with_them(int scenario)
    {
        var vectors = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "matching.json")))!;
        var expected = vectors["matching"]![scenario]!.AsObject();
        var stripped = expected.DeepClone().AsObject();
        stripped.Remove("final_asks");
        stripped.Remove("final_bids");
        foreach (var op in stripped["ops"]!.AsArray())
        {
            op!.AsObject().Remove("matches");
        }

        var (exit, output, error) = Replay(stripped.ToJsonString());
        Assert.Equal((0, ""), (exit, error));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(output)));
    }

    [Fact]
    public void A_dataset_is_sold_whole()
    {
        var (exit, output, _) = Replay(
            """
            {"ops":[{"op":"ask","trader":"e0b7004135fc05046e40b5817bfafd95df8ef338","order":1,"first":[10,"DUM1"],"second":[1,"EWabcdef"]},
                    {"op":"bid","trader":"2cbde6b9de4f1f46c135cf961411ec48ceb50a1c","order":7,"first":[12,"DUM1"],"second":[1,"EWabcdef"]}]}
            """);
        Assert.Equal(0, exit);
        Assert.Equal("""[["e0b7004135fc05046e40b5817bfafd95df8ef338",1,1]]""", JsonNode.Parse(output)!["ops"]![1]!["matches"]!.ToJsonString());
    }

    [Theory]
    [InlineData("", "The input does not contain any JSON tokens")]
    [InlineData("[]", "the scenario is not a JSON object")]
    [InlineData("null", "the scenario is not a JSON object")]
    [InlineData("{", "LineNumber: 0")]
    [InlineData("""{"seed":1}""", "\"ops\" is missing or not a list")]
    [InlineData("""{"ops":[7]}""", "ops[0] is not a JSON object")]
    [InlineData("""{"ops":[],"ops":[]}""", "Duplicate property 'ops'")]
    [InlineData("""{"ops":[],"note":"\ud800"}""", "half a surrogate pair")]
    [InlineData("""{"ops":[{"op":"ask","trader":"e0b7","order":1}]}""", "ops[0].trader is not 40 hex digits")]
    [InlineData("""{"ops":[{"op":"buy","trader":"e0b7004135fc05046e40b5817bfafd95df8ef338","order":1}]}""", "ops[0].op is \"buy\"")]
    [InlineData("""{"ops":[{"op":"cancel","trader":"e0b7004135fc05046e40b5817bfafd95df8ef338"}]}""", "ops[0].order is not a whole number")]
    [InlineData("""{"ops":[{"op":"ask","trader":"e0b7004135fc05046e40b5817bfafd95df8ef338","order":1,"first":[5]}]}""", "ops[0].first is not [amount, type]")]
    [InlineData("""{"ops":[{"op":"ask","trader":"e0b7004135fc05046e40b5817bfafd95df8ef338","order":1,"first":[1.5,"A"]}]}""", "ops[0].first[0] is not a whole number from 1 to 9223372036854775807")]
    [InlineData("""{"ops":[{"op":"ask","trader":"e0b7004135fc05046e40b5817bfafd95df8ef338","order":1,"first":[1,"B"],"second":[1,"A"]}]}""", "ops[0]: Asset 1 B must be smaller than 1 A")]
    [InlineData("""{"ops":[{"op":"ask","trader":"e0b7004135fc05046e40b5817bfafd95df8ef338","order":1,"first":[1,"A"],"second":[1,"B"]},{"op":"ask","trader":"e0b7004135fc05046e40b5817bfafd95df8ef338","order":1,"first":[1,"A"],"second":[1,"B"]}]}""", "ops[1], order e0b7004135fc05046e40b5817bfafd95df8ef338.1: The order is in the book already.")]
    public void A_bad_scenario_is_refused_and_the_place_named(string json, string expected)
    {
        var (exit, output, error) = Replay(json);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("book replay: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var (exit, _, error) = Run(_file + ".gone");
        Assert.Equal(1, exit);
        Assert.Contains(_file + ".gone", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_text_is_refused()
    {
        File.WriteAllBytes(_file, [0x7b, 0xff, 0x7d]);
        var (exit, _, error) = Run(_file);
        Assert.Equal(1, exit);
        Assert.Contains("Unicode", error, StringComparison.Ordinal);
    }

    private (int Exit, string Output, string Error) Replay(string json)
    {
        File.WriteAllText(_file, json);
        return Run(_file);
    }

    private static (int Exit, string Output, string Error) Run(string path)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Root().Parse(["book", "replay", path]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
