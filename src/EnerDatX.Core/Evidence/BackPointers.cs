using System.Buffers.Binary;
using System.Text;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Evidence;

/// <summary>What a signer says of an earlier half-block of its own: its number, and the first 8 bytes of its hash (big-endian).</summary>
public readonly record struct BackPointer(uint Sequence, ulong HashPrefix)
{
    public static BackPointer To(HalfBlock half) => new(half.Sequence, half.Hash.Prefix);
}

/// <summary>
/// Back-pointers (ConTrib): half-blocks of ours name earlier ones of their chain, so that two half-blocks from two branches of a fork
/// contradict each other even where the fork itself is hidden. They stand in the transaction's last field, sequence u32 and prefix u64 each.
/// </summary>
public static class BackPointers
{
    public const string Field = "bp";

    /// <summary>Most of one half-block: they reach 2^15 back, and take no more than 200 of 1,300 bytes.</summary>
    public const int MaxCount = 16;

    internal const int Length = 12;

    private const short NotRead = 0;
    private const short None = -1;

    /// <summary>Bytes of the field around its pointers at most: its name, its length, and a digit more for the number of fields.</summary>
    private const int FieldLength = 9;

    /// <summary>
    /// The back-pointers of a half-block of ours, strictly descending; empty if it has none, or not in this form. An agreement has none: it may be a
    /// copy of the proposer's transaction, as py-ipv8 countersigns, and then those words are not its signer's.
    /// </summary>
    public static PointerList Of(HalfBlock half)
    {
        var (offset, length) = half.PointersAt;
        if (length == NotRead)
        {
            (offset, length) = Find(half);
            half.PointersAt = (offset, length);
        }

        return new PointerList(length == None ? [] : half.Transaction.Slice(offset, length));
    }

    /// <summary>
    /// Which earlier half-blocks the next one names, strictly descending. The one right before it is its previous hash already; so those 2, 3, 5, 9,
    /// 17 … before it, and as long as there is room the nearest others.
    /// </summary>
    /// <param name="head">Sequence number of the own chain's last half-block; 0 before the first.</param>
    /// <param name="count">How many there is room for.</param>
    public static IReadOnlyList<uint> Choose(uint head, int count)
    {
        var chosen = new List<uint>();
        var wanted = Math.Min(count, MaxCount);
        for (var distance = 1L; distance < head && chosen.Count < wanted; distance *= 2)
        {
            chosen.Add((uint)(head - distance));
        }

        for (var sequence = (long)head - 1; sequence >= HalfBlock.GenesisSequence && chosen.Count < wanted; sequence--)
        {
            if (!chosen.Contains((uint)sequence))
            {
                chosen.Add((uint)sequence);
            }
        }

        chosen.Sort(static (a, b) => b.CompareTo(a));
        return chosen;
    }

    /// <summary>
    /// The same transaction with as many back-pointers as fit a half-block of ours; unchanged if it is none of ours, an agreement's, or has some.
    /// </summary>
    /// <param name="type">Of the half-block that it is for.</param>
    /// <param name="head">Sequence number of the own chain's last half-block; 0 before the first.</param>
    /// <param name="most">How many at most, up to <see cref="MaxCount"/>.</param>
    /// <param name="own">The own half-block with this number; one that is not held is not named.</param>
    public static byte[] AddTo(byte[] transaction, string type, uint head, int most, Func<uint, HalfBlock?> own)
    {
        if (transaction.AsSpan().IndexOf("version"u8) < 0
            || !TransactionMap.TryDecode(transaction, out var map)
            || !map.TryInteger("version", MarketHead.Version, MarketHead.Version, out _)
            || map.Has(DoubleCountersign.ProposalHashField)
            || map.Has(Field))
        {
            return transaction;
        }

        var room = HalfBlock.MaxOwnLength - HalfBlock.FixedLength - Encoding.UTF8.GetByteCount(type) - transaction.Length - FieldLength;
        var bytes = new byte[Math.Max(0, Math.Min(most, room / Length)) * Length];
        var length = 0;
        foreach (var sequence in Choose(head, bytes.Length / Length))
        {
            if (own(sequence) is { } half)
            {
                var pointer = BackPointer.To(half);
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(length), pointer.Sequence);
                BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(length + 4), pointer.HashPrefix);
                length += Length;
            }
        }

        return length == 0 ? transaction : map.Bytes(Field, bytes.AsSpan(0, length)).Encode();
    }

    private static (ushort Offset, short Length) Find(HalfBlock half)
    {
        if (half.IsAgreement
            || half.Transaction.IndexOf("bp"u8) < 0
            || !TransactionMap.TryDecode(half.Transaction, out var map)
            || !map.TryInteger("version", MarketHead.Version, MarketHead.Version, out _)
            || !map.TryBytesUpTo(Field, MaxCount * Length, out var bytes)
            || bytes.Length == 0
            || bytes.Length % Length != 0
            || !AreInOrder(new PointerList(bytes), half.Sequence))
        {
            return (0, None);
        }

        // Equal bytes that stand before them do as well. In another dialect they need not stand there as they are, and nobody who has any writes one.
        var offset = half.Transaction.IndexOf(bytes);
        return offset is >= 0 and <= ushort.MaxValue ? ((ushort)offset, (short)bytes.Length) : ((ushort)0, None);
    }

    private static bool AreInOrder(PointerList pointers, uint below)
    {
        foreach (var pointer in pointers)
        {
            if (pointer.Sequence >= below || pointer.Sequence < HalfBlock.GenesisSequence)
            {
                return false;
            }

            below = pointer.Sequence;
        }

        return true;
    }
}

/// <summary>Back-pointers as they stand in a half-block, strictly descending.</summary>
public readonly ref struct PointerList(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Count => _bytes.Length / BackPointers.Length;

    public BackPointer this[int index]
    {
        get
        {
            var pointer = _bytes.Slice(index * BackPointers.Length, BackPointers.Length);
            return new BackPointer(BinaryPrimitives.ReadUInt32BigEndian(pointer), BinaryPrimitives.ReadUInt64BigEndian(pointer[4..]));
        }
    }

    public BackPointer[] ToArray()
    {
        var all = new BackPointer[Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = this[i];
        }

        return all;
    }

    public Walk GetEnumerator() => new(this);

    public ref struct Walk(PointerList list)
    {
        private readonly PointerList _list = list;
        private int _index = -1;

        public readonly BackPointer Current => _list[_index];

        public bool MoveNext() => ++_index < _list.Count;
    }
}
