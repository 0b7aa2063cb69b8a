using System.Net;
using System.Text;
using EnerDatX.Peer;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Tests.Http;

/// <summary>How much of anything a request may bring, and what is said when something goes wrong.</summary>
[Collection(HttpSaleCollection.Name)]
public sealed class HttpLimitTests(HttpSale sale)
{
    private const int Body = 256 * 1_024;
    private const long Upload = 64L * 1_024 * 1_024;

    private HttpCaller Caller => sale.Owner.Caller;

    [Theory]
    [InlineData("/market/asks", Body + 1L)]
    [InlineData("/api/v1/issue", Body + 1L)]
    [InlineData("/api/v1/datasets", Upload + 1)]
    public async Task A_body_that_announces_too_much_is_refused_before_it_comes(string path, long length)
    {
        var method = path == "/market/asks" ? "PUT" : "POST";
        var answer = await Caller.Raw(Head(method, path) + $"Content-Length: {length}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", answer);
        Assert.Contains($"the body has more than {length - 1} bytes", answer);
        Assert.Contains("Connection: close", answer);
    }

    [Fact]
    public async Task A_body_that_announces_nothing_is_refused_when_it_has_become_too_long()
    {
        var request = Head("PUT", "/market/asks") + $"Transfer-Encoding: chunked\r\n\r\n{Body + 1:x}\r\n{new string('a', Body + 1)}";
        var answer = await Caller.Raw(request);
        Assert.StartsWith("HTTP/1.1 413 ", answer);
        Assert.Contains("the body is too long", answer);
    }

    [Fact]
    public async Task A_body_of_the_greatest_length_is_read()
    {
        using var body = HttpCaller.Text(new string('&', Body), "application/x-www-form-urlencoded");
        (await Caller.Send(HttpMethod.Put, "/market/asks", body)).IsRefused(400, "asset amount parameter missing");
    }

