using System.Diagnostics;

namespace EnerDatX.Torture.Tests.Kill;

/// <summary>A test that needs a disk of its own; skipped, visibly, where nothing may be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfMountableAttribute : FactAttribute
{
    public FactIfMountableAttribute() => Skip = SmallDisk.WhyNot();
}

/// <summary>A disk of a few megabytes, in memory, that can be filled to the last byte.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Megabytes = "6m";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enerdatx-disk-");

    public SmallDisk()
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}", "tmpfs", Path) is { } failure)
        {
            _folder.Delete();
            throw new IOException(failure);
        }
    }

    public string Path => _folder.FullName;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static string? WhyNot()
    {
        try
        {
            new SmallDisk().Dispose();
            return null;
        }
        catch (Exception failure) when (failure is IOException or System.ComponentModel.Win32Exception)
        {
            return $"no disk can be mounted here: {failure.Message}";
        }
    }

    /// <summary>Leaves no byte free.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException full) when (full.Message.Contains("space", StringComparison.OrdinalIgnoreCase))
        {
            file.Flush(flushToDisk: false);
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", Path);
        _folder.Delete();
    }

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : said.Trim();
    }
}
