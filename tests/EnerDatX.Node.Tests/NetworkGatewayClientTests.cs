using System.Net;
using System.Net.Sockets;
using System.Text;
using EnerDatX.Node.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace EnerDatX.Node.Tests;

/// <summary>Sellers that misbehave, each a real server on loopback.</summary>
public sealed class NetworkGatewayClientTests : IAsyncDisposable
{
    private static readonly IPAddress Near = IPAddress.Loopback;
    private static readonly IPAddress Far = IPAddress.Parse("203.0.113.9");

    /// <summary>Short, so that a test of slowness is not slow; the other tests never wait for it.</summary>
    private static readonly GatewayTimes Hurry = new()
    {
        Connect = TimeSpan.FromSeconds(3), Floor = TimeSpan.FromMilliseconds(300), BytesPerSecond = 1 << 20,
    };

    private readonly List<WebApplication> _servers = [];
    private readonly TaskCompletionSource _never = new();
    private int _requests;

    public async ValueTask DisposeAsync()
    {
        _never.TrySetResult();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_bytes_of_an_honest_gateway_arrive()
    {
        var content = Enumerable.Range(0, 300_000).Select(n => (byte)(n % 251)).ToArray();
        await using var gateway = await GatewayServer.Start(
            new IPEndPoint(Near, 0), cid => cid == "abc" ? new GatewayContent.Found(content) : new GatewayContent.Unknown(), new GatewayLimits());

        var fetched = await Fetch(gateway.Local.Port, maxBytes: content.Length);
        Assert.Equal(content, Assert.IsType<GatewayResult.Bytes>(fetched).Content.ToArray());
        Assert.IsType<GatewayResult.TooLarge>(await Fetch(gateway.Local.Port, maxBytes: content.Length - 1));
        Assert.Equal(new GatewayResult.Status(404), await Fetch(gateway.Local.Port, cid: "other"));
    }

    [Fact]
    public async Task Bytes_that_do_not_have_the_cid_are_refused()
    {
        var port = await Serve(context => context.Response.WriteAsync("something else"));
        Assert.IsType<GatewayResult.WrongContent>(await Fetch(port, isRight: _ => false));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var port = await Serve(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        Assert.IsType<GatewayResult.RedirectRefused>(await Fetch(port));
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task A_body_that_is_longer_than_the_terms_say_is_refused_when_its_length_is_announced_and_when_it_is_not()
    {
        var announced = await Serve(context =>
        {
            context.Response.ContentLength = 1_001;
            return context.Response.Body.WriteAsync(new byte[1_001]).AsTask();
        });
        Assert.IsType<GatewayResult.TooLarge>(await Fetch(announced));
        var endless = await Serve(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[4_096], context.RequestAborted);
            }
        });
        Assert.IsType<GatewayResult.TooLarge>(await Fetch(endless));
    }

    [Fact]
    public async Task A_body_that_ends_before_its_announced_length_is_not_taken_for_the_whole()
    {
        var port = await ServeRaw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nonly this");
        Assert.IsType<GatewayResult.Unreachable>(await Fetch(port));
    }

    [Fact]
    public async Task What_follows_after_the_announced_length_is_not_taken()
    {
        var port = await ServeRaw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nthis and more");
        var bytes = Assert.IsType<GatewayResult.Bytes>(await Fetch(port)).Content;
        Assert.Equal("this", Encoding.ASCII.GetString(bytes.Span));
    }

    [Fact]
    public async Task What_is_not_http_is_unreachable()
    {
        var port = await ServeRaw("SSH-2.0-OpenSSH_9.2\r\n");
        Assert.IsType<GatewayResult.Unreachable>(await Fetch(port));
    }

    [Fact]
    public async Task A_gateway_that_drips_is_given_up()
    {
        var port = await Serve(async context =>
        {
            context.Response.ContentLength = 1_000;
            await context.Response.Body.WriteAsync(new byte[1]);
            await context.Response.Body.FlushAsync();
            await _never.Task;
        });
        Assert.IsType<GatewayResult.TimedOut>(await Fetch(port, times: Hurry));
    }

    [Fact]
    public async Task A_gateway_that_never_answers_is_given_up()
    {
        var port = await Serve(_ => _never.Task);
        Assert.IsType<GatewayResult.TimedOut>(await Fetch(port, times: Hurry));
    }