    [Fact]
    public async Task A_meter_file_may_be_longer_than_any_other_body()
    {
        var answer = await Caller.PostFile("/api/v1/datasets", new byte[Body + 1]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Theory]
    [InlineData(20_000, 1)]
    [InlineData(1, 100)]
    public async Task Headers_beyond_their_limit_are_refused(int length, int count)
    {
        var headers = string.Concat(Enumerable.Range(0, count).Select(n => $"X-{n}: {new string('a', length)}\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", await Caller.Raw(Head("GET", "/state") + headers + "\r\n"));
    }

    [Theory]
    [InlineData("{", "the body is not JSON of at most 16 levels")]
    [InlineData("[]", "the body is not a JSON object")]
    [InlineData("\"text\"", "the body is not a JSON object")]
    [InlineData("{\"a\":1,\"a\":2}", "the body is not JSON of at most 16 levels")]
    [InlineData("{\"a\":1} x", "the body is not JSON of at most 16 levels")]
    [InlineData("{\"a\":\"\\ud800\"}", "the body is not JSON")]
    [InlineData("{\"first_asset_amount\":{},\"second_asset_amount\":1,\"first_asset_type\":\"A\",\"second_asset_type\":\"B\"}", "first_asset_amount is not an integer")]
    public async Task A_body_that_is_not_the_json_it_claims_to_be_is_refused(string json, string error)
    {
        using var body = HttpCaller.Text(json, "application/json");
        var answer = await Caller.Send(HttpMethod.Put, "/market/asks", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(error, answer.Json.Str("error"));
    }

    [Theory]
    [InlineData(15, "asset amount parameter missing")]
    [InlineData(16, "the body is not JSON of at most 16 levels")]
    public async Task Json_has_at_most_sixteen_levels(int arrays, string error)
    {
        using var body = HttpCaller.Text($"{{\"a\":{new string('[', arrays)}{new string(']', arrays)}}}", "application/json");
        Assert.StartsWith(error, (await Caller.Send(HttpMethod.Put, "/market/asks", body)).Json.Str("error"));
    }

    [Theory]
    [InlineData("application/json", 4_096, "asset amount parameter missing")]
    [InlineData("application/json", 4_097, "a text is longer than 4096 characters")]
    [InlineData("application/x-www-form-urlencoded", 4_096, "asset amount parameter missing")]
    [InlineData("application/x-www-form-urlencoded", 4_097, "a text is longer than 4096 characters")]
    public async Task A_text_has_at_most_four_kilobytes(string type, int length, string error)
    {
        var text = new string('x', length);
        using var body = HttpCaller.Text(type == "application/json" ? $"{{\"a\":\"{text}\"}}" : $"a={text}", type);
        (await Caller.Send(HttpMethod.Put, "/market/asks", body)).IsRefused(400, error);
    }

    [Fact]
    public async Task A_body_that_is_neither_form_nor_json_is_refused()
    {
        using var body = new MultipartFormDataContent { { new StringContent("1"), "first_asset_amount" } };
        (await Caller.Send(HttpMethod.Put, "/market/asks", body))
            .IsRefused(415, "the body is neither a form (application/x-www-form-urlencoded) nor JSON");
    }

    [Fact]
    public async Task A_body_that_says_no_type_is_read_as_what_it_looks_like()
    {
        foreach (var text in new[] { "first_asset_amount=x&second_asset_amount=1&first_asset_type=A&second_asset_type=B", "{\"first_asset_amount\":\"x\",\"second_asset_amount\":1,\"first_asset_type\":\"A\",\"second_asset_type\":\"B\"}" })
        {
            using var body = new ByteArrayContent(Encoding.ASCII.GetBytes(text));
            (await Caller.Send(HttpMethod.Put, "/market/asks", body)).IsRefused(400, "first_asset_amount is not an integer");
        }
    }

    [Fact]
    public async Task A_path_that_is_not_there_says_so_as_json()
    {
        (await Caller.Get("/market/info")).IsRefused(404, "there is no /market/info");
        (await Caller.Get("/trustchain/bootstrap?amount=1")).IsRefused(404, "there is no /trustchain/bootstrap");
    }

    [Fact]
    public async Task A_node_that_does_not_answer_in_time_is_busy()
    {
        await using var script = await HttpScript.StartSilent();
        foreach (var path in new[] { "/market/asks", "/market/orders", "/market/transactions", "/wallets", "/market/matchmakers", "/api/v1/node", "/api/v1/trades" })
        {
            (await script.Caller.Get(path)).IsRefused(503, "the node is busy");
        }
    }

    [Fact]
    public async Task A_failure_that_nobody_foresaw_has_edmps_form_and_no_trace()
    {
        await using var script = await HttpScript.Start(_ => "not an answer");
        var answer = await script.Caller.Get("/market/asks");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("text/json", answer.ContentType);
        answer.Json.HasExactly("error");
        answer.Json.At("error").HasExactly("handled", "code", "message");
        Assert.False(answer.Json.At("error.handled").GetBoolean());
        Assert.Equal("ArgumentException", answer.Json.Str("error.code"));
        Assert.DoesNotContain("   at ", answer.Text);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task A_page_has_at_most_500_entries()
    {
        var peers = Enumerable.Range(1, 3).Select(n => new KnownPeer(HttpNetwork.KeyOf($"{n}").PublicKey, new IPEndPoint(n, 1), true)).ToList();
        await using var script = await HttpScript.Start(question => question is ReadPeers ? new PeersRead(peers) : question is ReadTrades ? new TradesRead([]) : null);
        (await script.Caller.Get("/ipv8/trustchain/recent?limit=-1")).IsRefused(400, "limit is less than 0");
        (await script.Caller.Get("/ipv8/trustchain/recent?offset=x")).IsRefused(400, "offset is not an integer");
        Assert.Empty((await script.Caller.Get("/market/transactions?limit=99999999999999")).Good.At("transactions").EnumerateArray());
        for (var n = 0; n < 501; n++)
        {
            Assert.True(EnerDatX.Core.Ledger.OwnChain.TrySource(
                script.Key, script.Ledger.Latest(script.Key.PublicKey), "test", "a0d"u8, 1_700_000_000_000, out var block, out _));
            script.Ledger.Append([block]);
        }

        Assert.Equal(500, (await script.Caller.Get("/ipv8/trustchain/recent?limit=1000")).Good.At("blocks").GetArrayLength());
        Assert.Equal(500, (await script.Caller.Get("/api/v1/chain?limit=1000")).Good.GetArrayLength());
        Assert.Equal(1, (await script.Caller.Get("/ipv8/trustchain/recent?limit=1000&offset=500")).Good.At("blocks").GetArrayLength());
    }

    private string Head(string method, string path) =>
        $"{method} {path} HTTP/1.1\r\nHost: {Caller.Client.BaseAddress!.Authority}\r\nConnection: close\r\nAuthorization: Bearer {HttpCaller.Token}\r\n";
}
