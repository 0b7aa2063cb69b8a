using System.Text;
using EnerDatX.Torture.Kill;

namespace EnerDatX.Torture.Tests.Kill;

/// <summary>What a disk holds after a power cut: only what was synced, under names that were.</summary>
public sealed class RecordedDiskTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enerdatx-test-");
    private readonly string _root;

    public RecordedDiskTests()
    {
        _root = Path.Combine(_folder.FullName, "disk");
        Directory.CreateDirectory(_root);
        File.WriteAllText(In("old"), "first second");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_write_without_a_sync_is_lost()
    {
        Assert.Equal("first second", After(Open(3, "old"), Write(3, 0, "FIRST"))["old"]);
        Assert.Equal("FIRST second", After([Open(3, "old"), Write(3, 0, "FIRST"), .. Sync(3)])["old"]);
    }

    [Fact]
    public void A_sync_covers_only_what_was_written_before_it_began()
    {
        var kept = After(
            Open(3, "old"), Write(3, 0, "FIRST"), new DiskEvent.SyncBegun(3, 1), Write(3, 6, "SECOND"), new DiskEvent.Synced(3, 1));

        Assert.Equal("FIRST second", kept["old"]);
    }

    [Fact]
    public void A_sync_that_does_not_come_back_covers_nothing() =>
        Assert.Equal("first second", After(Open(3, "old"), Write(3, 0, "FIRST"), new DiskEvent.SyncBegun(3, 1))["old"]);

    [Fact]
    public void A_new_file_needs_its_folder_synced()
    {
        DiskEvent[] written = [Open(3, "new"), Write(3, 0, "text"), .. Sync(3)];

        Assert.DoesNotContain("new", After(written).Keys);
        Assert.Equal("text", After([.. written, Open(4, ""), .. Sync(4)])["new"]);
    }

    [Fact]
    public void A_renamed_file_has_its_old_name_until_its_folder_is_synced()
    {
        DiskEvent[] renamed = [new DiskEvent.Renamed(In("old"), In("moved"))];

        Assert.Equal(["old"], After(renamed).Keys);
        Assert.Equal(["moved"], After([.. renamed, Open(4, ""), .. Sync(4)]).Keys);
    }

    [Fact]
    public void A_file_overwritten_under_its_other_name_is_overwritten_if_the_new_name_was_not_safe()
    {
        // Shredding the old bytes before the folder is synced destroys what a power cut would bring back.
        var kept = After([Open(3, "old"), Open(4, "new"), Write(4, 0, "better"), .. Sync(4), new DiskEvent.Renamed(In("new"), In("old")), Write(3, 0, "noise"), .. Sync(3)]);

        Assert.Equal("noise second", kept["old"]);
    }

    [Fact]
    public void Truncated_extended_linked_and_removed_files_are_followed()
    {
        DiskEvent[] happened =
        [
            new DiskEvent.Opened(3, In("old"), Truncates: true), new DiskEvent.Extended(3, 4), Write(3, 1, "b"), new DiskEvent.Resized(3, 3), .. Sync(3),
            new DiskEvent.FolderMade(In("inner")), new DiskEvent.Linked(In("old"), In("inner/linked")), new DiskEvent.Removed(In("old")),
            Open(4, ""), .. Sync(4), Open(5, "inner"), .. Sync(5),
        ];

        Assert.Equal(KeyValuePair.Create("inner/linked", "\0b\0"), Assert.Single(After(happened)));
    }

    [Fact]
    public void By_chance_any_part_of_what_was_not_safe_is_there_and_all_that_was()
    {
        var sectors = new string('b', 512) + new string('c', 512);
        var outcomes = Enumerable.Range(0, 40)
            .Select(seed => After([Open(3, "old"), Write(3, 0, "FIRST"), .. Sync(3), new DiskEvent.Resized(3, 512), Write(3, 512, sectors)], new Random(seed))["old"])
            .ToList();

        Assert.All(outcomes, content => Assert.StartsWith("FIRST", content, StringComparison.Ordinal));
        Assert.Contains(outcomes, content => content == "FIRST second");
        Assert.Contains(outcomes, content => content.EndsWith(sectors, StringComparison.Ordinal));
        Assert.Contains(outcomes, content => content.EndsWith(new string('\0', 512) + new string('c', 512), StringComparison.Ordinal));
    }

    [Fact]
    public void What_can_not_have_happened_is_not_passed_over()
    {
        Assert.Throws<InvalidDataException>(() => After(Write(9, 0, "text")));
        Assert.Throws<InvalidDataException>(() => After(new DiskEvent.Renamed(In("missing"), In("moved"))));
    }

    private static DiskEvent[] Sync(int handle) => [new DiskEvent.SyncBegun(handle, 1), new DiskEvent.Synced(handle, 1)];

    private static DiskEvent.Written Write(int handle, long offset, string text) => new(handle, offset, Encoding.ASCII.GetBytes(text));

    private DiskEvent.Opened Open(int handle, string name) => new(handle, name.Length == 0 ? _root : In(name), Truncates: false);

    private string In(string name) => Path.Combine(_root, name);

    private SortedDictionary<string, string> After(params DiskEvent[] happened) => After(happened, null);

    private SortedDictionary<string, string> After(DiskEvent[] happened, Random? luck)
    {
        var disk = new RecordedDisk(_root);
        foreach (var one in happened)
        {
            disk.Happen(one);
        }

        var target = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        disk.CutPower(target, luck);
        return new SortedDictionary<string, string>(
            Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(target, path), File.ReadAllText),
            StringComparer.Ordinal);
    }
}
