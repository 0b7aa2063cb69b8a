using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Peer.Content;

/// <summary>
/// Fetches one content from its seller over the overlay: block by block, each from the vault if it is there already, else in pieces from the
/// seller and then into the vault. Answers once and stops; stops too when nobody waits for it any more.
/// </summary>
public sealed class ContentFetchActor : ReceiveActor, IWithTimers
{
    private readonly PeerSurroundings _peer;
    private readonly IActorRef _overlay;
    private readonly IActorRef _asker;
    private readonly FetchFromSeller _wanted;
    private readonly ContentTransfer _transfer;
    private ulong _number;
    private bool _isStoring;

    /// <param name="asker">Is told what came of it.</param>
    public ContentFetchActor(PeerSurroundings peer, IActorRef overlay, IActorRef asker, FetchFromSeller wanted)
    {
        (_peer, _overlay, _asker, _wanted) = (peer, overlay, asker, wanted);
        _transfer = new ContentTransfer(wanted.Cid, wanted.MaxBytes, new TransferLimits(), NowMs);
        Receive<ContentBlockRead>(read => OnRead(read.Block));
        Receive<PieceCame>(came => OnPiece(came.Piece));
        Receive<Silence>(_ => AskForMore());
        Receive<ContentBlockStored>(_ =>
        {
            _isStoring = false;
            GoOn();
        });
        Receive<NotKept>(End);
        Receive<PiecesNotAsked>(_ => End(new ContentNotFetched(wanted.Cid, "it is not known where the seller is", true)));
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static long NowMs => Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    private enum Silence
    {
        Over = 1,
    }

    protected override void PreStart()
    {
        Context.Watch(_asker);
        GoOn();
    }

    protected override void PostStop() => _overlay.Tell(new TransferClosed(_number));

    /// <summary>To the next block.</summary>
    private void GoOn()
    {
        if (!IsOver())
        {
            _peer.Vault.Tell(new ReadContentBlock(_transfer.Block));
        }
    }

    private void OnRead(byte[]? held)
    {
        if (held is not null)
        {
            _transfer.TakeHeld(held);
            GoOn();
            return;
        }

        _overlay.Tell(new TransferClosed(_number));
        _number = BitConverter.ToUInt64(_peer.RandomBytes(sizeof(ulong)));
        _transfer.Begin(_number);
        AskForMore();
    }

    private void OnPiece(ContentPiece piece)
    {
        if (_isStoring)
        {
            return;
        }

        var block = _transfer.Block;
        if (_transfer.Take(piece, NowMs) is { } whole)
        {
            _isStoring = true;
            Timers.Cancel(Silence.Over);
            _peer.Vault.Tell(new StoreContentBlock(block, whole));
            return;
        }

        AskForMore();
    }

    private void AskForMore()
    {
        foreach (var (first, count) in _transfer.Ask(NowMs))
        {
            _overlay.Tell(new AskForPieces(
                _wanted.Seller, new ContentWanted(_peer.Settings.Network, _transfer.Block, first, count, _number)));
        }

        if (!IsOver() && _transfer.WakeAtMs is { } wakeAt)
        {
            Timers.StartSingleTimer(Silence.Over, Silence.Over, TimeSpan.FromMilliseconds(Math.Max(1, wakeAt - NowMs)));
        }
    }

    private bool IsOver()
    {
        if (_transfer.State == TransferState.UnderWay)
        {
            return false;
        }

        End(_transfer.State == TransferState.Complete ? new ContentStored(_wanted.Cid) : Explain());
        return true;
    }

    private ContentNotFetched Explain()
    {
        ContentNotFetched Refused(string reason) => new(_wanted.Cid, reason, false);
        ContentNotFetched Failed(string reason) => new(_wanted.Cid, reason, true);
        return _transfer.State switch
        {
            TransferState.Unknown => Failed("the seller itself does not have it"),
            TransferState.Silent => Failed("the seller itself does not answer"),
            TransferState.TooSlow => Failed("the seller itself sends too slowly"),
            TransferState.TooLarge => Refused("the seller itself sends more than the terms say"),
            TransferState.Flooded => Refused("the seller itself sends more than was asked for"),
            _ => Refused("the seller itself sends something else"),
        };
    }

    private void End(object answer)
    {
        Timers.CancelAll();
        _asker.Tell(answer);
        Context.Stop(Self);
    }
}
