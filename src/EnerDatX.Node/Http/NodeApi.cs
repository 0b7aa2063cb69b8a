using System.Net;
using Akka.Actor;
using EnerDatX.Peer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EnerDatX.Node.Http;

/// <summary>
/// The node's HTTP interface: EDMP's and AnyDex's routes, and our own under <c>/api/v1</c> (docs/API.md). For the node's own user: it
/// listens on this computer, and every request shows the node's token, or a session of the node's page.
/// </summary>
public sealed class NodeApi : IAsyncDisposable
{
    /// <summary>A page opens six connections, a script a handful.</summary>
    private const long MaxConnections = 200;

    private const int MaxHeaderBytes = 16 * 1_024;
    private const int MaxHeaders = 60;

    /// <summary>An actor answers in milliseconds; who waits longer waits for a disk or a flood.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);

    /// <summary>How long requests under way may take to end when the node stops.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(3);

    private readonly WebApplication _application;
    private readonly NodeView _node;
    private readonly IActorRef _relay;
    private readonly EventStreams _streams;
    private readonly Datasets _datasets;
    private readonly RequestRate _rate;
    private readonly Sessions _sessions;

    private NodeApi(WebApplication application, NodeView node, EventStreams streams, IActorRef relay, Datasets datasets, RequestRate rate, Sessions sessions)
    {
        _application = application;
        _node = node;
        _streams = streams;
        _relay = relay;
        _datasets = datasets;
        _rate = rate;
        _sessions = sessions;
    }

    /// <summary>Where it listens, with the port that was really taken.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>An address that opens the page and logs in, once.</summary>
    public Uri NewLoginLink() => new(Address, $"/?{PageDoor.LoginParameter}={_sessions.NewLoginToken()}");

    /// <summary>Starts to answer.</summary>
    /// <param name="bind">A loopback address; port 0 takes any free one.</param>
    /// <param name="announced">Further names, <c>host:port</c>, that users and pages may call this node by; most nodes have none.</param>
    /// <param name="page">Null where it is not built: the API works without.</param>
    /// <exception cref="IOException">The port is in use; the message names it.</exception>
    /// <exception cref="ArgumentException">Not a loopback address, and no name is announced.</exception>
    public static Task<NodeApi> Start(NodeView node, IPEndPoint bind, IReadOnlyList<string> announced, ApiLimits? limits = null, PageFiles? page = null) =>
        Start(node, bind, announced, limits ?? new ApiLimits(), Patience, page);

    /// <param name="patience">How long an answer of the node's actors may take.</param>
    internal static async Task<NodeApi> Start(
        NodeView node, IPEndPoint bind, IReadOnlyList<string> announced, ApiLimits limits, TimeSpan patience, PageFiles? page = null)
    {
        HostGuard.RequireLoopback(bind, announced);
        var application = Build(bind);
        var streams = new EventStreams();
        var endings = new TradeEndings();
        var questions = new NodeQuestions(node, patience);
        var datasets = new Datasets(questions);
        var sessions = new Sessions(() => questions.NowMs);
        NodeApi? api = null;

        // Requests that come before the port is known find no host of theirs.
        var hosts = new HostGuard(bind.Port, announced);
        var rate = new RequestRate(limits);
        UseGuards(application, () => hosts, node, rate, new PageDoor(page, sessions), sessions);
        var routes = new Routes(application, new RepeatedRequests(() => questions.NowMs));
        new SessionApi(sessions, page is null ? null : () => api!.NewLoginLink()).Map(routes);
        MapRoutes(routes, questions, new TradeViews(node, endings), streams, datasets);
        application.MapOpenApi();
        await application.StartAsync();
        var server = application.Services.GetRequiredService<IServer>();
        var address = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        hosts = new HostGuard(address.Port, announced);
        var relay = node.System.ActorOf(ActorProducer.Props(() => new EventRelayActor(node, streams, endings)));

        api = new NodeApi(application, node, streams, relay, datasets, rate, sessions) { Address = address };

        // An actor starts by and by; only when it answers has it subscribed, and no event is missed any more.
        await relay.Ask<ActorIdentity>(new Identify(null), Patience);
        return api;
    }

    /// <summary>Ends event streams, lets requests under way finish for a moment, and frees the port.</summary>
    public async ValueTask DisposeAsync()
    {
        _streams.CloseAll();
        using var patience = new CancellationTokenSource(StopTime);
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
        _node.System.Stop(_relay);
        _datasets.Dispose();
        _rate.Dispose();
    }

    /// <summary>The empty builder reads no configuration files or variables and logs nothing: what is here is all there is.</summary>
    private static WebApplication Build(IPEndPoint bind)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(bind, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = BodyLimits.Body;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
            kestrel.Limits.RequestHeadersTimeout = HeaderTime;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;
        });
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        builder.Services.AddOpenApi(Description.Configure);
        builder.Services.AddRequestTimeouts(times =>
        {
            times.DefaultPolicy = new RequestTimeoutPolicy { Timeout = RequestTimes.Ordinary };
            times.AddPolicy(RequestTimes.Upload, RequestTimes.OfUpload);
        });
        return builder.Build();
    }

    /// <summary>Cheap before expensive, and nobody learns anything but how the page looks before the token or a session is shown.</summary>
    private static void UseGuards(
        WebApplication application, Func<HostGuard> hosts, NodeView node, RequestRate rate, PageDoor door, Sessions sessions)
    {
        var access = new AccessGuard(node.Token, sessions);
        var log = node.System.Log;
        application.Use(ResponseHeaders.Add);
        application.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => ErrorAnswers.WriteFailure(context, log),
            AllowStatusCode404Response = true,
        });
        application.Use((HttpContext context, RequestDelegate next) => hosts().CheckHost(context, next));
        application.Use((HttpContext context, RequestDelegate next) => hosts().CheckOrigin(context, next));
        application.Use(door.Open);
        application.Use(access.Check);
        application.Use(rate.Check);
        application.Use(ErrorAnswers.Describe);
        application.UseRouting();
        application.Use(BodyLimits.Check);
        application.UseRequestTimeouts();
    }

    private static void MapRoutes(Routes routes, NodeQuestions node, TradeViews views, EventStreams streams, Datasets datasets)
    {
        new AsksAndBids(node).Map(routes);
        new Orders(node).Map(routes);
        new Transactions(node, views).Map(routes);
        new Wallets(node).Map(routes);
        new TrustChainRoutes(node.View).Map(routes);
        new Events(node, views, streams).Map(routes);
        new Peers(node).Map(routes);
        datasets.Map(routes);
        new TradesApi(node, views).Map(routes);
        new DisputesApi(node).Map(routes);
        new Offers(node).Map(routes);
        new ChainApi(node).Map(routes);
        new FraudsApi(node.View).Map(routes);
        new TrustApi(node).Map(routes);
    }
}
