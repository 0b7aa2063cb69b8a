using System.Diagnostics;
using System.Text;
using EnerDatX.Torture.Kill;

namespace EnerDatX.Torture.Tests.Kill;

public sealed class StraceLogTests
{
    [Fact]
    public void Calls_below_the_root_become_what_they_did()
    {
        var happened = Read(
            $"10 openat(AT_FDCWD<{Hex("/home")}>, \"{Hex("/r/a")}\", O_RDWR|O_CREAT|O_TRUNC, 0600) = 5<{Hex("/r/a")}>",
            $"10 pwrite64(5<{Hex("/r/a")}>, \"{Hex("text")}\", 4, 4096) = 3",
            $"10 fsync(5<{Hex("/r/a")}>) = 0",
            $"10 rename(\"{Hex("/r/a")}\", \"{Hex("/r/b")}\") = 0",
            $"10 openat(AT_FDCWD<{Hex("/home")}>, \"{Hex("/rest")}\", O_RDWR|O_CREAT, 0600) = 5<{Hex("/rest")}>",
            $"10 pwrite64(5<{Hex("/rest")}>, \"{Hex("/r/a")}\", 4, 0) = 4",
            "10 +++ killed by SIGKILL +++");

        Assert.Equal(5, happened.Count);
        Assert.Equal(new DiskEvent.Opened(5, "/r/a", true), happened[0]);
        var written = Assert.IsType<DiskEvent.Written>(happened[1]);
        Assert.Equal((5, 4096, "tex"), (written.Handle, written.Offset, Encoding.ASCII.GetString(written.Bytes)));
        Assert.Equal([new DiskEvent.SyncBegun(5, 10), new DiskEvent.Synced(5, 10), new DiskEvent.Renamed("/r/a", "/r/b")], happened.Skip(2));
    }

    [Fact]
    public void A_call_that_others_interrupt_happens_when_it_comes_back_and_a_sync_begins_when_it_was_called()
    {
        var happened = Read(
            $"10 fsync(5<{Hex("/r/a")}> <unfinished ...>",
            $"11 ftruncate(6<{Hex("/r/b")}>, 7) = 0",
            "10 <... fsync resumed>) = 0");

        Assert.Equal([new DiskEvent.SyncBegun(5, 10), new DiskEvent.Resized(6, 7), new DiskEvent.Synced(5, 10)], happened);
    }

    [Fact]
    public void What_failed_or_never_came_back_did_not_happen() => Assert.Empty(Read(
        $"10 unlink(\"{Hex("/r/a")}\") = -1 ENOENT (No such file or directory)",
        $"10 pwrite64(5<{Hex("/r/a")}>, \"{Hex("text")}\", 4, 0) = ?"));

    [Fact]
    public void A_call_that_nobody_understands_is_not_passed_over() => Assert.Throws<InvalidDataException>(() => Read(
        $"10 copy_file_range(5<{Hex("/r/a")}>, NULL, 6<{Hex("/r/b")}>, NULL, 4, 0) = 4"));

    [FactIfTraceable]
    public async Task A_real_process_is_followed_file_by_file()
    {
        var folder = Directory.CreateTempSubdirectory("enerdatx-test-");
        var (root, log) = (Path.Combine(folder.FullName, "disk"), Path.Combine(folder.FullName, "log"));
        Directory.CreateDirectory(root);
        var disk = new RecordedDisk(root);
        var script = $"mkdir {root}/m; : > {root}/m/f; mv {root}/m/f {root}/g; ln {root}/g {root}/h; rm {root}/g; sync {root}";
        var command = StraceLog.Command(log);
        using (var process = Process.Start(new ProcessStartInfo(command[0], [.. command.Skip(1), "sh", "-c", script]) { UseShellExecute = false, RedirectStandardError = true })!)
        {
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }

        foreach (var happened in StraceLog.Read(File.ReadLines(log), root))
        {
            disk.Happen(happened);
        }

        var target = Path.Combine(folder.FullName, "after");
        disk.CutPower(target, null);
        var names = Directory.EnumerateFileSystemEntries(target, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order().ToList();
        folder.Delete(recursive: true);
        Assert.Equal(["h", "m"], names);
    }

    private static List<DiskEvent> Read(params string[] lines) => [.. StraceLog.Read(lines, "/r")];

    private static string Hex(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(value => $"\\x{value:x2}"));
}
