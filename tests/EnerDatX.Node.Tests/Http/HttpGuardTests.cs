using System.Net;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Tests.Http;

/// <summary>What a request must show before any route sees it.</summary>
[Collection(HttpSaleCollection.Name)]
public sealed class HttpGuardTests(HttpSale sale)
{
    private HttpCaller Caller => sale.Owner.Caller;

    private int Port => sale.Owner.Api.Address.Port;

    [Theory]
    [InlineData("127.0.0.1:{port}")]
    [InlineData("localhost:{port}")]
    [InlineData("LocalHost:{port}")]
    [InlineData("[::1]:{port}")]
    public async Task A_request_that_names_this_computer_and_the_port_is_heard(string host) =>
        Assert.StartsWith("HTTP/1.1 200 ", await Raw("GET", "/state", $"Host: {Named(host)}"));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:1")]
    [InlineData("rebind.example:{port}")]
    [InlineData("localhost.rebind.example:{port}")]
    [InlineData("127.0.0.1:{port}.rebind.example")]
    [InlineData("127.0.0.2:{port}")]
    [InlineData("0.0.0.0:{port}")]
    [InlineData("[::2]:{port}")]
    [InlineData("")]
    public async Task A_request_that_names_another_host_is_refused_even_with_the_token(string host) =>
        Assert.Matches("^HTTP/1.1 (421|400) ", await Raw("GET", "/state", $"Host: {Named(host)}"));

    [Fact]
    public async Task A_foreign_host_is_refused_before_the_token_is_looked_at()
    {
        var answer = await Caller.Send(HttpMethod.Get, "/wallets", null, ("Host", "rebind.example"), ("Authorization", "Bearer wrong"));
        answer.IsRefused(421, "this node does not go by that name: see the Host header");
    }

    [Fact]
    public async Task A_request_without_or_with_two_hosts_is_refused()
    {
        Assert.StartsWith("HTTP/1.1 400 ", await Caller.Raw($"GET /state HTTP/1.1\r\nConnection: close\r\n{Token}\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 421 ", await Caller.Raw($"GET /state HTTP/1.0\r\n{Token}\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", await Raw("GET", "/state", $"Host: localhost:{Port}\r\nHost: rebind.example"));
    }

    [Fact]
    public async Task An_absolute_target_cannot_name_another_host_than_the_header() =>
        Assert.StartsWith("HTTP/1.1 400 ", await Raw("GET", "http://rebind.example/state", $"Host: localhost:{Port}"));

    [Fact]
    public async Task An_announced_name_is_heard_with_its_port_only()
    {
        await using var script = await HttpScript.Start(_ => null, "node.example:8085");
        Assert.Equal(HttpStatusCode.OK, (await script.Caller.Send(HttpMethod.Get, "/state", null, ("Host", "node.example:8085"))).Status);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await script.Caller.Send(HttpMethod.Get, "/state", null, ("Host", "node.example"))).Status);
    }

    [Fact]
    public async Task Without_an_announced_name_it_listens_on_this_computer_only()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => NodeApi.Start(sale.Owner.View, new IPEndPoint(IPAddress.Any, 0), []));
        Assert.Contains("without TLS", error.Message);
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_that_names_it()
    {
        var error = await Assert.ThrowsAsync<IOException>(() => NodeApi.Start(sale.Owner.View, new IPEndPoint(IPAddress.Loopback, Port), []));
        Assert.Contains($":{Port}", error.Message);
    }

    [Theory]
    [InlineData("PUT", "/market/asks", "http://rebind.example")]
    [InlineData("PUT", "/wallets/DUM1", "http://localhost")]
    [InlineData("POST", "/api/v1/issue", "null")]
    [InlineData("POST", "/api/v1/datasets", "https://localhost:{port}")]
    [InlineData("POST", "/market/orders/1/cancel", "http://localhost:1")]
    [InlineData("GET", "/events", "http://rebind.example")]
    [InlineData("GET", "/Events", "http://rebind.example")]
    [InlineData("DELETE", "/wallets", "http://rebind.example")]
    public async Task A_page_of_another_origin_may_neither_act_nor_listen(string method, string path, string origin)
    {
        var answer = await Caller.Send(new HttpMethod(method), path, null, ("Origin", Named(origin)));
        answer.IsRefused(403, "a page of another origin may not do this");
    }

    [Theory]
    [InlineData("http://localhost:{port}")]
    [InlineData("http://127.0.0.1:{port}")]
    public async Task The_nodes_own_page_may_act(string origin)
    {
        var answer = await Caller.Send(HttpMethod.Put, "/market/asks", null, ("Origin", Named(origin)));
        answer.IsRefused(400, "asset amount parameter missing");
    }

    [Fact]
    public async Task No_answer_lets_another_origin_read_it()
    {
        var answer = await Caller.Send(HttpMethod.Get, "/state", null, ("Origin", "http://rebind.example"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic " + HttpCaller.Token)]
    [InlineData(HttpCaller.Token)]
    [InlineData("Bearer " + HttpCaller.Token + "0")]
    [InlineData("Bearer " + HttpCaller.Token + ", Bearer x")]
    public async Task Without_the_token_nothing_is_told(string authorization)
    {
        var answer = await Caller.Send(HttpMethod.Get, $"/wallets?token={HttpCaller.Token}", null, ("Authorization", authorization));
        answer.IsRefused(401, "show the node's token: Authorization: Bearer …");
        Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"]);
        Assert.DoesNotContain(HttpCaller.Token, answer.Text);
    }

    [Fact]
    public async Task Every_route_needs_the_token_and_so_do_the_ones_that_are_not_there()
    {
        var description = (await Caller.Get("/openapi/v1.json")).Good;
        var routes = description.At("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject(), (path, method) => (path.Name, Method: method.Name));
        (string Name, string Method)[] all = [.. routes, ("/openapi/v1.json", "get"), ("/page/nowhere.js", "get"), ("/nowhere", "post")];
        Assert.True(all.Length >= 45);
        foreach (var (path, method) in all)
        {
            var answer = await Caller.Send(new HttpMethod(method.ToUpperInvariant()), path, null, ("Authorization", "Bearer wrong"));
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{method} {path}: {answer.Status}");
        }
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task A_method_that_a_path_does_not_take_is_refused(string method)
    {
        var answer = await Raw(method, "/market/asks", $"Host: localhost:{Port}\r\nContent-Length: 0");
        Assert.StartsWith("HTTP/1.1 405 ", answer);
        Assert.Contains("Allow: GET, PUT", answer);
    }

    [Theory]
    [InlineData("/state", 200)]
    [InlineData("/nowhere", 404)]
    [InlineData("/market/orders/x/cancel", 405)]
    [InlineData("/ipv8/trustchain/recent?limit=x", 400)]
    public async Task Every_answer_tells_a_browser_to_be_careful(string path, int status)
    {
        var answer = await Caller.Get(path);
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            answer.Headers["Content-Security-Policy"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Resource-Policy"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Opener-Policy"]);
        Assert.False(answer.Headers.ContainsKey("Server"));
    }

    private static string Token => $"Authorization: Bearer {HttpCaller.Token}";

    private string Named(string text) => text.Replace("{port}", Port.ToString());

    private Task<string> Raw(string method, string target, string headers) =>
        Caller.Raw($"{method} {target} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n{Token}\r\n\r\n");
}
