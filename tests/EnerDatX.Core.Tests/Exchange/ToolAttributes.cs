using System.Diagnostics;

namespace EnerDatX.Core.Tests.Exchange;

/// <summary>A test against somebody else's program; skipped with a reason where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfInstalledAttribute : FactAttribute
{
    public FactIfInstalledAttribute(string program) => Skip = Tool.IsInstalled(program) ? null : $"/usr/bin/{program} is not installed";
}

/// <inheritdoc cref="FactIfInstalledAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryIfInstalledAttribute : TheoryAttribute
{
    public TheoryIfInstalledAttribute(string program) => Skip = Tool.IsInstalled(program) ? null : $"/usr/bin/{program} is not installed";
}

internal static class Tool
{
    public static bool IsInstalled(string program) => File.Exists($"/usr/bin/{program}");

    /// <summary>Standard output; a failure of the program fails the test with what it said.</summary>
    public static byte[] Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo($"/usr/bin/{program}", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.ToArray();
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
