using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Chain;

/// <summary>In front of the own key: requests wait here until it is known that the chain that is held is the newest.</summary>
internal sealed class SigningGate
{
    /// <summary>Requests that may wait; more are refused. A trade never has more than one, and 1,000 may be open; orders and issues come by hand.</summary>
    private const int MaxWaiting = 4_096;

    private readonly Queue<(object Request, IActorRef Asker)> _waiting = new();
    private SigningStatus _status = new(SigningState.Asking, "the node is starting", string.Empty);

    /// <summary>Whether this may be signed now. If not, it waits, or was answered.</summary>
    public bool Admits(object request, IActorRef asker)
    {
        if (_status.State == SigningState.Ready)
        {
            return true;
        }

        if (MustNotWait(request))
        {
            asker.Tell(Refusal(request));
        }
        else
        {
            _waiting.Enqueue((request, asker));
        }

        return false;
    }

    /// <summary>Until the next word of <see cref="OwnHeadActor"/>. A refusal for ever stays one.</summary>
    public void Close()
    {
        if (_status.State == SigningState.Ready)
        {
            _status = new SigningStatus(SigningState.Asking, "an unknown half-block of this key was seen", string.Empty);
        }
    }

    /// <summary>Takes what <see cref="OwnHeadActor"/> says; when the key may sign, gives what waited, in order.</summary>
    public IReadOnlyList<(object Request, IActorRef Asker)> Follow(SigningStatus status)
    {
        _status = status;
        if (status.State == SigningState.Asking)
        {
            return [];
        }

        var waited = _waiting.ToList();
        _waiting.Clear();
        if (status.State == SigningState.Ready)
        {
            return waited;
        }

        foreach (var (request, asker) in waited)
        {
            Admits(request, asker);
        }

        return [];
    }

    /// <summary>A recovery may take long: whoever waits for an order or an issue is told so. A trade has time until its deadline, and ends if it is refused.</summary>
    private bool MustNotWait(object request) =>
        _status.State == SigningState.Forked
        || (_status.State == SigningState.Recovering && request is PublishSource or Propose { Type: BlockTypes.Issue })
        || _waiting.Count >= MaxWaiting;

    private NotSigned Refusal(object request) => new(
        $"This node does not sign now: {_status.Reason}. {_status.Advice}".TrimEnd(), request, MayTryAgain: _status.State != SigningState.Forked);
}
