using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EnerDatX.Node.Network;

/// <summary>What the content store says to a CID that a stranger asks for.</summary>
public abstract record GatewayContent
{
    /// <summary>Not a CID.</summary>
    public sealed record Malformed : GatewayContent;

    /// <summary>A CID of nothing that we offer.</summary>
    public sealed record Unknown : GatewayContent;

    /// <summary>The whole file, as it was encrypted.</summary>
    public sealed record Found(ReadOnlyMemory<byte> Bytes) : GatewayContent;
}

/// <summary>How much strangers may take from the gateway.</summary>
public sealed record GatewayLimits
{
    /// <summary>Open TCP connections.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>Answers on their way at once: each holds a file in memory.</summary>
    public int MaxConcurrentAnswers { get; init; } = 32;

    /// <summary>Requests of one IP address per second.</summary>
    public int RequestsPerSecond { get; init; } = 20;

    /// <summary>Bytes a second below which a reader is cut off, after five seconds.</summary>
    public double MinBytesPerSecond { get; init; } = 4_096;
}

/// <summary>
/// The seller's public gateway (the Trustless Gateway convention, and nothing more of it): on a port of its own <c>GET</c> and <c>HEAD</c>
/// of <c>/ipfs/{cid}</c> give a file's raw bytes. Malformed CID or a query: 400; unknown: 404; another method: 405; any other path: 404;
/// too many requests: 429. The CID is looked up, never used as a path.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    /// <summary>Longest CID text: CIDv1 of SHA-256 in base32 has 59 characters; other bases and hashes have fewer than twice as many.</summary>
    private const int MaxCidLength = 128;

    private const string Prefix = "/ipfs/";

    private readonly WebApplication _application;
    private readonly Func<string, GatewayContent> _lookup;

    private GatewayServer(WebApplication application, Func<string, GatewayContent> lookup)
    {
        _application = application;
        _lookup = lookup;
    }

    /// <summary>Where it listens, with the port that was really taken.</summary>
    public IPEndPoint Local { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Listens at <paramref name="bind"/> (port 0 takes any free one).</summary>
    /// <param name="lookup">Called on many threads with 1 to 128 letters and digits.</param>
    /// <exception cref="IOException">The port is in use; the message names it.</exception>
    public static async Task<GatewayServer> Start(IPEndPoint bind, Func<string, GatewayContent> lookup, GatewayLimits limits)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(bind);
            kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestHeadersTotalSize = 8 * 1_024;
            kestrel.Limits.MaxRequestHeaderCount = 50;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            kestrel.Limits.MinResponseDataRate = new(limits.MinBytesPerSecond, TimeSpan.FromSeconds(5));
        });
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(PerAddress(limits), Concurrent(limits));
        });
        var application = builder.Build();
        var server = new GatewayServer(application, lookup);
        application.UseRateLimiter();
        application.Run(server.Answer);
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        server.Local = new IPEndPoint(bind.Address, new Uri(addresses.First()).Port);
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static PartitionedRateLimiter<HttpContext> PerAddress(GatewayLimits limits) =>
        PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetTokenBucketLimiter(
            context.Connection.RemoteIpAddress ?? IPAddress.None,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limits.RequestsPerSecond,
                TokensPerPeriod = limits.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));

    private static PartitionedRateLimiter<HttpContext> Concurrent(GatewayLimits limits) =>
        PartitionedRateLimiter.Create<HttpContext, int>(_ => RateLimitPartition.GetConcurrencyLimiter(
            0,
            _ => new ConcurrencyLimiterOptions { PermitLimit = limits.MaxConcurrentAnswers, QueueLimit = 0 }));

    private async Task Answer(HttpContext context)
    {
        var response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";

        // The target as it was sent: nothing is decoded or normalised, so no path means two things.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith(Prefix, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return;
        }

        switch (Find(target[Prefix.Length..]))
        {
            case GatewayContent.Found(var bytes):
                response.ContentType = "application/octet-stream";
                response.ContentLength = bytes.Length;
                if (HttpMethods.IsGet(context.Request.Method))
                {
                    await response.Body.WriteAsync(bytes, context.RequestAborted);
                }

                break;
            case GatewayContent.Unknown:
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
            default:
                response.StatusCode = StatusCodes.Status400BadRequest;
                break;
        }
    }

    private GatewayContent Find(string cid) =>
        cid.Length is >= 1 and <= MaxCidLength && cid.All(char.IsAsciiLetterOrDigit) ? _lookup(cid) : new GatewayContent.Malformed();
}
