using System.Diagnostics;

namespace EnerDatX.Storage.Tests;

/// <summary>Runs only where util-linux' flock(1) is, as the other process of these tests.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfFlockAttribute : FactAttribute
{
    public FactIfFlockAttribute() => Skip = File.Exists("/usr/bin/flock") ? null : "There is no /usr/bin/flock here.";
}

public sealed class StateFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string StatePath => Path.Combine(_folder.Path, "homes", "anna");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_state_folder_is_for_the_user_of_the_node_alone()
    {
        using var state = StateFolder.Open(StatePath);
        Assert.Equal(StatePath, state.Path);
        Assert.Equal(Rights.PrivateFolder, File.GetUnixFileMode(StatePath));
        Assert.Equal(Rights.PrivateFolder, File.GetUnixFileMode(state.ContentPath));
        Assert.Equal(Rights.PrivateFolder, File.GetUnixFileMode(state.DatasetsPath));
        foreach (var file in Directory.GetFiles(StatePath))
        {
            Assert.Equal(Rights.PrivateFile, File.GetUnixFileMode(file));
        }

        string[] paths = [state.KeyPath, state.LedgerPath, state.ContentPath, state.DatasetsPath, state.ApiTokenPath];
        Assert.Equal(["key", "ledger.db", "content", "datasets", "api-token"], paths.Select(path => Path.GetRelativePath(StatePath, path)));
    }

    [Fact]
    public void A_second_node_with_the_same_folder_is_refused_and_the_first_is_named()
    {
        using (StateFolder.Open(StatePath))
        {
            var refusal = Assert.Throws<StorageException>(() => StateFolder.Open(Path.Combine(StatePath, "..", "anna")));
            Assert.Contains($"Another node (pid {Environment.ProcessId}) uses {StatePath}.", refusal.Message, StringComparison.Ordinal);
            Assert.Throws<StorageException>(() => StateFolder.Open(StatePath));
        }

        StateFolder.Open(StatePath).Dispose();
    }

    [FactIfFlock]
    public void Another_process_can_not_take_the_lock_while_a_node_runs()
    {
        using (StateFolder.Open(StatePath))
        {
            Assert.Equal(1, ExitCodeOfFlock());
        }

        Assert.Equal(0, ExitCodeOfFlock());
    }

    [FactIfFlock]
    public void A_folder_that_another_process_holds_is_refused_until_that_process_is_killed()
    {
        StateFolder.Open(StatePath).Dispose();
        using var holder = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 9<>\"$0\"; flock -n 9 && echo held; read forever", Lock])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Assert.Contains("Another node", Assert.Throws<StorageException>(() => StateFolder.Open(StatePath)).Message, StringComparison.Ordinal);
        holder.Kill();
        holder.WaitForExit();
        StateFolder.Open(StatePath).Dispose();
    }

    [Fact]
    public void An_empty_folder_that_others_may_enter_is_closed_to_them()
    {
        Directory.CreateDirectory(StatePath, Rights.CommonFolder);
        using var state = StateFolder.Open(StatePath);
        Assert.Equal(Rights.PrivateFolder, File.GetUnixFileMode(StatePath));
    }

    [Fact]
    public void A_folder_in_use_that_others_may_enter_is_refused_with_what_to_do()
    {
        StateFolder.Open(StatePath).Dispose();
        File.SetUnixFileMode(StatePath, Rights.CommonFolder);
        Assert.Contains($"chmod 700 {StatePath}", Assert.Throws<StorageException>(() => StateFolder.Open(StatePath)).Message, StringComparison.Ordinal);
        Assert.Equal(Rights.CommonFolder, File.GetUnixFileMode(StatePath));
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_refused_by_name()
    {
        var path = _folder.File("file");
        File.WriteAllText(path, "");
        Assert.Contains(path, Assert.Throws<StorageException>(() => StateFolder.Open(path)).Message, StringComparison.Ordinal);
    }

    private string Lock => Path.Combine(StatePath, "lock");

    private int ExitCodeOfFlock()
    {
        using var flock = Process.Start("/usr/bin/flock", ["-n", Lock, "true"]);
        flock.WaitForExit();
        return flock.ExitCode;
    }
}
