using System.Collections.Immutable;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Core.Exchange;

/// <summary>Where a transfer stands.</summary>
public enum TransferState
{
    /// <summary>Blocks are missing.</summary>
    UnderWay = 0,

    /// <summary>The other side does not have a block.</summary>
    Unknown,

    /// <summary>Nothing came any more.</summary>
    Silent,

    /// <summary>It took longer than even a slow line needs.</summary>
    TooSlow,

    /// <summary>More came than was asked for.</summary>
    Flooded,

    /// <summary>Blocks came that do not have their CID, or not the length that the node above them says.</summary>
    Falsified,

    /// <summary>What has the CID is no file of ours.</summary>
    Malformed,

    /// <summary>The file says that it is larger than allowed.</summary>
    TooLarge,

    /// <summary>Every block was here once, and each fits its CID.</summary>
    Complete,
}

/// <summary>
/// A file fetched from somebody of whom nothing is believed, block by block and each block in pieces (docs/PROTOCOL.md, section 8). Each block
/// is checked against its CID when it is whole, and is then the caller's to keep: a later transfer takes those that are held and asks only for
/// the rest. Holds one block in memory. A liar costs as many bytes as the file may have, and <see cref="TransferLimits.MaxFalseBlocks"/> blocks more.
/// Pure: what to ask, what came, and the time are arguments and results. One owner.
/// </summary>
/// <param name="maxBytes">How long the file may be.</param>
/// <param name="beganMs">Milliseconds of the caller's clock, as all times here.</param>
public sealed class ContentTransfer(Cid root, long maxBytes, TransferLimits limits, long beganMs)
{
    private readonly FileWalk _walk = new(root, maxBytes);
    private readonly TransferWindow _window = new(limits);
    private readonly long _endsMs = beganMs + limits.LimitMs(maxBytes);
    private BlockPieces? _pieces;
    private ulong _number;
    private long _allowed = limits.MaxSurplus;
    private int _falseBlocks;

    public TransferState State { get; private set; }

    /// <summary>The block that is needed now. The caller looks whether it holds it (<see cref="TakeHeld"/>), else asks for it (<see cref="Begin"/>).</summary>
    public Cid Block => _walk.Next;

    /// <summary>When to call <see cref="Ask"/> again if nothing comes before; null when no block is begun.</summary>
    public long? WakeAtMs => State == TransferState.UnderWay ? _pieces?.WakeAtMs(_window.PatienceMs) : null;

    /// <summary>The block was here already, from an earlier transfer.</summary>
    public void TakeHeld(byte[] block) => Advance(block);

    /// <summary>From now on pieces of <see cref="Block"/> are asked for, under this number.</summary>
    /// <param name="number">Random: who does not see the questions cannot answer them.</param>
    public void Begin(ulong number)
    {
        _number = number;
        _pieces = new BlockPieces(KnownLength);
        if (_walk.NextLength > ContentPiece.MaxBlockLength)
        {
            State = TransferState.Malformed;
        }
    }

    /// <summary>What to ask for now. Called after each piece, and when it is <see cref="WakeAtMs"/>.</summary>
    public ImmutableArray<PieceRange> Ask(long nowMs)
    {
        if (State != TransferState.UnderWay || _pieces is null)
        {
            return [];
        }

        if (_pieces.Forget(nowMs, _window.PatienceMs))
        {
            _window.Lose(nowMs);
            _window.WaitInVain();
        }

        if (nowMs >= _endsMs || _window.Silences > limits.MaxSilences)
        {
            State = nowMs >= _endsMs ? TransferState.TooSlow : TransferState.Silent;
            return [];
        }

        var ranges = _pieces.Ask(_window.Pieces, limits.MaxQuestions, nowMs);
        _allowed += ranges.Sum(range => 2 * range.Count);
        return ranges;
    }

    /// <summary>A piece came. With the last one of a block comes the block itself, which fits its CID.</summary>
    /// <returns>The block, to be kept; null while pieces are missing.</returns>
    public byte[]? Take(ContentPiece piece, long nowMs)
    {
        if (State != TransferState.UnderWay)
        {
            return null;
        }

        if (--_allowed < 0)
        {
            State = TransferState.Flooded;
            return null;
        }

        if (_pieces is null || piece.Transfer != _number)
        {
            return null;
        }

        if (piece.IsUnknown)
        {
            State = TransferState.Unknown;
            return null;
        }

        switch (_pieces.Take(piece, nowMs, out var tripMs))
        {
            case PieceUse.Taken:
                _window.Arrive(tripMs);
                return _pieces.Whole is { } whole ? Check(whole) : null;
            case PieceUse.Contradiction:
                BeginAgain();
                return null;
            default:
                return null;
        }
    }

    private uint? KnownLength => _walk.NextLength is > 0 and <= ContentPiece.MaxBlockLength and var length ? (uint)length : null;

    private byte[]? Check(byte[] block)
    {
        if (!Block.IsOf(block))
        {
            BeginAgain();
            return null;
        }

        _pieces = null;
        Advance(block);
        return block;
    }

    /// <summary>One of the pieces is false and nobody knows which, so all of them come again.</summary>
    private void BeginAgain()
    {
        _falseBlocks++;
        _pieces = new BlockPieces(KnownLength);
        if (_falseBlocks >= limits.MaxFalseBlocks)
        {
            State = TransferState.Falsified;
        }
    }

    private void Advance(byte[] block) => State = _walk.Take(block, out _) switch
    {
        null => TransferState.UnderWay,
        FileReading.Complete => TransferState.Complete,
        FileReading.TooLarge => TransferState.TooLarge,
        FileReading.Corrupt => TransferState.Falsified,
        _ => TransferState.Malformed,
    };
}
