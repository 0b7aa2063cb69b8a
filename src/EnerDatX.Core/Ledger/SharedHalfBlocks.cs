using System.Buffers.Binary;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// Half-blocks that were unpacked lately, so that simulated peers who receive the same bytes share one object: its memory and its hash, which follow
/// from the bytes alone. Its signature each of them checks for itself, so that a simulation costs what it stands for. And one object for each key, so that two equal ones are seen to be without
/// a look at their bytes. Only the simulator's assembly gives a thread one; a node reads each
/// datagram for itself.
/// </summary>
/// <remarks>
/// Two generations: when the younger is full it becomes the older, and what was not asked for since then is let go. A half-block that is held by
/// ledgers stays shared by them all the same.
/// </remarks>
internal sealed class SharedHalfBlocks
{
    /// <summary>About 700 bytes each. More than come up between the first and the last time that a half-block is passed on.</summary>
    private const int MaxYoung = 1 << 17;

    /// <summary>100 bytes each.</summary>
    private const int MaxKeys = 1 << 20;

    [ThreadStatic]
    private static SharedHalfBlocks? t_current;

    private Dictionary<ulong, HalfBlock> _young = [];
    private Dictionary<ulong, HalfBlock> _old = [];
    private readonly Dictionary<PublicKey, PublicKey> _keys = [];

    /// <summary>Those of the world that this thread runs; null outside of one.</summary>
    public static SharedHalfBlocks? Current
    {
        get => t_current;
        set => t_current = value;
    }

    /// <summary>The half-block with exactly these bytes, if it was kept; its signature is to be checked again.</summary>
    public HalfBlock? Find(ReadOnlySpan<byte> packed)
    {
        var found = Look(packed);
        found?.ForgetCheck();
        return found;
    }

    private HalfBlock? Look(ReadOnlySpan<byte> packed)
    {
        var start = StartOfSignature(packed);
        if (_young.TryGetValue(start, out var block))
        {
            return block.Packed.SequenceEqual(packed) ? block : null;
        }

        if (!_old.TryGetValue(start, out block) || !block.Packed.SequenceEqual(packed))
        {
            return null;
        }

        Keep(block);
        return block;
    }

    public void Keep(HalfBlock block)
    {
        if (_young.Count >= MaxYoung)
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        _young[StartOfSignature(block.Packed)] = block;
    }

    /// <summary>The one object for this key; the key itself when it is the first.</summary>
    public PublicKey Key(PublicKey key)
    {
        if (_keys.TryGetValue(key, out var first))
        {
            return first;
        }

        // Beyond this, keys are equal by their bytes only.
        if (_keys.Count < MaxKeys)
        {
            _keys.Add(key, key);
        }

        return key;
    }

    /// <summary>As good as a hash of the bytes; where two agree in it, the later one is kept.</summary>
    private static ulong StartOfSignature(ReadOnlySpan<byte> packed) => BinaryPrimitives.ReadUInt64LittleEndian(packed[HalfBlock.SignatureOffset..]);
}
