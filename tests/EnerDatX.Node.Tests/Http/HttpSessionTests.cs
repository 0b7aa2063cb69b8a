using System.Net;

namespace EnerDatX.Node.Tests.Http;

/// <summary>How a browser gets in by a link, what it may do then, and everything by which nobody gets in.</summary>
public sealed class HttpSessionTests : IAsyncLifetime, IDisposable
{
    private const string Anywhere = "/state";

    private HttpScript _node = null!;
    private HttpBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        _node = await HttpScript.StartWithPage(SomePage.Files());
        _browser = new HttpBrowser(_node.Api.Address);
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    public void Dispose() => _browser?.Dispose();

    [Fact]
    public async Task A_link_opens_a_session_and_leaves_the_address()
    {
        var link = _node.Api.NewLoginLink();
        Assert.Equal($"{_node.Api.Address}?login=", link.ToString()[..^64]);
        var answer = await _browser.Open(link);
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Matches("^/#key=[0-9a-f]{64}$", answer.Headers["Location"]);
        Assert.Matches(
            $"^enerdatx-{_node.Api.Address.Port}=[0-9a-f]{{64}}; max-age=604800; path=/; samesite=strict; httponly$", answer.Headers["Set-Cookie"]);
        Assert.Equal("", answer.Text);
        Assert.Equal(HttpStatusCode.OK, (await _browser.Get(Anywhere)).Status);
    }

    [Fact]
    public async Task A_link_works_once()
    {
        var link = _node.Api.NewLoginLink();
        await _browser.Open(link);
        using var other = new HttpBrowser(_node.Api.Address);
        var again = await other.Open(link);
        Assert.Equal((HttpStatusCode.SeeOther, "/#key="), (again.Status, again.Headers["Location"]));
        Assert.False(again.Headers.ContainsKey("Set-Cookie"));
        HttpBrowser.IsLockedOut(await other.Get(Anywhere));
        Assert.Equal(HttpStatusCode.OK, (await _browser.Get(Anywhere)).Status);
    }

