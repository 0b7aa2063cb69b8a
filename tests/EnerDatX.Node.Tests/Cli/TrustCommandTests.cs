using System.CommandLine;
using System.Text.Json.Nodes;
using EnerDatX.Node.Cli;

namespace EnerDatX.Node.Tests.Cli;

public sealed class TrustCommandTests : IDisposable
{
    private const int FlowCases = 14;
    private const int WalkCases = 10;
    private const double Rounding = 1e-12;

    private static readonly string[] Results =
        ["netflow_score", "netflow_node_capacity", "net_contribution", "bartercast", "scores_default_tol_1e-6", "scores_tol_1e-14"];

    private readonly string _file = Path.GetTempFileName();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, FlowCases + WalkCases)];

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Every_case_of_the_vectors_is_tested() => Assert.Equal(FlowCases + WalkCases, Vectors().Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_without_its_results_is_printed_with_them(int number)
    {
        var expected = Vectors()[number];
        AssertSame(expected, Assert.Single(Good(Run(Stripped(expected).ToJsonString()))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_that_does_not_say_whose_view_it_is_is_seen_by_whom_the_caller_names(int number)
    {
        var expected = Vectors()[number];
        var stripped = Stripped(expected);
        var name = stripped.ContainsKey("me") ? "me" : "own";
        var view = (string)stripped[name]!;
        stripped.Remove(name);
        var printed = Assert.Single(Good(Run(stripped.ToJsonString(), "--from", view), allowNote: number == FlowCases + 6));
        Assert.Equal(view, (string)printed[name]!);
        Assert.All(Results.Where(expected.ContainsKey), result => AssertSame(expected[result], printed[result]));
    }

    [Fact]
    public void All_cases_come_out_in_order_one_per_line_whether_they_are_listed_follow_each_other_or_are_the_whole_vectors()
    {
        var expected = Vectors();
        var stripped = expected.ConvertAll(Stripped);
        var whole = new JsonObject
        {
            ["meta"] = "anything",
            ["netflow_bartercast"] = new JsonArray([.. stripped.Take(FlowCases).Select(one => one.DeepClone())]),
            ["temporal_pagerank"] = new JsonArray([.. stripped.Skip(FlowCases).Select(one => one.DeepClone())]),
        };
        var listed = new JsonArray([.. stripped.Select(one => one.DeepClone())]);
        foreach (var input in new[] { whole.ToJsonString(), listed.ToJsonString(), string.Join('\n', stripped.Select(one => one.ToJsonString())) })
        {
            var printed = Good(Run(input));
            Assert.Equal(expected.Count, printed.Count);
            Assert.All(expected.Zip(printed), pair => AssertSame(pair.First, pair.Second));
        }
    }

    [Fact]
    public void The_caller_names_another_view_than_the_case()
    {
        var printed = Assert.Single(Good(Run("""{"me":"A","edges":[["B","A",10],["A","B",4]]}""", "--from", "B")));
        AssertSame(JsonNode.Parse("""{"B":0,"A":0}"""), printed["netflow_score"]);
        AssertSame(JsonNode.Parse("""{"A":-1}"""), printed["net_contribution"]);
        Assert.Equal("B", (string)printed["me"]!);
        Assert.Equal(2, (int)printed["alpha"]!);
    }

    [Fact]
    public void Fractions_are_counted_exactly()
    {
        var printed = Assert.Single(Good(Run("""{"me":"A","edges":[["B","A",0.3],["A","B",0.1],["B","A",2.50]]}""")));
        Assert.Equal(
            """[{"B":2.75,"A":0},{"B":2.75},{"B":2.75},2.7]""",
            new JsonArray(
                printed["netflow_score"]!.DeepClone(),
                printed["netflow_node_capacity"]!.DeepClone(),
                printed["net_contribution"]!.DeepClone(),
                printed["bartercast"]!["B"]!["raw"]!.DeepClone()).ToJsonString());
    }

    [Fact]
    public void One_case_may_have_edges_and_interactions()
    {
        const string Case = """
            {"me":"A","own":"A","edges":[["B","A",1]],"interactions":[{"requester":"A","requester_seq":1,"responder":"B","responder_seq":1,"value":5}]}
            """;
        var printed = Assert.Single(Good(Run(Case)));
        Assert.All(Results, result => Assert.True(printed.ContainsKey(result), result));
    }

    [Fact]
    public void A_view_that_nobody_in_the_file_has_trusts_nobody_and_is_pointed_out()
    {
        var (exit, output, error) = Run("""{"edges":[["B","A",1]]}""", "--from", "C");
        Assert.Equal(0, exit);
        AssertSame(JsonNode.Parse("""{"B":0,"A":0,"C":0}"""), JsonNode.Parse(output)!["netflow_score"]);
        Assert.Contains("note: C gave and took nothing", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("{", "LineNumber: 0")]
    [InlineData("{\"edges\":[],\"me\":\"A\"}\n{\"edges\":", "LineNumber: 1")]
    [InlineData("7", "the file is not a case: a JSON object with edges or interactions")]
    [InlineData("null", "the file is not a case")]
    [InlineData("""{"me":"A"}""", "the file is not a case")]
    [InlineData("""[{"edges":[],"me":"A"},{}]""", "[1] is not a case")]
    [InlineData("""{"edges":[],"me":"A"} {"edges":7,"me":"A"}""", "[1].edges is not a list")]
    [InlineData("""{"edges":[],"edges":[],"me":"A"}""", "Duplicate property 'edges'")]
    [InlineData("""{"edges":[["\ud800","A",1]],"me":"A"}""", "half a surrogate pair")]
    [InlineData("""{"edges":[]}""", "me is missing: it or --from says whose view it is")]
    [InlineData("""{"temporal_pagerank":[{"interactions":[]}]}""", "temporal_pagerank[0].own is missing")]
    [InlineData("""{"edges":[],"me":7}""", "me is missing or not text")]
    [InlineData("""{"edges":[],"me":"A","alpha":0}""", "alpha is not a whole number from 1 to 1000")]
    [InlineData("""{"edges":[],"me":"A","alpha":1.5}""", "alpha is not a whole number from 1 to 1000")]
    [InlineData("""{"netflow_bartercast":[{"me":"A","edges":[["B","A",1],["B","A"]]}]}""", "netflow_bartercast[0].edges[1] is not [giver, taker, weight]")]
    [InlineData("""{"me":"A","edges":[[1,"A",1]]}""", "edges[0][0] is missing or not text")]
    [InlineData("""{"me":"A","edges":[["B",null,1]]}""", "edges[0][1] is missing or not text")]
    [InlineData("""{"me":"A","edges":[["B","A",-1]]}""", "edges[0][2] is not a weight: a number from 0")]
    [InlineData("""{"me":"A","edges":[["B","A","1"]]}""", "edges[0][2] is not a weight: a number from 0")]
    [InlineData("""{"me":"A","edges":[["B","A",1e40]]}""", "edges[0][2] is not a weight: a number from 0")]
    [InlineData("""{"me":"A","edges":[["B","A",0.0000000001]]}""", "edges[0][2] has more than 9 decimals")]
    [InlineData("""{"me":"A","edges":[["B","A",1000000000000000]]}""", "edges[0]: what B gave to A is 1000000000000000 or more")]
    [InlineData("""{"me":"A","edges":[["C","A",0.01],["B","A",9000000000000],["B","A",1000000000000]]}""", "edges[2]: what B gave to A is 10000000000000 or more")]
    [InlineData("""{"own":"A","interactions":[7]}""", "interactions[0] is not a JSON object")]
    [InlineData("""{"own":"A","interactions":[{"requester":"A"}]}""", "interactions[0].requester_seq is not a whole number from 0 to 4294967295")]
    [InlineData("""{"own":"A","interactions":[{"requester":"A","requester_seq":1,"responder":"B","responder_seq":1,"value":-1}]}""", "interactions[0].value is not a whole number")]
    public void A_bad_file_is_refused_and_the_place_named(string json, string expected)
    {
        var (exit, output, error) = Run(json);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("trust netflow: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_not_text_is_named_or_refused()
    {
        File.WriteAllBytes(_file, [0x7b, 0xff, 0x7d]);
        var (exit, _, error) = Invoke(_file);
        Assert.Equal(1, exit);
        Assert.Contains("Unicode", error, StringComparison.Ordinal);
        (exit, _, error) = Invoke(_file + ".gone");
        Assert.Equal(1, exit);
        Assert.Contains(_file + ".gone", error, StringComparison.Ordinal);
    }

    private static List<JsonObject> Vectors()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "reputation.json")))!;
        return [.. new[] { "netflow_bartercast", "temporal_pagerank" }.SelectMany(name => vectors[name]!.AsArray()).Select(one => one!.DeepClone().AsObject())];
    }

    private static JsonObject Stripped(JsonObject one) =>
        new(one.Where(field => !Results.Contains(field.Key)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    private static List<JsonObject> Good((int Exit, string Output, string Error) run, bool allowNote = false)
    {
        Assert.Equal(0, run.Exit);
        Assert.True(allowNote || run.Error.Length == 0, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>The same names in the same order; numbers as near as rounding lets them be.</summary>
    private static void AssertSame(JsonNode? expected, JsonNode? actual)
    {
        switch (expected)
        {
            case JsonObject one:
                Assert.Equal(one.Select(field => field.Key), actual!.AsObject().Select(field => field.Key));
                Assert.All(one, field => AssertSame(field.Value, actual[field.Key]));
                break;
            case JsonValue value when value.TryGetValue(out double number):
                Assert.Equal(number, actual!.GetValue<double>(), Rounding);
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected} {actual}");
                break;
        }
    }

    private (int Exit, string Output, string Error) Run(string json, params string[] more)
    {
        File.WriteAllText(_file, json);
        return Invoke([_file, .. more]);
    }

    private static (int Exit, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Root().Parse(["trust", "netflow", .. arguments]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
