using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EnerDatX.Core.Market;

/// <summary>
/// Structs by number, in arrays that are used again: an order that comes and goes leaves nothing for the garbage collector. The numbers
/// begin with 1, so that 0 means none. A reference to an item is good until the next one is taken.
/// </summary>
internal sealed class OrderBookPool<T>
    where T : struct
{
    /// <summary>
    /// Items stand in blocks of 512: growing copies nothing, and no block is a large object (85,000 bytes), whose making would sooner or later
    /// have the garbage collector go through all memory. Only the first block begins small, because most books are.
    /// </summary>
    private const int BlockBits = 9;

    private const int BlockSize = 1 << BlockBits;
    private const int SmallSize = 64;

    private readonly Stack<int> _free = new();
    private T[][] _blocks = [new T[SmallSize]];

    /// <summary>Numbers up to this one were in use at some time.</summary>
    public int Last { get; private set; }

    public ref T this[int number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _blocks[number >> BlockBits][number & (BlockSize - 1)];
    }

    /// <summary>Has the processor fetch this item, where it can be told to.</summary>
    public unsafe void SendFor(int number)
    {
        if (Sse.IsSupported)
        {
            // Nothing is read or written here: it does no harm if the garbage collector moves the item meanwhile.
            ref var item = ref this[number];
            Sse.Prefetch0(Unsafe.AsPointer(ref item));
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref item, 1)));
        }
    }

    /// <summary>The number of an item that is all zero.</summary>
    public int Take()
    {
        if (_free.TryPop(out var number))
        {
            return number;
        }

        if (++Last < BlockSize)
        {
            if (Last == _blocks[0].Length)
            {
                Array.Resize(ref _blocks[0], 2 * Last);
            }
        }
        else if (Last % BlockSize == 0)
        {
            AddBlock(Last / BlockSize);
        }

        return Last;
    }

    public void Give(int number)
    {
        this[number] = default;
        _free.Push(number);
    }

    private void AddBlock(int block)
    {
        if (block == _blocks.Length)
        {
            Array.Resize(ref _blocks, 2 * _blocks.Length);
        }

        _blocks[block] = new T[BlockSize];
    }
}
