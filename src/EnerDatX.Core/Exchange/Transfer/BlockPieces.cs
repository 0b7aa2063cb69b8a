using System.Collections.Immutable;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Core.Exchange;

/// <summary>Pieces that follow each other.</summary>
public readonly record struct PieceRange(uint First, byte Count);

/// <summary>What a piece was to its block.</summary>
internal enum PieceUse
{
    /// <summary>It was here already, or was not asked for.</summary>
    None = 0,

    /// <summary>It contradicts what is known of the block's length.</summary>
    Contradiction,

    /// <summary>It was missing.</summary>
    Taken,
}

/// <summary>One block while its pieces come: which are here, which are asked for and since when.</summary>
/// <param name="length">Bytes, where they are known before the first piece.</param>
internal sealed class BlockPieces(uint? length)
{
    private readonly Piece[] _pieces = new Piece[ContentPiece.MaxPieces];
    private uint? _length = length;
    private byte[] _bytes = new byte[length ?? 0];

    /// <summary>The whole block; null while a piece is missing.</summary>
    public byte[]? Whole => _length is not null && Missing.IsEmpty ? _bytes : null;

    /// <summary>When the oldest question has been waited for long enough; null when nothing is asked.</summary>
    public long? WakeAtMs(long patienceMs)
    {
        var asked = Missing.Where(IsAsked).Select(number => _pieces[number].AskedMs + patienceMs).ToList();
        return asked.Count == 0 ? null : asked.Min();
    }

    private int Count => _length is { } known ? (int)((known + ContentPiece.Length - 1) / ContentPiece.Length) : ContentWanted.MaxPieces;

    private ImmutableArray<int> Missing => [.. Enumerable.Range(0, Count).Where(number => !_pieces[number].IsHere)];

    public PieceUse Take(ContentPiece piece, long nowMs, out long? tripMs)
    {
        tripMs = null;
        ref var place = ref _pieces[piece.Number];
        if (place.IsHere || place.Questions == 0)
        {
            return PieceUse.None;
        }

        if (_length is null)
        {
            _length = piece.BlockLength;
            _bytes = new byte[piece.BlockLength];
        }
        else if (_length != piece.BlockLength)
        {
            return PieceUse.Contradiction;
        }

        place.IsHere = true;
        tripMs = place.Questions == 1 ? nowMs - place.AskedMs : null;
        piece.Bytes.CopyTo(_bytes.AsMemory((int)piece.Number * ContentPiece.Length));
        return PieceUse.Taken;
    }

    /// <summary>Gives up on what was waited for long enough. True if there was anything.</summary>
    public bool Forget(long nowMs, long patienceMs)
    {
        var lost = Missing.Where(number => IsAsked(number) && nowMs - _pieces[number].AskedMs >= patienceMs).ToList();
        lost.ForEach(number => _pieces[number].IsOpen = false);
        return lost.Count > 0;
    }

    /// <summary>What to ask for now: the first pieces that are neither here nor asked for, as many as the window has room for.</summary>
    /// <param name="maxQuestions">Ranges.</param>
    public ImmutableArray<PieceRange> Ask(int window, int maxQuestions, long nowMs)
    {
        var missing = Missing;
        var open = missing.Where(number => !IsAsked(number)).ToList();
        var room = Math.Min(window - (missing.Length - open.Count), open.Count);

        // Not a signed question for each piece that comes: a quarter of the window at a time, unless less is missing or nothing is on its way.
        if (room <= 0 || (room < Math.Min(open.Count, window / 4) && open.Count < missing.Length))
        {
            return [];
        }

        var ranges = ImmutableArray.CreateBuilder<PieceRange>();
        foreach (var number in open.Take(room))
        {
            if (ranges.Count > 0 && ranges[^1] is var last && last.First + last.Count == number && last.Count < ContentWanted.MaxPieces)
            {
                ranges[^1] = last with { Count = (byte)(last.Count + 1) };
            }
            else if (ranges.Count < maxQuestions)
            {
                ranges.Add(new PieceRange((uint)number, 1));
            }
            else
            {
                break;
            }

            ref var place = ref _pieces[number];
            (place.IsOpen, place.AskedMs) = (true, nowMs);
            place.Questions++;
        }

        return ranges.ToImmutable();
    }

    private bool IsAsked(int number) => _pieces[number].IsOpen;

    private struct Piece
    {
        public bool IsHere;
        public bool IsOpen;
        public long AskedMs;
        public int Questions;
    }
}