    [Fact]
    public async Task A_name_service_that_never_answers_is_given_up()
    {
        Task<IPAddress[]> Silent(string host, CancellationToken stop) => Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => Array.Empty<IPAddress>(), stop);
        Assert.IsType<GatewayResult.TimedOut>(await Fetch(1, host: "slow.example", times: Hurry, lookUp: Silent));
    }

    [Fact]
    public async Task The_caller_can_give_up()
    {
        using var stop = new CancellationTokenSource();
        var port = await Serve(async _ =>
        {
            await stop.CancelAsync();
            await _never.Task;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetch(port, stop: stop.Token));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("internal.example")]
    public async Task A_public_seller_cannot_send_us_to_our_own_network(string host)
    {
        var port = await Serve(context => context.Response.WriteAsync("secret"));
        Task<IPAddress[]> LookUp(string name, CancellationToken stop) =>
            name == "internal.example" ? Task.FromResult(new[] { Near }) : Dns.GetHostAddressesAsync(name, stop);
        Assert.IsType<GatewayResult.PrivateAddressRefused>(await Fetch(port, host: host, peer: Far, lookUp: LookUp));
        Assert.Equal(0, _requests);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_and_the_connection_goes_to_the_address_that_was_checked()
    {
        var port = await Serve(context => context.Response.WriteAsync($"for {context.Request.Host.Host}"));
        var lookUps = 0;
        Task<IPAddress[]> Rebinding(string name, CancellationToken stop) => Task.FromResult(++lookUps == 1 ? new[] { Near } : [Far]);
        var bytes = Assert.IsType<GatewayResult.Bytes>(await Fetch(port, host: "seller.example", lookUp: Rebinding));
        Assert.Equal("for seller.example", Encoding.ASCII.GetString(bytes.Content.Span));
        Assert.Equal(1, lookUps);
    }

    [Fact]
    public async Task A_closed_port_and_an_unknown_name_are_unreachable()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(Near, 0));
        Assert.IsType<GatewayResult.Unreachable>(await Fetch(((IPEndPoint)closed.LocalEndPoint!).Port));
        Task<IPAddress[]> Unknown(string name, CancellationToken stop) => throw new SocketException((int)SocketError.HostNotFound);
        Assert.IsType<GatewayResult.Unreachable>(await Fetch(1, host: "nobody.example", lookUp: Unknown));
    }

    [Theory]
    [InlineData("127.0.0.1", 0, "abc", 1)]
    [InlineData("127.0.0.1", 65_536, "abc", 1)]
    [InlineData("127.0.0.1", 80, "../etc", 1)]
    [InlineData("127.0.0.1", 80, "", 1)]
    [InlineData("user@127.0.0.1", 80, "abc", 1)]
    [InlineData("127.0.0.1/x?", 80, "abc", 1)]
    [InlineData("", 80, "abc", 1)]
    [InlineData("127.0.0.1", 80, "abc", -1)]
    [InlineData("127.0.0.1", 80, "abc", long.MaxValue)]
    public async Task What_is_no_part_of_a_url_is_refused(string host, int port, string cid, long maxBytes) =>
        Assert.IsType<GatewayResult.BadAddress>(await Fetch(port, host: host, cid: cid, maxBytes: maxBytes));

    private static Task<GatewayResult> Fetch(
        int port,
        string host = "127.0.0.1",
        string cid = "abc",
        long maxBytes = 1_000,
        IPAddress? peer = null,
        Func<ReadOnlyMemory<byte>, bool>? isRight = null,
        GatewayTimes? times = null,
        Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null,
        CancellationToken stop = default) =>
        new GatewayClient(times ?? new GatewayTimes(), lookUp ?? Dns.GetHostAddressesAsync)
            .Fetch(new GatewayFetch(host, port, cid, peer ?? Near, maxBytes, isRight ?? (_ => true)), stop);

    private async Task<int> Serve(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(Near, 0));
        var server = builder.Build();
        server.Run(context =>
        {
            Interlocked.Increment(ref _requests);
            return answer(context);
        });
        _servers.Add(server);
        await server.StartAsync();
        return new Uri(server.Urls.Single()).Port;
    }

    /// <summary>Sends these bytes to the first who connects and asks, and hangs up.</summary>
    private static Task<int> ServeRaw(string answer)
    {
        var listener = new TcpListener(Near, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4_096]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            client.Client.Shutdown(SocketShutdown.Send);
            listener.Stop();
        });
        return Task.FromResult(((IPEndPoint)listener.LocalEndpoint).Port);
    }
}
