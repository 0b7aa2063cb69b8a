using System.IO.Compression;
using System.Text.Json;
using EnerDatX.Node.Demo;
using Microsoft.Playwright;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>A test that uses the page as people do; skipped, visibly, where there is no browser or the page is not built.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfPageAttribute : FactAttribute
{
    public FactIfPageAttribute() => Skip =
        !File.Exists(PageBrowser.Program) ? "needs Chromium (Debian package chromium)"
        : !File.Exists(PageBrowser.Axe) ? "the page is not built (./enerdatx node builds it, with Node.js 20)"
        : null;
}

/// <summary>Headless Chromium, in which every name but this computer leads nowhere.</summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    public const string Program = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PageBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>What npm installed to build the page.</summary>
    public static string Axe => Path.Combine(Artifacts, "page", "web", "node_modules", "axe-core", "axe.min.js");

    public static string Dist => Path.Combine(Artifacts, "page", "dist");

    private static string Artifacts => ProjectFolder.PathOf("artifacts");

    public static async Task<PageBrowser> Start()
    {
        var playwright = await Playwright.CreateAsync();
        string[] arguments =
        [
            "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ];
        return new PageBrowser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = arguments }));
    }

    /// <summary>A window of somebody who has never been here.</summary>
    public async Task<PageWindow> Open(int width = 1_200, int height = 900, bool isDark = false, string language = "en-GB")
    {
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = language,
            TimezoneId = "Europe/Amsterdam",
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new PageWindow(await context.NewPageAsync());
    }

    /// <summary>Of everything that a browser fetches, bytes.</summary>
    public static long CompressedSize() => Directory.EnumerateFiles(Dist, "*", SearchOption.AllDirectories).Sum(file =>
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(file));
        }

        return packed.Length;
    });

    public static async Task<string> LinkOf(NodeProcess node) => (await node.Api.Post("/api/v1/login-link", []))["link"]!.GetValue<string>();

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>Where the views are to be looked at by people.</summary>
    internal static string Picture(string name) => Path.Combine(Artifacts, "screenshots", $"{name}.png");
}

/// <summary>One window, and what went wrong in it.</summary>
internal sealed class PageWindow
{
    private readonly List<string> _complaints = [];
    private readonly HashSet<string> _hosts = [];

    public PageWindow(IPage page)
    {
        Page = page;
        page.Console += (_, said) =>
        {
            // A refused request is told there too; the page tells it in its own words.
            if (said.Type is "error" or "warning" && !said.Text.Contains("the server responded with a status of", StringComparison.Ordinal))
            {
                _complaints.Add(said.Text);
            }
        };
        page.PageError += (_, failure) => _complaints.Add(failure);
        page.Request += (_, request) => _hosts.Add(new Uri(request.Url).Authority);
    }

    public IPage Page { get; }

    public ILocator Find(string selector) => Page.Locator(selector);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public async Task Login(NodeProcess node)
    {
        await Page.GotoAsync(await PageBrowser.LinkOf(node));
        await Find("[data-balance]").WaitForAsync();
        Assert.Equal("/", new Uri(Page.Url).PathAndQuery + new Uri(Page.Url).Fragment);
    }

    public async Task Go(string view, string waitFor)
    {
        await Page.EvaluateAsync("view => location.hash = `#/${view}`", view);
        await Find(waitFor).First.WaitForAsync();
    }

    public Task Picture(string name) => Page.ScreenshotAsync(new() { Path = PageBrowser.Picture(name), FullPage = true });

    /// <summary>Nothing that keeps people out: axe's serious and critical findings.</summary>
    public async Task IsAccessible(string where)
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(PageBrowser.Axe));
        var found = await Page.EvaluateAsync<JsonElement>("() => axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations)");
        var serious = found.EnumerateArray()
            .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(violation => $"{where}: {violation.GetProperty("id")}: {string.Join("; ", violation.GetProperty("nodes").EnumerateArray().Select(node => $"{node.GetProperty("html")} {node.GetProperty("failureSummary")}"))}");
        Assert.Empty(serious);
    }

    /// <summary>Nothing is wider than the window: nobody has to scroll sideways.</summary>
    public async Task Fits(string where)
    {
        var width = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(width <= 0, $"{where} is {width} px too wide");
    }

    /// <summary>No error, no breach of the policy, and no request to anybody but the node.</summary>
    public void IsQuiet(NodeProcess node)
    {
        Assert.Empty(_complaints);
        Assert.Equal([new Uri(node.Api.Address).Authority], _hosts);
    }
}
