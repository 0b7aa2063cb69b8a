using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Peer.Content;

/// <summary>
/// Answers those who ask for pieces of content: what a gateway would answer, without an open port. One question after another, the askers in
/// turn, and no faster than the household's line should be used for it.
/// </summary>
public sealed class ContentSenderActor : ReceiveActor, IWithTimers
{
    /// <summary>Questions that wait; more are dropped, and come again.</summary>
    private const int MaxWaiting = 1_024;

    /// <summary>Of one asker: four times the ranges that an honest one asks for at once.</summary>
    private const int MaxWaitingPerAsker = 64;

    /// <summary>Blocks in memory, at 256 KiB each: an asker asks for several parts of one block, and a few ask at a time.</summary>
    private const int MaxBlocks = 16;

    /// <summary>Reads of the disk a second, and at once: 12 MB/s, more than the line takes. A question for one piece must not cost a block each.</summary>
    private const int ReadsPerSecond = 50;

    /// <summary>Pieces at once after a pause: what a router's queue takes.</summary>
    private const int Burst = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly PeerSurroundings _peer;
    private readonly IActorRef _overlay;
    private readonly FairQueue<PublicKey, (PublicKey Asker, ContentWanted Wanted)> _waiting = new(MaxWaiting, MaxWaitingPerAsker);
    private readonly Remembered<Cid, byte[]> _blocks = new(MaxBlocks);
    private readonly TokenBuckets<byte> _line;
    private readonly TokenBuckets<byte> _reads = new(ReadsPerSecond, ReadsPerSecond, 1);
    private (PublicKey Asker, ContentWanted Wanted)? _serving;
    private int _sent;
    private bool _isWaiting;

    public ContentSenderActor(PeerSurroundings peer, IActorRef overlay)
    {
        (_peer, _overlay) = (peer, overlay);
        _line = new TokenBuckets<byte>(Math.Max(1, peer.Settings.ContentBytesPerSecond / ContentPiece.Length), Burst, 1);
        Receive<Heard>(heard =>
        {
            if (heard is { IsProven: true, Message: ContentWanted wanted })
            {
                _waiting.Add(heard.From, (heard.From, wanted));
                Serve();
            }
        });
        Receive<ContentBlockRead>(OnRead);
        Receive<GoOn>(_ =>
        {
            _isWaiting = false;
            Serve();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static long NowMs => Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    private enum GoOn
    {
        Now = 1,
    }

    /// <summary>Until nothing waits, or the disk or the line has to be waited for.</summary>
    private void Serve()
    {
        while (!_isWaiting && TryNext(out var asker, out var wanted))
        {
            if (!_blocks.TryGet(wanted.Block, out var block))
            {
                Read(wanted.Block);
            }
            else if (_sent == wanted.Count || ContentPiece.Of(block, wanted.Transfer, wanted.First + (uint)_sent) is not { } piece)
            {
                _serving = null;
            }
            else if (_line.TryTake(0, NowMs))
            {
                _sent++;
                Send(asker, piece);
            }
            else
            {
                Wait();
            }
        }
    }

    private bool TryNext(out PublicKey asker, out ContentWanted wanted)
    {
        if (_serving is null && _waiting.TryTake(out var next))
        {
            (_serving, _sent) = (next, 0);
        }

        (asker, wanted) = _serving.GetValueOrDefault();
        return _serving is not null;
    }

    private void Read(Cid block)
    {
        if (!_reads.TryTake(0, NowMs))
        {
            Wait();
            return;
        }

        _isWaiting = true;
        _peer.Vault.Tell(new ReadContentBlock(block));
    }

    private void OnRead(ContentBlockRead read)
    {
        _isWaiting = false;
        if (read.Block is { Length: > 0 and <= ContentPiece.MaxBlockLength } block)
        {
            _blocks.Add(read.Cid, block);
        }
        else if (_serving is var (asker, wanted))
        {
            Send(asker, ContentPiece.Unknown(wanted.Transfer));
            _serving = null;
        }

        Serve();
    }

    private void Wait()
    {
        _isWaiting = true;
        Timers.StartSingleTimer(GoOn.Now, GoOn.Now, Pause);
    }

    private void Send(PublicKey to, ContentPiece piece) => _overlay.Tell(new SendTo(to, CommunityId.Market, piece));
}
