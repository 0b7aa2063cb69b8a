using System.Net;
using System.Net.Sockets;
using System.Text;
using EnerDatX.Node.Network;

namespace EnerDatX.Node.Tests;

public sealed class NetworkGatewayServerTests : IAsyncLifetime, IDisposable
{
    private const string Cid = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(n => (byte)(n % 251))];

    private readonly List<string> _asked = [];
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private GatewayServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.Start(new IPEndPoint(IPAddress.Loopback, 0), Lookup, new GatewayLimits { RequestsPerSecond = 1_000 });
        _client.BaseAddress = new Uri($"http://{_server.Local}");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_known_cid_gives_the_raw_bytes_and_no_browser_guesses_what_they_are()
    {
        using var response = await _client.GetAsync($"/ipfs/{Cid}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Content, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(Content.Length, response.Content.Headers.ContentLength);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Head_gives_the_length_only()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/ipfs/{Cid}");
        using var response = await _client.SendAsync(request);
        Assert.Equal(Content.Length, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET", "/ipfs/unknown", 404)]
    [InlineData("GET", "/ipfs/malformed", 400)]
    [InlineData("GET", "/ipfs/", 400)]
    [InlineData("GET", "/ipfs", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/index.html", 404)]
    [InlineData("GET", "/ipfs/" + Cid + "/", 400)]
    [InlineData("GET", "/ipfs/" + Cid + "/file", 400)]
    [InlineData("GET", "/ipfs/" + Cid + "?format=car", 400)]
    [InlineData("GET", "/ipfs/../etc/passwd", 400)]
    [InlineData("GET", "/ipfs/%2e%2e%2fetc%2fpasswd", 400)]
    [InlineData("GET", "/ipfs/%62afk", 400)]
    [InlineData("GET", "//ipfs/" + Cid, 404)]
    [InlineData("GET", "/IPFS/" + Cid, 404)]
    [InlineData("POST", "/ipfs/" + Cid, 405)]
    [InlineData("DELETE", "/ipfs/" + Cid, 405)]
    [InlineData("OPTIONS", "/ipfs/" + Cid, 405)]
    [InlineData("POST", "/", 404)]
    public async Task Any_other_request_is_refused(string method, string target, int status)
    {
        Assert.Equal(status, await RawStatus(method, target));
        Assert.All(_asked, cid => Assert.Matches("^[A-Za-z0-9]{1,128}$", cid));
    }

    [Fact]
    public async Task A_cid_of_129_characters_is_malformed_without_being_looked_up()
    {
        Assert.Equal(400, await RawStatus("GET", "/ipfs/" + new string('a', 129)));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task An_address_that_asks_too_often_is_told_so()
    {
        await using var strict = await GatewayServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0), Lookup, new GatewayLimits { RequestsPerSecond = 1 });
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var response = await _client.GetAsync(new Uri($"http://{strict.Local}/ipfs/unknown"));
            return response.StatusCode;
        }));
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Contains(HttpStatusCode.NotFound, statuses);
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_that_names_it()
    {
        var error = await Assert.ThrowsAsync<IOException>(() => GatewayServer.Start(_server.Local, Lookup, new GatewayLimits()));
        Assert.Contains(_server.Local.Port.ToString(), error.Message);
    }

    private GatewayContent Lookup(string cid)
    {
        lock (_asked)
        {
            _asked.Add(cid);
        }

        return cid switch
        {
            Cid => new GatewayContent.Found(Content),
            "malformed" => new GatewayContent.Malformed(),
            _ => new GatewayContent.Unknown(),
        };
    }

    /// <summary>HttpClient would tidy the path up before it is sent.</summary>
    private async Task<int> RawStatus(string method, string target)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_server.Local);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var line = await reader.ReadLineAsync(patience.Token);
        return int.Parse(line!.Split(' ')[1]);
    }
}
