using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Report;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Tests.Outputs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.Of("runs/a");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_leaves_its_tables_its_database_its_story_and_nothing_else()
    {
        var missing = RunFolder.Write(Target, Demo.Outcome);
        string[] files = ["blocks.csv", "frauds.csv", "links.csv", "results.sqlite", "run.json", "samples.csv", "timing.json", "trades.csv"];
        var report = ReportTemplate.Find() is null ? [] : new[] { "report.html" };
        Assert.Equal(files.Concat(report).Order(StringComparer.Ordinal), Names(Target));
        Assert.Equal(report.Length == 0 ? ReportTemplate.Missing : null, missing);
    }

    [Fact]
    public void Equal_runs_have_equal_files_but_for_how_long_they_took()
    {
        RunFolder.Write(Target, Demo.Outcome);
        RunFolder.Write(_folder.Of("b"), Demo.Outcome with { Timing = new RunTiming(99, 64, 1, 1, "another machine") });
        foreach (var name in Names(Target).Where(name => name != "timing.json"))
        {
            Assert.True(File.ReadAllBytes(Path.Combine(Target, name)).SequenceEqual(File.ReadAllBytes(Path.Combine(_folder.Of("b"), name))), name);
        }

        Assert.NotEqual(File.ReadAllText(Path.Combine(Target, "timing.json")), File.ReadAllText(_folder.Of("b/timing.json")));
    }

    [Fact]
    public void The_story_of_a_run_says_what_it_was_and_how_to_know_its_files()
    {
        RunFolder.Write(Target, Demo.Outcome);
        var run = JsonNode.Parse(File.ReadAllText(Path.Combine(Target, "run.json")))!;
        Assert.Equal(7UL, (ulong)run["seed"]!);
        Assert.Equal(Demo.ScenarioText, (string?)run["scenario_text"]);
        Assert.Equal(Demo.Outcome.TraceHash, (string?)run["trace_hash"]);
        Assert.Equal("1.4.46", (string?)run["versions"]!["Akka.NET"]);
        Assert.Equal(2.3, (double)run["findings"]![0]!["published"]!);
        Assert.Null(run["findings"]![1]!["published"]);
        var hashes = run["sha256"]!.AsObject();
        Assert.Equal(["frauds.csv", "trades.csv", "blocks.csv", "links.csv", "samples.csv", "results.sqlite"], hashes.Select(entry => entry.Key));
        Assert.All(hashes, entry => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Target, entry.Key)))), (string?)entry.Value));
    }

    [Fact]
    public void How_long_it_took_stands_apart()
    {
        RunFolder.Write(Target, Demo.Outcome);
        var timing = JsonNode.Parse(File.ReadAllText(Path.Combine(Target, "timing.json")))!;
        Assert.Equal(14.2, (double)timing["wall_seconds"]!);
        Assert.Equal(2, (int)timing["cores"]!);
        Assert.Equal(5_400_000 / 14.2, (double)timing["messages_per_second"]!, 6);
    }

    [Fact]
    public void A_measure_that_is_not_a_number_is_null()
    {
        RunFolder.Write(Target, Demo.Outcome with { Findings = [new Finding("x", "x", double.NaN, "", double.PositiveInfinity)] });
        var finding = JsonNode.Parse(File.ReadAllText(Path.Combine(Target, "run.json")))!["findings"]![0]!;
        Assert.Null(finding["value"]);
        Assert.Null(finding["published"]);
    }

    [Fact]
    public void The_same_run_may_be_written_again_and_another_may_not()
    {
        RunFolder.Write(Target, Demo.Outcome);
        File.WriteAllText(Path.Combine(Target, "frauds.csv"), "damaged");
        RunFolder.Write(Target, Demo.Outcome);
        Assert.StartsWith("attack,", File.ReadAllText(Path.Combine(Target, "frauds.csv")), StringComparison.Ordinal);

        var before = File.ReadAllText(Path.Combine(Target, "run.json"));
        RunIdentity[] others = [Demo.Identity with { Seed = 8 }, Demo.Identity with { ScenarioText = "" }, Demo.Identity with { Commit = "another" }];
        Assert.All(others, other =>
        {
            Assert.Contains("another run", RunFolder.WhyNot(Target, other), StringComparison.Ordinal);
            Assert.Throws<OutputException>(() => RunFolder.Write(Target, Demo.Outcome with { Identity = other }));
        });
        Assert.Equal(before, File.ReadAllText(Path.Combine(Target, "run.json")));
    }

    [Theory]
    [InlineData("thesis.tex", "thesis")]
    [InlineData("run.json", "{\"format\":1}")]
    [InlineData("run.json", "[]")]
    [InlineData("run.json", "{\"format\":\"x\"}")]
    [InlineData("run.json", "not json")]
    public void A_folder_with_something_else_is_refused_and_left_alone(string name, string text)
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, name), text);
        var refusal = Assert.Throws<OutputException>(() => RunFolder.Write(Target, Demo.Outcome)).Message;
        Assert.Contains(Target, refusal, StringComparison.Ordinal);
        Assert.Equal([name], Names(Target));
        Assert.Equal(text, File.ReadAllText(Path.Combine(Target, name)));
    }

    [Fact]
    public void A_folder_whose_writing_was_interrupted_is_written_to_its_end()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "frauds.csv"), "half");
        File.WriteAllText(Path.Combine(Target, "trades.csv.part"), "half");
        File.WriteAllText(Path.Combine(Target, "results.sqlite.part"), "half");
        Assert.Null(RunFolder.WhyNot(Target, Demo.Identity));
        RunFolder.Write(Target, Demo.Outcome);
        Assert.DoesNotContain(Names(Target), name => name.EndsWith(".part", StringComparison.Ordinal));
        Assert.StartsWith("attack,", File.ReadAllText(Path.Combine(Target, "frauds.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_refused_by_name()
    {
        File.WriteAllText(_folder.Of("file"), "");
        Assert.Contains("is a file", RunFolder.WhyNot(_folder.Of("file"), Demo.Identity), StringComparison.Ordinal);
        Assert.Contains("is a file", Assert.Throws<OutputException>(() => RunFolder.Write(_folder.Of("file"), Demo.Outcome)).Message, StringComparison.Ordinal);
        Assert.Throws<OutputException>(() => RunFolder.Write(_folder.Of("file/below"), Demo.Outcome));
    }

    /// <summary>/dev/full takes no byte: what is written through a link to it fails as on a full disk.</summary>
    [Theory]
    [InlineData("frauds.csv.part")]
    [InlineData("run.json.part")]
    public void A_full_disk_is_named_in_one_sentence_and_nothing_passes_for_a_result(string name)
    {
        Directory.CreateDirectory(Target);
        File.CreateSymbolicLink(Path.Combine(Target, name), "/dev/full");
        var failure = Assert.Throws<OutputException>(() => RunFolder.Write(Target, Demo.Outcome));
        Assert.Equal($"There is no room left on the disk for the results in {Target}.", failure.Message);
        Assert.Empty(Names(Target));
    }

    [Fact]
    public void Results_that_are_there_outlive_a_disk_that_is_full_when_they_are_written_again()
    {
        RunFolder.Write(Target, Demo.Outcome);
        var before = Names(Target).ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(Target, name)), StringComparer.Ordinal);
        File.CreateSymbolicLink(Path.Combine(Target, "run.json.part"), "/dev/full");
        Assert.Throws<OutputException>(() => RunFolder.Write(Target, Demo.Outcome));
        Assert.Equal(before.Keys, Names(Target));
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(Target, file.Key))));
    }

    [Fact]
    public void A_disk_that_is_full_for_the_database_is_named_like_any_other() => Assert.Equal(
        "There is no room left on the disk for the results in x.",
        Assert.Throws<OutputException>(() => Parts.Writing("x", () => throw new Microsoft.Data.Sqlite.SqliteException("database or disk is full", 13))).Message);

    [Fact]
    public void A_sweep_leaves_its_cells_and_runs_beside_the_folders_of_its_runs()
    {
        Directory.CreateDirectory(Path.Combine(Target, "cell-0"));
        SweepFolder.Write(Target, Demo.Sweep);
        SweepFolder.Write(_folder.Of("b"), Demo.Sweep);
        Assert.All(Names(_folder.Of("b")), name => Assert.Equal(File.ReadAllBytes(_folder.Of($"b/{name}")), File.ReadAllBytes(Path.Combine(Target, name))));

        var cells = File.ReadAllLines(Path.Combine(Target, "cells.csv"));
        Assert.Equal(
            "attackers_permille,fanout,detection_s_runs,detection_s,detection_s_low,detection_s_high,detection_s_closed_form,detected_runs,detected,detected_low,detected_high,detected_closed_form",
            cells[0]);
        Assert.Equal(1 + Demo.Sweep.Cells.Count, cells.Length);
        Assert.StartsWith("50,3,8,2.", cells[1], StringComparison.Ordinal);
        var runs = File.ReadAllLines(Path.Combine(Target, "runs.csv"));
        Assert.Equal("attackers_permille,fanout,seed,detection_s,detected,detected_hits,detected_of", runs[0]);
        Assert.Equal(1 + Demo.Sweep.Cells.Sum(cell => cell.Runs.Count), runs.Length);
        Assert.Equal(120, (int)JsonNode.Parse(File.ReadAllText(Path.Combine(Target, "sweep.json")))!["runs"]!);
    }

    [Fact]
    public void A_measure_that_no_run_had_is_empty_and_not_zero()
    {
        var never = new SweepCell([50, 3], [new SweepRun(1, [null, Measured.Proportion(0, 0)])], [null, null]);
        SweepFolder.Write(Target, Demo.Sweep with { Cells = [never] });
        Assert.Equal("50,3,0,,,,,0,,,,", File.ReadAllLines(Path.Combine(Target, "cells.csv"))[1]);
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
