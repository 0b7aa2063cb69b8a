using System.Diagnostics;
using EnerDatX.Laboratory.Report;

namespace EnerDatX.Laboratory.Tests.Outputs;

/// <summary>A test that opens reports as a reader would; skipped, visibly, where there is no browser or the page is not built.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfBrowserAttribute : FactAttribute
{
    public FactIfBrowserAttribute() => Skip =
        !Browser.IsInstalled ? "needs Chromium (Debian package chromium)"
        : ReportTemplate.Find() is null ? "the page of reports is not built (npm run build in sim/EnerDatX.Laboratory/Report/web)"
        : null;
}

/// <summary>A test that needs the built page alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfPageAttribute : FactAttribute
{
    public FactIfPageAttribute() => Skip = ReportTemplate.Find() is null ? "the page of reports is not built (npm run build in sim/EnerDatX.Laboratory/Report/web)" : null;
}

/// <summary>Headless Chromium, once per page, with a profile of its own and every name resolved to nothing.</summary>
internal static class Browser
{
    private const string Program = "/usr/bin/chromium";

    public static bool IsInstalled => File.Exists(Program);

    /// <returns>The page as its script left it, and what the browser's console said.</returns>
    public static (string Dom, string Console) Open(string file)
    {
        using var profile = new TemporaryFolder();
        using var process = Process.Start(new ProcessStartInfo(
            Program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                $"--user-data-dir={profile.Path}", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--v=0",
                "--window-size=1280,1000", "--dump-dom", new Uri(file).AbsoluteUri,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var dom = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return (dom, string.Join('\n', errors.Result.Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal))));
    }
}
