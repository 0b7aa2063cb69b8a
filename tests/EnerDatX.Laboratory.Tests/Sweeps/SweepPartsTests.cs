using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Presets;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Sweeps;
using EnerDatX.Laboratory.Sweeps.Queue;
using EnerDatX.Laboratory.Tests.Outputs;
using EnerDatX.Laboratory.Tests.Scenarios;

namespace EnerDatX.Laboratory.Tests.Sweeps;

public sealed class SweepPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_have_their_unit_and_words_have_numbers()
    {
        var cells = SweepCells.Of(Given.Read("""
            about = "A test."
            sweep { points = [ { gossip.tell-every = 333ms }, { gossip.tell-every = 2s } ], grid { signatures = [real, keyed], network.loss = [0.25] } }
            """));
        var keys = SweptKey.Of(cells);
        Assert.Equal(
            [
                new GridKey("gossip_tell_every_s", "gossip.tell-every", "s"),
                new GridKey("signatures", "signatures (0 = real, 1 = keyed)", ""),
                new GridKey("network_loss", "network.loss", ""),
            ],
            keys.Select(key => key.Shown));
        Assert.Equal([0.333, 0, 0.25, 0.333, 1, 0.25, 2, 0, 0.25, 2, 1, 0.25], cells.SelectMany(cell => keys.Select(key => key.At(cell.Scenario))));
        Assert.Equal("signatures = keyed", keys[1].Setting(cells[1].Scenario));
    }

    [Fact]
    public void The_law_of_gossip_is_said_for_its_preset_alone()
    {
        var cells = Shipped("gossip-law").Where(cell => cell.Seed == 1).ToList();
        Assert.Equal(12, cells.Count);
        Assert.Equal(Laws.DetectionRounds(1_000, 5, 0.5), SweepMeasures.ClosedForm(cells[1].Scenario, "detection.mean")!.Value, 1e-9);
        Assert.All(cells, cell => Assert.NotNull(SweepMeasures.ClosedForm(cell.Scenario, "detection.mean")));
        Assert.Null(SweepMeasures.ClosedForm(cells[0].Scenario, "bandwidth.peer"));
        Assert.All(Shipped("contrib-1000-loss").Concat(Shipped("contrib-pointers")), cell => Assert.Null(SweepMeasures.ClosedForm(cell.Scenario, "detection.mean")));
    }

    [Theory]
    [InlineData("contrib-1000-loss", "gossip.fanout=5,duration=2m,network.loss=0,seed=1", 2.3, null)]
    [InlineData("contrib-1000-loss", "gossip.fanout=5,duration=2m,network.loss=0.2,seed=1", 6.0, null)]
    [InlineData("contrib-pointers", "gossip.back-pointers=0,seed=1", 111.2, null)]
    [InlineData("contrib-1000-loss", "gossip.fanout=0,network.loss=0.2,seed=1", 94.1, null)]
    [InlineData("contrib-10000", "seed=1", 3.6, 35.0)]
    public void What_papers_say_stands_beside_the_cell_of_their_setting(string preset, string cell, double? detection, double? bandwidth)
    {
        var findings = PublishedBeside.Fill(
            Shipped(preset).Single(known => known.Name == cell).Scenario, [new("detection.mean", "mean", 1, "s"), new("bandwidth.peer", "sent", 1, "KB/s"), new("frauds", "frauds", 1, "")]);
        Assert.Equal([detection, bandwidth, null], findings.Select(finding => finding.Published));
        Assert.Equal(detection is not null, findings[0].Note.Length > 0);
    }

    [Fact]
    public void Without_pushes_it_is_the_values_without_pushes()
    {
        var scenario = Shipped("contrib-1000-loss").Single(cell => cell.Name == "gossip.fanout=0,network.loss=0.2,seed=1").Scenario;
        var findings = PublishedBeside.Fill(scenario, [new("detection.mean", "mean", 1, "s"), new("detected", "detected", 1, "share")]);
        Assert.Equal([94.1, 1 - 0.238], findings.Select(finding => finding.Published!.Value));
    }

    [Fact]
    public void Proportions_are_added_up_and_sizes_of_runs_are_no_measures()
    {
        var run = new FinishedRun(
            new RunIdentity("a", "", 1, ""), "0", 0, null, 0, [],
            [new("frauds", "frauds", 8, ""), new("detected", "of them detected", 0.75, "share"), new("detection.mean", "until the first proof", 2, "s"), new("datagrams", "datagrams", 9, "")], []);
        Assert.Equal(["detected", "detection.mean"], SweepMeasures.Names([run]));
        Assert.Equal(Measured.Proportion(6, 8), SweepMeasures.Of(run, "detected"));
        Assert.Equal(new Measured(2), SweepMeasures.Of(run, "detection.mean"));
        Assert.Null(SweepMeasures.Of(run, "trades.done"));
    }

    [Fact]
    public void A_table_says_by_how_much_a_value_misses_a_paper_and_whether_it_agrees_with_the_law()
    {
        Assert.Equal("A paper.", SweepTable.Note(3, null, new PublishedNote(2.5, "A paper")));
        Assert.Equal("differs by 60 %: A paper. Why.", SweepTable.Note(4, null, new PublishedNote(2.5, "A paper. Why")));
        Assert.Equal("agrees with the law.", SweepTable.Note(2.4, 2, null));
        Assert.Equal("misses the law.", SweepTable.Note(2.6, 2, null));
    }

    [Fact]
    public void Marks_of_different_steps_are_compared_at_the_coarser_one()
    {
        var fine = new TraceMarks(1, [1, 2, 3, 4, 5, 6, 7]);
        Assert.Null(fine.DifferenceTo(new TraceMarks(2, [2, 4, 6])));
        Assert.Equal((3L, 4L), fine.DifferenceTo(new TraceMarks(2, [2, 9, 6])));
        Assert.Equal((3L, 4L), new TraceMarks(2, [2, 9, 6]).DifferenceTo(fine));
        Assert.Equal((2L, 2L), fine.DifferenceTo(new TraceMarks(1, [1, 9])));
        Assert.Null(fine.DifferenceTo(new TraceMarks(1, [])));
    }

    [Fact]
    public void Marks_come_back_from_their_file()
    {
        using (var file = File.Create(_folder.Of(TraceMarks.FileName)))
        {
            new TraceMarks(4, [1, ulong.MaxValue]).Write(file);
        }

        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255], File.ReadAllBytes(_folder.Of(TraceMarks.FileName)));
        Assert.Equal([1, ulong.MaxValue], TraceMarks.Read(_folder.Path, 4)!.Marks);
        File.AppendAllText(_folder.Of(TraceMarks.FileName), "x");
        Assert.Null(TraceMarks.Read(_folder.Path, 4));
    }

    [Fact]
    public void Named_files_are_called_after_what_is_in_them_and_keep_that_name()
    {
        Directory.CreateDirectory(_folder.Of("in"));
        File.WriteAllText(_folder.Of("in/a.txt"), "0 1\n1 0\n");
        File.WriteAllText(_folder.Of("in/b.txt"), "0 2\n2 0\n");
        File.WriteAllText(_folder.Of("in/m.conf"), "about = \"M.\"\nnetwork.latency { kind = matrix, file = \"a.txt\" }\nsweep.grid { network.latency.file = [\"a.txt\", \"b.txt\"] }\n");
        Assert.True(ScenarioFile.TryRead(_folder.Of("in/m.conf"), Given.Behaviours, out var scenario, out _));
        var (kept, files) = NamedFiles.Of(scenario, _folder.Of("in"));
        Assert.All(files, file => Assert.Matches("^files/[ab]-[0-9a-f]{12}\\.txt$", file.Name));
        Assert.Equal(2, files.Count);
        Assert.Equal([.. files.Select(file => file.Name)], kept.Sweep!.Grid[0].Values);

        var sweep = new Sweep(kept, files, "abc", _folder.Of("out"));
        sweep.Begin().Dispose();
        Assert.True(ScenarioFile.TryRead(sweep.ScenarioPath, Given.Behaviours, out var read, out _));
        Assert.Equal(sweep.Text, ScenarioText.Of(NamedFiles.Of(read, _folder.Of("out")).Scenario));
    }

    [Fact]
    public void A_folder_is_for_one_sweep_at_a_time()
    {
        var sweep = new Sweep(Given.Read("about = \"A.\""), [], "abc", _folder.Of("s"));
        using (sweep.Begin())
        {
            Assert.StartsWith("Another sweep is at work", Assert.Throws<OutputException>(sweep.Begin).Message, StringComparison.Ordinal);
        }

        sweep.Begin().Dispose();
        File.WriteAllText(_folder.Of("s/mine.txt"), "");
        Assert.Contains("mine.txt is in it", Assert.Throws<OutputException>(sweep.Begin).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_of_another_commit_is_refused()
    {
        var scenario = Given.Read("about = \"A.\"");
        SweepFolder.Write(_folder.Of("s"), new SweepOutcome(scenario.Name, "", ScenarioText.Of(scenario), "abc", [], [], [], [], 0, []));
        new Sweep(scenario, [], "abc", _folder.Of("s")).Begin().Dispose();
        Assert.Contains("another commit ran (abc; these are def)", Assert.Throws<OutputException>(new Sweep(scenario, [], "def", _folder.Of("s")).Begin).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_come_out_of_the_database_as_they_went_in_and_nowhere_else()
    {
        RunFolder.Write(_folder.Of("a"), Demo.Outcome);
        PackedResults.Unpack(PackedResults.Pack(_folder.Of("a")), _folder.Of("b"));
        Assert.Equal(Small.Files(_folder.Of("a")), Small.Files(_folder.Of("b")));

        using var packed = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(packed, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("../outside.txt");
        }

        Assert.Throws<OutputException>(() => PackedResults.Unpack(packed.ToArray(), _folder.Of("c")));
        Assert.Throws<OutputException>(() => PackedResults.Unpack([1, 2, 3], _folder.Of("c")));
        Assert.False(File.Exists(_folder.Of("outside.txt")));
    }

    private static IReadOnlyList<Laboratory.Scenarios.SweepCell> Shipped(string preset)
    {
        Assert.True(ScenarioFile.TryRead(Path.Combine(Given.Shipped, preset + ".conf"), Given.Behaviours, out var scenario, out _));
        return SweepCells.Of(scenario);
    }
}