    [Theory]
    [InlineData("/?login=")]
    [InlineData("/?login=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("/?login=a&login=b")]
    [InlineData("/?login=%00")]
    public async Task A_token_that_was_never_given_opens_nothing(string path)
    {
        var answer = await _browser.Get(path);
        Assert.Equal((HttpStatusCode.SeeOther, "/#key="), (answer.Status, answer.Headers["Location"]));
        Assert.False(answer.Headers.ContainsKey("Set-Cookie"));
    }

    [Fact]
    public async Task The_nodes_own_token_is_no_login_token()
    {
        var answer = await _browser.Get($"/?login={HttpCaller.Token}");
        Assert.False(answer.Headers.ContainsKey("Set-Cookie"));
    }

    [Theory]
    [InlineData("Sec-Fetch-Dest", "image")]
    [InlineData("Sec-Fetch-Dest", "iframe")]
    [InlineData("Sec-Fetch-Dest", "empty")]
    [InlineData("Sec-Purpose", "prefetch")]
    public async Task What_is_not_opened_in_a_window_leaves_the_token_as_it_is(string header, string value)
    {
        var link = _node.Api.NewLoginLink();
        (await _browser.Get(link.PathAndQuery, (header, value))).IsRefused(403, "a login link is opened in a window of a browser");
        Assert.Equal(HttpStatusCode.Forbidden, (await _browser.Send(HttpMethod.Head, link.PathAndQuery)).Status);
        Assert.Equal(64, (await _browser.Open(link)).Headers["Location"].Length - "/#key=".Length);
    }

    [Fact]
    public async Task A_foreign_name_of_the_host_opens_nothing_and_uses_nothing_up()
    {
        var link = _node.Api.NewLoginLink();
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await _browser.Open(link, ("Host", "rebind.example"))).Status);
        await _browser.Open(link);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await _browser.Get(Anywhere, ("Host", "rebind.example"))).Status);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await _browser.Get("/", ("Host", "rebind.example"))).Status);
    }

    [Theory]
    [InlineData("GET", "/api/v1/node")]
    [InlineData("GET", "/api/v1/datasets")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("PUT", "/market/bids")]
    [InlineData("POST", "/api/v1/logout")]
    public async Task A_cookie_without_the_pages_key_opens_nothing(string method, string path)
    {
        await _browser.Open(_node.Api.NewLoginLink());
        HttpBrowser.IsLockedOut(await _browser.Send(new HttpMethod(method), path, ("X-EnerDatX", "")));
        HttpBrowser.IsLockedOut(await _browser.Send(new HttpMethod(method), path, ("X-EnerDatX", "1")));
        HttpBrowser.IsLockedOut(await _browser.Send(new HttpMethod(method), path, ("Cookie", "")));
    }

    [Theory]
    [InlineData("PUT", "/market/bids", "http://rebind.example")]
    [InlineData("POST", "/api/v1/logout", "null")]
    [InlineData("POST", "/api/v1/datasets", "http://127.0.0.1:1")]
    [InlineData("GET", "/events", "http://rebind.example")]
    [InlineData("GET", "/events", "http://localhost")]
    public async Task A_page_of_another_origin_can_do_nothing_with_a_session(string method, string path, string origin)
    {
        await _browser.Open(_node.Api.NewLoginLink());
        (await _browser.Send(new HttpMethod(method), path, ("Origin", origin))).IsRefused(403, "a page of another origin may not do this");
        Assert.Equal(HttpStatusCode.OK, (await _browser.Get(Anywhere)).Status);
    }

    [Fact]
    public async Task The_nodes_own_page_acts_with_its_session()
    {
        await _browser.Open(_node.Api.NewLoginLink());
        var own = _node.Api.Address.GetLeftPart(UriPartial.Authority);
        (await _browser.Send(HttpMethod.Put, "/market/bids", ("Origin", own))).IsRefused(400, "asset amount parameter missing");
    }

    [Fact]
    public async Task A_session_of_another_node_is_none_here()
    {
        await using var elsewhere = await HttpScript.StartWithPage(SomePage.Files());
        using var other = new HttpBrowser(elsewhere.Api.Address);
        await other.Open(elsewhere.Api.NewLoginLink());
        var here = $"enerdatx-{_node.Api.Address.Port}={other.Cookie.Split('=')[1]}";
        HttpBrowser.IsLockedOut(await _browser.Get(Anywhere, ("Cookie", other.Cookie), ("X-EnerDatX", other.PageKey)));
        HttpBrowser.IsLockedOut(await _browser.Get(Anywhere, ("Cookie", here), ("X-EnerDatX", other.PageKey)));
    }

    [Fact]
    public async Task Two_nodes_in_one_browser_do_not_disturb_each_other()
    {
        await using var elsewhere = await HttpScript.StartWithPage(SomePage.Files());
        using var other = new HttpBrowser(elsewhere.Api.Address);
        await other.Open(elsewhere.Api.NewLoginLink());
        await _browser.Open(_node.Api.NewLoginLink());
        var both = $"{other.Cookie}; {_browser.Cookie}";
        Assert.Equal(HttpStatusCode.OK, (await _browser.Get(Anywhere, ("Cookie", both))).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.Get(Anywhere, ("Cookie", both))).Status);
    }

    [Fact]
    public async Task Where_a_token_is_shown_only_the_token_counts()
    {
        await _browser.Open(_node.Api.NewLoginLink());
        HttpBrowser.IsLockedOut(await _browser.Get(Anywhere, ("Authorization", "Bearer wrong")));
    }

    [Fact]
    public async Task Logging_out_ends_the_session_and_forgets_the_cookie()
    {
        await _browser.Open(_node.Api.NewLoginLink());
        var answer = await _browser.Send(HttpMethod.Post, "/api/v1/logout");
        Assert.True(answer.Good.At("logged_out").GetBoolean());
        Assert.Contains("max-age=0", answer.Headers["Set-Cookie"]);
        HttpBrowser.IsLockedOut(await _browser.Get(Anywhere));
    }

    [Fact]
    public async Task A_new_login_ends_the_session_before_it()
    {
        await _browser.Open(_node.Api.NewLoginLink());
        var (cookie, key) = (_browser.Cookie, _browser.PageKey);
        await _browser.Open(_node.Api.NewLoginLink(), ("Cookie", cookie));
        HttpBrowser.IsLockedOut(await _browser.Get(Anywhere, ("Cookie", cookie), ("X-EnerDatX", key)));
        Assert.Equal(HttpStatusCode.OK, (await _browser.Get(Anywhere)).Status);
    }

    [Fact]
    public async Task Who_has_the_token_makes_links_and_a_session_makes_none()
    {
        var made = (await _node.Caller.Post("/api/v1/login-link")).Good;
        Assert.Equal(43_200, made.Int("seconds"));
        await _browser.Open(new Uri(made.Str("link")));
        Assert.Equal(HttpStatusCode.OK, (await _browser.Get(Anywhere)).Status);
        (await _browser.Send(HttpMethod.Post, "/api/v1/login-link")).IsRefused(403, "a new link takes the node's token: ./enerdatx link");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _node.Caller.Get("/api/v1/login-link")).Status);
    }
}
