using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// What a half-block says of its chain: the hash of itself, of the one before it, and of those that it points back to. Made once, to be compared with
/// what many others of the chain say; most of them speak of other places, which a bit for each place tells.
/// </summary>
public readonly ref struct Sayings
{
    private const int Bits = 64;

    private readonly HalfBlock _half;
    private readonly PointerList _pointers;

    /// <summary>Bit d: it points to the place d before its own. What lies further back is looked for one by one.</summary>
    private readonly ulong _near;

    private readonly bool _hasFar;

    public Sayings(HalfBlock half)
    {
        _half = half;
        _pointers = BackPointers.Of(half);
        foreach (var pointer in _pointers)
        {
            var distance = half.Sequence - pointer.Sequence;
            if (distance < Bits)
            {
                _near |= 1UL << (int)distance;
            }
            else
            {
                _hasFar = true;
            }
        }
    }

    /// <summary>
    /// Whether a pointer of one and anything that the other says are of one place, and differ. Both are of one chain, at two places. What stands
    /// earlier cannot point to the later one or its predecessor, so only its pointers and the later one's can meet there.
    /// </summary>
    public bool ContradictThoseOf(HalfBlock other) => other.Sequence < _half.Sequence ? ContradictEarlier(other) : ContradictLater(other);

    private bool ContradictEarlier(HalfBlock earlier)
    {
        if (IsOtherwise(earlier.Sequence, earlier.Hash.Prefix)
            || (earlier.Sequence > HalfBlock.GenesisSequence && IsOtherwise(earlier.Sequence - 1, earlier.PreviousHash.Prefix)))
        {
            return true;
        }

        if (_pointers.Count == 0)
        {
            return false;
        }

        foreach (var pointer in BackPointers.Of(earlier))
        {
            if (IsOtherwise(pointer.Sequence, pointer.HashPrefix))
            {
                return true;
            }
        }

        return false;
    }

    private bool ContradictLater(HalfBlock later)
    {
        foreach (var pointer in BackPointers.Of(later))
        {
            if (pointer.Sequence <= _half.Sequence
                && ((pointer.Sequence == _half.Sequence && pointer.HashPrefix != _half.Hash.Prefix)
                    || (pointer.Sequence + 1L == _half.Sequence && pointer.HashPrefix != _half.PreviousHash.Prefix)
                    || IsOtherwise(pointer.Sequence, pointer.HashPrefix)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a pointer goes to this place, which is not behind the half-block's own, with another hash.</summary>
    private bool IsOtherwise(uint sequence, ulong prefix)
    {
        var distance = _half.Sequence - sequence;
        if (distance < Bits ? (_near & (1UL << (int)distance)) == 0 : !_hasFar)
        {
            return false;
        }

        foreach (var pointer in _pointers)
        {
            if (pointer.Sequence == sequence)
            {
                return pointer.HashPrefix != prefix;
            }
        }

        return false;
    }
}
