using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;
using EnerDatX.Peer;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Node.Tests.Http;

/// <summary>A real HTTP server before a peer that says what the test told it to say.</summary>
internal sealed class HttpScript : IAsyncDisposable
{
    /// <summary>As long as a node has: on a busy machine an answer may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For a peer that never answers.</summary>
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(300);

    private readonly HttpNetwork _network = new();

    private HttpScript(Func<object, object?> answers)
    {
        Key = HttpNetwork.KeyOf("script");
        Ledger = new MemoryLedger(Key.PublicKey);
        var system = _network.System;
        var peer = system.ActorOf(ActorProducer.Props(() => new ScriptedPeer(answers)));
        var vault = system.ActorOf(ActorProducer.Props(() => new VaultActor(Vault)));
        var currencies = new Currencies([new Currency("DUM1", 0, HttpNetwork.KeyOf("issuer").PublicKey, 100), new Currency("DUM2", 1, Key.PublicKey, 0)]);
        View = new NodeView(
            system, peer, vault, Key, Ledger, currencies, "enerdatx", HttpCaller.Token, new IPEndPoint(IPAddress.Loopback, 8_090), "");
    }

    public SecretKey Key { get; }

    public MemoryLedger Ledger { get; }

    public HttpVault Vault { get; } = new();

    public NodeView View { get; }

    public NodeApi Api { get; private set; } = null!;

    public HttpCaller Caller { get; private set; } = null!;

    /// <param name="answers">What the peer says to each question; null: nothing, as one that is busy.</param>
    public static Task<HttpScript> Start(Func<object, object?> answers, params string[] announced) => Start(answers, announced, new ApiLimits(), Patience);

    /// <summary>A peer that never answers, and a server that does not wait long.</summary>
    public static Task<HttpScript> StartSilent() => Start(_ => null, [], new ApiLimits(), Impatience);

    public static Task<HttpScript> Start(Func<object, object?> answers, ApiLimits limits) => Start(answers, [], limits, Patience);

    /// <param name="page">Null for a node whose page is not built.</param>
    public static Task<HttpScript> StartWithPage(PageFiles? page) => Start(_ => null, [], new ApiLimits(), Patience, page);

    private static async Task<HttpScript> Start(
        Func<object, object?> answers, string[] announced, ApiLimits limits, TimeSpan patience, PageFiles? page = null)
    {
        var script = new HttpScript(answers);
        script.Api = await NodeApi.Start(script.View, new IPEndPoint(IPAddress.Loopback, 0), announced, limits, patience, page);
        script.Caller = new HttpCaller(script.Api.Address);
        return script;
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await Api.DisposeAsync();
        _network.Dispose();
    }

    private sealed class ScriptedPeer : ReceiveActor
    {
        public ScriptedPeer(Func<object, object?> answers) => ReceiveAny(question =>
        {
            if (answers(question) is { } answer)
            {
                Sender.Tell(answer);
            }
        });
    }
}
