using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Tests.Http;

/// <summary>The page's files: there for everyone, without a way from them to anything else.</summary>
public sealed class HttpPageTests
{
    [Fact]
    public async Task The_page_is_there_for_everyone_and_no_data_is()
    {
        await using var node = await HttpScript.StartWithPage(SomePage.Files());
        using var browser = new HttpBrowser(node.Api.Address);
        var page = await browser.Get("/");
        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (page.Status, page.ContentType));
        Assert.Contains("<title>page</title>", page.Text);
        Assert.DoesNotContain("'unsafe", page.Headers["Content-Security-Policy"]);
        var script = await browser.Get("/page/index-1.js");
        Assert.Equal(("let a = 1;", "text/javascript; charset=utf-8"), (script.Text, script.ContentType));
        var head = await browser.Send(HttpMethod.Head, "/");
        Assert.Equal((HttpStatusCode.OK, 0), (head.Status, head.Bytes.Length));
        Assert.All([page, script], answer => Assert.False(answer.Headers.ContainsKey("Set-Cookie")));
        HttpBrowser.IsLockedOut(await browser.Get("/api/v1/node"));
    }

    [Theory]
    [InlineData("/page/../../secret.html")]
    [InlineData("/page/%2e%2e/%2e%2e/secret.html")]
    [InlineData("/page/..%2f..%2fsecret.html")]
    [InlineData("/page/..%5c..%5csecret.html")]
    [InlineData("//secret.html")]
    [InlineData("/page//index-1.js")]
    [InlineData("/page/INDEX-1.js")]
    [InlineData("/page/index-1.js/")]
    [InlineData("/page/link.html")]
    [InlineData("/page/notes.txt")]
    [InlineData("/page/")]
    [InlineData("/index.html%00.js")]
    [InlineData("/etc/passwd")]
    public async Task No_path_leads_out_of_the_page(string path)
    {
        await using var node = await HttpScript.StartWithPage(SomePage.Files());
        var answer = await node.Caller.Raw($"GET {path} HTTP/1.1\r\nHost: localhost:{node.Api.Address.Port}\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (401|400) ", answer);
        Assert.DoesNotContain("secret\r", answer);
    }

    [Fact]
    public async Task Files_are_read_and_not_written()
    {
        await using var node = await HttpScript.StartWithPage(SomePage.Files());
        using var browser = new HttpBrowser(node.Api.Address);
        HttpBrowser.IsLockedOut(await browser.Send(HttpMethod.Post, "/"));
        HttpBrowser.IsLockedOut(await browser.Send(HttpMethod.Put, "/page/index-1.js"));
    }

    [Fact]
    public async Task Without_a_built_page_a_node_says_how_to_get_it_and_serves_its_API()
    {
        await using var node = await HttpScript.StartWithPage(null);
        using var browser = new HttpBrowser(node.Api.Address);
        (await browser.Get("/")).IsRefused(404, PageFiles.Missing);
        (await node.Caller.Post("/api/v1/login-link")).IsRefused(404, PageFiles.Missing);
        Assert.Equal(HttpStatusCode.OK, (await node.Caller.Get("/state")).Status);
    }

    [Fact]
    public async Task The_page_knows_the_interface_as_it_is()
    {
        await using var node = await HttpScript.StartWithPage(null);
        var now = JsonNode.Parse((await node.Caller.Get("/openapi/v1.json")).Bytes)!.AsObject();
        now.Remove("servers");
        var file = Path.Combine(PageSources, "openapi.json");
        var kept = JsonNode.Parse(await File.ReadAllBytesAsync(file));
        if (!JsonNode.DeepEquals(kept, now))
        {
            // So that one command renews it.
            var renewed = Path.Combine(Path.GetTempPath(), "enerdatx-openapi.json");
            await File.WriteAllTextAsync(renewed, now.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
            Assert.Fail($"The types of the page come from an older description. Look at the difference, then: cp {renewed} {file}");
        }
    }

    [Fact]
    public void Both_languages_say_everything_with_the_same_values()
    {
        var (english, dutch) = (Words("en"), Words("nl"));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), dutch.Keys.Order(StringComparer.Ordinal));
        Assert.True(english.Count > 200);
        Assert.All(english, word => Assert.True(Values(word.Value).SetEquals(Values(dutch[word.Key])), word.Key));
        Assert.All(english.Concat(dutch), word => Assert.False(string.IsNullOrWhiteSpace(word.Value), word.Key));
    }

    private static string PageSources => ProjectFolder.PathOf("src", "EnerDatX.Page");

    private static Dictionary<string, string> Words(string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(PageSources, "src", "words", $"{language}.json")))!;

    /// <summary>The names in braces.</summary>
    private static HashSet<string> Values(string text) =>
        [.. text.Split('{').Skip(1).Select(part => part.Split('}')[0])];
}
