namespace EnerDatX.Core.Market;

/// <summary>
/// Structs by number, in arrays that are used again: an order that comes and goes leaves nothing for the garbage collector. The numbers
/// begin with 1, so that 0 means none. Items never move, so a reference to one stays good while others are taken.
/// </summary>
internal sealed class OrderBookPool<T>
    where T : struct
{
    /// <summary>Items are made by the hundred: a small book stays small, and growing copies nothing.</summary>
    private const int BlockBits = 7;

    private const int BlockSize = 1 << BlockBits;

    private readonly Stack<int> _free = new();
    private T[][] _blocks = [];
    private int _last;

    /// <summary>Numbers up to this one were in use at some time.</summary>
    public int Last => _last;

    public ref T this[int number] => ref _blocks[number >> BlockBits][number & (BlockSize - 1)];

    /// <summary>The number of an item that is all zero.</summary>
    public int Take()
    {
        if (_free.TryPop(out var number))
        {
            return number;
        }

        if (++_last >> BlockBits == _blocks.Length || _blocks[_last >> BlockBits] is null)
        {
            Grow(_last >> BlockBits);
        }

        return _last;
    }

    public void Give(int number)
    {
        this[number] = default;
        _free.Push(number);
    }

    private void Grow(int block)
    {
        if (block >= _blocks.Length)
        {
            Array.Resize(ref _blocks, Math.Max(1, 2 * _blocks.Length));
        }

        _blocks[block] = new T[BlockSize];
    }
}
