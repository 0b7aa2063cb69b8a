using EnerDatX.Core.Exchange;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Core.Tests.Exchange;

/// <summary>What a network does to datagrams, each way.</summary>
/// <param name="LossPermille">Datagrams that get lost of 1,000.</param>
/// <param name="TwicePermille">Datagrams that arrive twice.</param>
/// <param name="DelayMs">Between half of it and all of it, each drawn anew, so that they overtake each other.</param>
internal sealed record Line(int Seed, int LossPermille, int TwicePermille, int DelayMs);

/// <summary>A buyer and a seller of one content with such a network between them, in a time of their own.</summary>
internal sealed class TransferLine
{
    private readonly Line _line;
    private readonly Random _random;
    private readonly Func<ContentWanted, IEnumerable<ContentPiece>> _seller;
    private readonly PriorityQueue<Action, (long AtMs, int Order)> _coming = new();
    private int _order;
    private ulong _number;

    public TransferLine(Line line, Func<ContentWanted, IEnumerable<ContentPiece>> seller)
    {
        (_line, _seller, _random) = (line, seller, new Random(line.Seed));
    }

    public long NowMs { get; private set; } = 1_000_000;

    /// <summary>What the buyer's vault has.</summary>
    public SortedDictionary<Cid, byte[]> Kept { get; } = [];

    /// <summary>Every block that was asked for over the line, in order.</summary>
    public List<Cid> Asked { get; } = [];

    /// <summary>Bytes that reached the buyer.</summary>
    public long Cost { get; private set; }

    /// <summary>Blocks after which the line is cut.</summary>
    public int CutAfter { get; init; } = int.MaxValue;

    /// <summary>Sends what it is asked for, as an honest seller does.</summary>
    public static Func<ContentWanted, IEnumerable<ContentPiece>> Honest(IReadOnlyDictionary<Cid, byte[]> blocks) => wanted =>
        blocks.TryGetValue(wanted.Block, out var block)
            ? Enumerable.Range((int)wanted.First, wanted.Count).Select(n => ContentPiece.Of(block, wanted.Transfer, (uint)n)).OfType<ContentPiece>()
            : [ContentPiece.Unknown(wanted.Transfer)];

    public TransferState Fetch(Cid root, long maxBytes)
    {
        var transfer = new ContentTransfer(root, maxBytes, new TransferLimits(), NowMs);
        _coming.Clear();
        GoOn(transfer);
        while (transfer.State == TransferState.UnderWay)
        {
            Ask(transfer);
            if (transfer.State != TransferState.UnderWay)
            {
                break;
            }

            var wakeAt = transfer.WakeAtMs ?? throw new InvalidOperationException("Nothing is asked for, and nothing is here.");
            if (_coming.TryPeek(out _, out var next) && next.AtMs <= wakeAt)
            {
                NowMs = Math.Max(NowMs, next.AtMs);
                _coming.Dequeue()();
            }
            else
            {
                NowMs = Math.Max(NowMs, wakeAt);
            }
        }

        return transfer.State;
    }

    private void GoOn(ContentTransfer transfer)
    {
        while (transfer.State == TransferState.UnderWay && Kept.TryGetValue(transfer.Block, out var held))
        {
            transfer.TakeHeld(held);
        }

        if (transfer.State == TransferState.UnderWay)
        {
            Asked.Add(transfer.Block);
            transfer.Begin(++_number);
        }
    }

    private void Ask(ContentTransfer transfer)
    {
        foreach (var (first, count) in transfer.Ask(NowMs))
        {
            var wanted = new ContentWanted("demo", transfer.Block, first, count, _number);
            Carry(() =>
            {
                foreach (var piece in _seller(wanted))
                {
                    Carry(() => Take(transfer, piece));
                }
            });
        }
    }

    private void Take(ContentTransfer transfer, ContentPiece piece)
    {
        Cost += piece.Bytes.Length;
        var block = transfer.Block;
        if (transfer.Take(piece, NowMs) is { } whole)
        {
            Assert.True(block.IsOf(whole));
            Kept[block] = whole;
            GoOn(transfer);
        }
    }

    private void Carry(Action arrive)
    {
        var copies = _random.Next(1_000) < _line.LossPermille || Asked.Count > CutAfter ? 0 : _random.Next(1_000) < _line.TwicePermille ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            _coming.Enqueue(arrive, (NowMs + _random.Next(_line.DelayMs / 2, _line.DelayMs + 1), _order++));
        }
    }
}
