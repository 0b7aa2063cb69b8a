using System.Diagnostics;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>A test that needs a program of the system; skipped, visibly, where it is missing.</summary>
public sealed class FactIfInstalledAttribute : FactAttribute
{
    public FactIfInstalledAttribute(string tool)
    {
        if (!File.Exists($"/usr/bin/{tool}"))
        {
            Skip = $"needs /usr/bin/{tool}";
        }
    }
}

internal static class Tool
{
    /// <summary>What the program writes to stdout; it must end well.</summary>
    public static async Task<byte[]> Run(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
