using Akka.Actor;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer;

/// <summary>User → peer: ask the currency's issuer for the start amount, until it comes. It comes once: whoever has it asks no more.</summary>
public sealed record WantFaucet(string Currency);

/// <summary>Peer → faucet actor: tokens of this currency came from its issuer.</summary>
public sealed record IssueCame(string Currency);

/// <summary>Asks issuers for start amounts again and again: the issuer may not be there yet, and a datagram may be lost.</summary>
public sealed class FaucetActor : ReceiveActor, IWithTimers
{
    private readonly PeerSurroundings _peer;
    private readonly SortedSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly Patience _patience;

    public FaucetActor(PeerSurroundings peer)
    {
        _peer = peer;
        _patience = new Patience(peer.Settings.ResendAfter, peer.Settings.ResendAtMost);
        Receive<WantFaucet>(want =>
        {
            if (peer.Currencies.TryGet(want.Currency, out var currency) && !HasIt(currency))
            {
                _wanted.Add(want.Currency);
                AskAnew();
            }
        });
        Receive<IssueCame>(came =>
        {
            _wanted.Remove(came.Currency);
        });
        Receive<PeerFound>(_ => AskAnew());
        Receive<Wish>(_ => AskAll());
    }

    private enum Wish
    {
        Again = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void AskAnew()
    {
        _patience.Renew();
        AskAll();
    }

    private void AskAll()
    {
        foreach (var name in _wanted)
        {
            if (_peer.Currencies.TryGet(name, out var currency))
            {
                Context.Parent.Tell(new SendTo(currency.Issuer, CommunityId.Market, new FaucetRequest(_peer.Settings.Network, name)));
            }
        }

        if (_wanted.Count > 0)
        {
            Timers.StartSingleTimer(Wish.Again, Wish.Again, _patience.Next());
        }
    }

    private bool HasIt(Currency currency) => _peer.Ledger.OfType(currency.Issuer, BlockTypes.Issue).Any(block =>
        block.LinkPublicKey.Equals(_peer.Self)
        && IssueTransaction.TryRead(block, _peer.Settings.Network, out var issue)
        && issue.Currency == currency.Name
        && issue.Reason == IssuerActor.FaucetReason);
}
