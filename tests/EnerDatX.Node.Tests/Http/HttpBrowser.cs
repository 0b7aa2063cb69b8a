using System.Net;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Tests.Http;

/// <summary>A few files that stand for the page.</summary>
internal static class SomePage
{
    public static PageFiles Files()
    {
        var folder = Directory.CreateTempSubdirectory("enerdatx-page-");
        try
        {
            var page = folder.CreateSubdirectory("dist");
            page.CreateSubdirectory("page");
            File.WriteAllText(Path.Combine(folder.FullName, "secret.html"), "secret");
            File.WriteAllText(Path.Combine(page.FullName, "index.html"), "<!doctype html><title>page</title>");
            File.WriteAllText(Path.Combine(page.FullName, "page", "index-1.js"), "let a = 1;");
            File.WriteAllText(Path.Combine(page.FullName, "page", "notes.txt"), "not of the page");
            File.CreateSymbolicLink(Path.Combine(page.FullName, "page", "link.html"), Path.Combine(folder.FullName, "secret.html"));
            return PageFiles.Read(page.FullName)!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>What a browser sends, bare: no token, and only the cookie and the key that it was given.</summary>
internal sealed class HttpBrowser : IDisposable
{
    private readonly HttpCaller _caller;

    public HttpBrowser(Uri address)
    {
        _caller = new HttpCaller(address);
        _caller.Client.DefaultRequestHeaders.Authorization = null;
    }

    /// <summary>As a header: <c>name=value</c>.</summary>
    public string Cookie { get; private set; } = "";

    public string PageKey { get; private set; } = "";

    /// <summary>Opens a login link as a window does.</summary>
    public async Task<HttpAnswer> Open(Uri link, params (string Name, string Value)[] headers)
    {
        var answer = await _caller.Send(HttpMethod.Get, link.PathAndQuery, null, [("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Mode", "navigate"), .. headers]);
        if (answer.Headers.TryGetValue("Set-Cookie", out var cookie))
        {
            Cookie = cookie.Split(';')[0];
            PageKey = answer.Headers["Location"].Split("#key=")[1];
        }

        return answer;
    }

    public Task<HttpAnswer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, headers);

    /// <summary>A request of the page, with cookie and key; a header without a value is left out.</summary>
    public Task<HttpAnswer> Send(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Cookie"] = Cookie, [AccessGuard.PageKeyHeader] = PageKey };
        foreach (var (name, value) in headers)
        {
            own[name] = value;
        }

        return _caller.Send(method, path, null, [.. own.Where(header => header.Value.Length > 0).Select(header => (header.Key, header.Value))]);
    }

    public static void IsLockedOut(HttpAnswer answer) => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);

    public void Dispose() => _caller.Dispose();
}
