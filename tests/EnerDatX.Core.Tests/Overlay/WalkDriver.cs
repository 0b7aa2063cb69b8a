using System.Collections.Immutable;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Core.Tests.Overlay;

/// <summary>Runs a walk turn by turn, as the discovery actor does, and remembers what it sent.</summary>
internal sealed class WalkDriver
{
    private readonly Walk _walk;
    private readonly Ipv4Endpoint _lan;

    public WalkDriver(PublicKey own, Ipv4Endpoint lan, ImmutableArray<Ipv4Endpoint> bootstrap)
    {
        _walk = new Walk(own, bootstrap);
        _lan = lan;
        State = new WalkState(lan, new WalkLimits());
    }

    public WalkLimits Limits
    {
        init => State = new WalkState(_lan, value);
    }

    public WalkState State { get; set; }

    public List<Outgoing> Sent { get; } = [];

    public IntroductionRequest LastRequest => Sent.Select(send => send.Message).OfType<IntroductionRequest>().Last();

    /// <returns>Whom it asked.</returns>
    public List<Ipv4Endpoint> Tick(long nowMs, ulong random = 4711, ReadOnlyMemory<byte> extra = default) =>
        [.. Apply(_walk.Tick(State, new WalkTurn(nowMs, random, extra))).Sends.Select(send => send.To)];

    public WalkDecision Receive(Ipv4Endpoint from, PublicKey? sender, OverlayMessage message, long nowMs, ulong random = 4711) =>
        Apply(_walk.Receive(State, from, sender, message, new WalkTurn(nowMs, random, default)));

    public WalkDecision Request(PublicKey sender, Ipv4Endpoint from, long nowMs, bool newStyle = false, ulong random = 4711)
    {
        var request = new IntroductionRequest(newStyle, OverlayAddress.None, from, from, IntroductionRequest.AdviceBit, 77, default);
        return Receive(from, sender, request, nowMs, random);
    }

    public WalkDecision Respond(
        PublicKey sender, Ipv4Endpoint from, ushort identifier, long nowMs, Ipv4Endpoint lan = default, Ipv4Endpoint wan = default, Ipv4Endpoint sawUsAs = default) =>
        Receive(from, sender, new IntroductionResponse(false, sawUsAs, from, from, lan, wan, 0, identifier, default), nowMs);

    /// <summary>Asks <paramref name="from"/> and has it answer.</summary>
    public void Answer(
        PublicKey sender, Ipv4Endpoint from, Ipv4Endpoint introducedLan = default, Ipv4Endpoint introducedWan = default, Ipv4Endpoint sawUsAs = default, long nowMs = 0)
    {
        State = State.Evolve(new WalkEvent.Asked(from, 1, nowMs));
        Respond(sender, from, 1, nowMs, introducedLan, introducedWan, sawUsAs);
    }

    public WalkDecision PunctureRequested(Ipv4Endpoint asker, Ipv4Endpoint target, long nowMs) =>
        Receive(asker, null, new PunctureRequest(false, Ipv4Endpoint.None, target, 5), nowMs);

    public WalkDecision Punctured(PublicKey sender, Ipv4Endpoint from, ushort identifier, long nowMs) =>
        Receive(from, sender, new Puncture(false, from, from, identifier), nowMs);

    private WalkDecision Apply(WalkDecision decision)
    {
        foreach (var happened in decision.Events)
        {
            State = State.Evolve(happened);
        }

        Sent.AddRange(decision.Sends);
        return decision;
    }
}
