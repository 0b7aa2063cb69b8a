using System.CommandLine;
using System.Text.Json;
using EnerDatX.Benchmarks.Sim;

namespace EnerDatX.Benchmarks.Tests;

public sealed class SimCommandTests
{
    private static readonly SimGoal Small = new("small", "s", "< 5", value => value < 5);
    private static readonly SimGoal Large = new("large", "1/s", ">= 5", value => value >= 5);

    [Fact]
    public void Every_quick_row_has_a_value_and_standard_output_is_one_JSON_object_and_nothing_else()
    {
        var (output, error) = Run("sim", "--quick", "--json");
        Assert.Single(output.TrimEnd().Split('\n'));
        using var answer = JsonDocument.Parse(output);
        var rows = answer.RootElement.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(Rows(SimSize.Quick), rows.Select(row => row.GetProperty("row").GetString()));
        Assert.All(rows, row =>
        {
            Assert.Equal(["row", "value", "unit", "goal", "reached"], row.EnumerateObject().Select(field => field.Name));
            Assert.True(row.GetProperty("value").ValueKind == JsonValueKind.Number, $"{row} {error}");
            Assert.NotEmpty(row.GetProperty("goal").GetString()!);
        });

        // What does not depend on the machine is reached at every size.
        var onTheMachine = rows.Where(row => row.GetProperty("unit").GetString() is "1/s" or "x").ToList();
        Assert.Equal(3, onTheMachine.Count);
        Assert.All(onTheMachine, row => Assert.True(row.GetProperty("value").GetDouble() > 0, row.ToString()));
        Assert.All(rows.Except(onTheMachine), row => Assert.True(row.GetProperty("reached").GetBoolean(), row.ToString()));
    }

    [Fact]
    public void With_only_nothing_else_is_run()
    {
        var (output, error) = Run("sim", "--quick", "--only", "double spends");
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Single(output.Split('\n'), line => line.Contains("| yes", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_runs_of_wanted_rows_are_run()
    {
        var ran = new List<string>();
        SimGroup Group(params SimGoal[] goals) => new(goals, _ =>
        {
            ran.AddRange(goals.Select(goal => goal.Row));
            return [.. goals.Select(goal => goal.With(4))];
        });
        var (rows, _) = SimCommand.Measure([Group(Small, Large), Group(Small with { Row = "other" })], "larg", _ => { });
        Assert.Equal(["large"], rows.Select(row => row.Row));
        Assert.Equal(["small", "large"], ran);
    }

    [Fact]
    public void A_goal_that_is_missed_is_said_to_be_and_so_is_a_row_without_a_value()
    {
        SimRow[] rows = [Small.With(4), Small.With(5), Large.With(5), Small.With(4, isSound: false), Small.With(null)];
        Assert.Equal([true, false, true, false, false], rows.Select(row => row.Reached));
        using var table = new StringWriter();
        SimCommand.Show(rows, table);
        Assert.Equal(["yes", "NO", "yes", "NO", "NO"], table.ToString().Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Split('|')[5].Trim()));
        using var json = JsonDocument.Parse(SimCommand.Json(rows));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("rows")[4].GetProperty("value").ValueKind);
        Assert.False(json.RootElement.GetProperty("rows")[4].GetProperty("reached").GetBoolean());
    }

    [Fact]
    public void Every_row_of_the_issue_is_there_and_quick_rows_never_have_the_name_of_a_full_one()
    {
        string[] full = Rows(SimSize.Full);
        foreach (var what in new[] { "determinism", "10,000 peers, 600 virtual s", "contrib-10000: from start", "contrib-10000: mean", "100,000 peers (scale-100000)", "per second and core, 10,000 peers", "100,000 peers by 1,000", "gossip-law", "double spends", "honest-million: transactions", "honest-million: honest peers accused", "real signatures" })
        {
            Assert.Single(full, row => row.Contains(what, StringComparison.Ordinal));
        }

        Assert.Equal(12, full.Length);
        Assert.Empty(full.Intersect(Rows(SimSize.Quick)));
    }

    [Fact]
    public void Folders_that_differ_in_a_byte_or_a_name_are_not_equal_and_time_does_not_count()
    {
        var folder = Directory.CreateTempSubdirectory("enerdatx-bench-tests-").FullName;
        try
        {
            foreach (var (name, text) in new[] { ("a/same", "1"), ("b/same", "1"), ("a/x/differs", "1"), ("b/x/differs", "2"), ("a/alone", "1"), ("a/timing.json", "1"), ("b/timing.json", "2") })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                File.WriteAllText(Path.Combine(folder, name), text);
            }

            var notes = new List<string>();
            Assert.Equal(2, Determinism.Compare(Path.Combine(folder, "a"), Path.Combine(folder, "b"), notes));
            Assert.Equal(["alone", "x/differs"], notes.Select(note => note.Split(' ')[0]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Rows(SimSize size) => [.. SimCommand.Groups(size).SelectMany(group => group.Goals).Select(goal => goal.Row)];

    private static (string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = new RootCommand { SimCommand.Create() }.Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        Assert.True(exitCode == 0, error.ToString());
        return (output.ToString(), error.ToString());
    }
}
