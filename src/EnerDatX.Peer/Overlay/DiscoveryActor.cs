using Akka.Actor;
using EnerDatX.Core.Identity;
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

    /// <summary>Keys that are asked back, until when; no more than the overlay looks for at a time.</summary>
    private readonly Remembered<PublicKey, long> _awaited = new(256);
    private WalkState _state;
    private ulong _globalTime;

    public DiscoveryActor(DiscoverySettings settings)
    {
        _settings = settings;
        _walk = new Walk(settings.Key.PublicKey, [.. settings.Bootstrap]);
        _state = new WalkState(settings.Local, settings.Limits);
        Receive<Tick>(_ => Act(_walk.Tick(_state, Turn())));
        Receive<Inbound>(OnInbound, inbound => inbound.Packet.Community == settings.Community);
        Receive<AskThere>(there => Act(Walk.AskThere(_state, there.Addresses, Turn())));
        Receive<AskBack>(back =>
        {
            _awaited.Add(back.Key, _settings.NowMs() + AwaitedForMs);
        });
        Receive<EarlyCrawl>(early => Sender.Tell(early));
    }

    private const long AwaitedForMs = 60_000;

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

        var isAwaited = packet.Sender is { } key && _awaited.TryGet(key, out var untilMs) && untilMs > _settings.NowMs();
        var decision = _walk.Receive(_state, from, packet.Sender, packet.Message, Turn() with { AwaitsSender = isAwaited });
        Act(decision);
        if (packet is { Sender: { } sender, Message: IntroductionResponse response })
        {
            if (decision.Refusal == WalkRefusal.None)
            {
                Context.Parent.Tell(new PeerAnswered(sender, inbound.From, _settings.Community, response.Extra));
            }
            else if (decision.Refusal == WalkRefusal.TableFull)
            {
                Context.Parent.Tell(new PeerMet(sender, inbound.From));
            }
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

        if (before.Wan != _state.Wan)
        {
            Context.Parent.Tell(new OwnAddressSeen(_state.Lan, _state.Wan));
        }
    }

    private void TellWhoCameAndWent(WalkState before)
    {
        foreach (var lost in before.Peers.Values.Where(peer => !_state.Peers.ContainsKey(peer.Key)))
        {
            Context.Parent.Tell(new PeerLost(lost.Key, _settings.Community));
            if (_state.Dropped.Any(dropped => dropped.Key.Equals(lost.Key)))
            {
                // It is still there; a trade may be going on with it.
                Context.Parent.Tell(new PeerMet(lost.Key, lost.Address.ToIPEndPoint()));
            }
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
