using Akka.Actor;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>
/// Finds peers of one community: gives the <see cref="Walk"/> its ticks and packets, sends what it decides, and tells the parent who
/// was found and lost. Decides nothing itself.
/// </summary>
public sealed class DiscoveryActor : ReceiveActor, IWithTimers
{
    private readonly DiscoverySettings _settings;
    private readonly Walk _walk;
    private WalkState _state;
    private ulong _globalTime;

    public DiscoveryActor(DiscoverySettings settings)
    {
        _settings = settings;
        _walk = new Walk(settings.Key.PublicKey, [.. settings.Bootstrap]);
        _state = new WalkState(settings.Local, settings.Limits);
        Receive<Tick>(_ => Act(_walk.Tick(_state, Turn())));
        Receive<Inbound>(OnInbound, inbound => inbound.Packet.Community == settings.Community);
        Receive<EarlyCrawl>(early => Sender.Tell(early));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(DiscoverySettings settings) => Akka.Actor.Props.Create<DiscoveryActor>(settings);

    /// <summary>The first tick comes at once: a node that starts wants peers.</summary>
    protected override void PreStart()
    {
        Self.Tell(Tick.Instance);
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, TimeSpan.FromMilliseconds(_settings.Limits.TickMs));
    }

    private void OnInbound(Inbound inbound)
    {
        Act(inbound);
        inbound.Done?.Invoke();
    }

    private void Act(Inbound inbound)
    {
        var packet = inbound.Packet;
        if (!Ipv4Endpoint.TryFrom(inbound.From, out var from) || !packet.SignatureIsValid)
        {
            return;
        }

        var decision = _walk.Receive(_state, from, packet.Sender, packet.Message, Turn());
        Act(decision);
        if (packet is { Sender: { } sender, Message: IntroductionResponse response } && decision.Refusal == WalkRefusal.None)
        {
            Context.Parent.Tell(new PeerAnswered(sender, inbound.From, _settings.Community, response.Extra));
        }
    }

    private void Act(WalkDecision decision)
    {
        var before = _state;
        foreach (var happened in decision.Events)
        {
            _state = _state.Evolve(happened);
        }

        foreach (var send in decision.Sends)
        {
            var bytes = Packet.Pack(_settings.Community, NextGlobalTime(), send.Message, _settings.Key);
            _settings.Network.Tell(new SendDatagram(send.To.ToIPEndPoint(), bytes));
        }

        if (!ReferenceEquals(before.Peers, _state.Peers))
        {
            TellWhoCameAndWent(before);
        }
    }

    private void TellWhoCameAndWent(WalkState before)
    {
        foreach (var lost in before.Peers.Keys.Where(key => !_state.Peers.ContainsKey(key)))
        {
            Context.Parent.Tell(new PeerLost(lost, _settings.Community));
        }

        foreach (var found in _state.Peers.Values.Where(peer => !before.Peers.ContainsKey(peer.Key)))
        {
            Context.Parent.Tell(new PeerFound(found.Key, found.Address.ToIPEndPoint(), _settings.Community));
        }
    }

    private WalkTurn Turn() => new(_settings.NowMs(), _settings.Random(), _settings.Extra());

    private ulong NextGlobalTime() => ++_globalTime;

    /// <summary>Timer → self: time to ask somebody.</summary>
    public sealed class Tick
    {
        public static readonly Tick Instance = new();

        private Tick()
        {
        }
    }
}
