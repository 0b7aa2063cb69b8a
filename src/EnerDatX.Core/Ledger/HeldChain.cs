namespace EnerDatX.Core.Ledger;

/// <summary>
/// The first-seen half-blocks of one key in a <see cref="MemoryLedger"/>, ascending. Chains mostly grow at their end. Of most keys one half-block
/// is held, so the table is made only for the second.
/// </summary>
/// <remarks>The numbers stand beside the half-blocks, so that a search looks at one piece of memory and not at half-blocks all over it.</remarks>
internal struct HeldChain(HalfBlock first)
{
    private const int SmallestTable = 4;

    private HalfBlock? _only = first;
    private Place[] _places = [];
    private int _count;

    public readonly HalfBlock Latest => _only ?? _places[_count - 1].Block;

    public readonly HalfBlock? At(uint sequence)
    {
        if (_only is not null)
        {
            return _only.Sequence == sequence ? _only : null;
        }

        var index = FirstFrom(sequence);
        return index < _count && _places[index].Sequence == sequence ? _places[index].Block : null;
    }

    public void Add(HalfBlock block)
    {
        if (_only is not null)
        {
            (_places, _count) = (new Place[SmallestTable], 1);
            _places[0] = new Place(_only.Sequence, _only);
            _only = null;
        }

        var index = FirstFrom(block.Sequence);
        if (_count == _places.Length)
        {
            Array.Resize(ref _places, _count + (_count / 2));
        }

        Array.Copy(_places, index, _places, index + 1, _count - index);
        _places[index] = new Place(block.Sequence, block);
        _count++;
    }

    public readonly HalfBlock? Before(uint sequence)
    {
        if (_only is not null)
        {
            return _only.Sequence < sequence ? _only : null;
        }

        return FirstFrom(sequence) is > 0 and var index ? _places[index - 1].Block : null;
    }

    public readonly IReadOnlyList<HalfBlock> Before(uint sequence, int limit)
    {
        if (_only is not null)
        {
            return _only.Sequence < sequence && limit > 0 ? [_only] : [];
        }

        var end = FirstFrom(sequence);
        var before = new HalfBlock[Math.Min(end, limit)];
        for (var i = 0; i < before.Length; i++)
        {
            before[i] = _places[end - 1 - i].Block;
        }

        return before;
    }

    public readonly HalfBlock? After(uint sequence)
    {
        if (_only is not null)
        {
            return _only.Sequence > sequence ? _only : null;
        }

        var index = FirstFrom(sequence);
        index += index < _count && _places[index].Sequence == sequence ? 1 : 0;
        return index < _count ? _places[index].Block : null;
    }

    public readonly IReadOnlyList<HalfBlock> Range(uint first, uint last, int limit)
    {
        if (_only is not null)
        {
            return _only.Sequence >= first && _only.Sequence <= last && limit > 0 ? [_only] : [];
        }

        var start = FirstFrom(first);
        var end = start;
        while (end < _count && end - start < limit && _places[end].Sequence <= last)
        {
            end++;
        }

        var range = end == start ? [] : new HalfBlock[end - start];
        for (var i = 0; i < range.Length; i++)
        {
            range[i] = _places[start + i].Block;
        }

        return range;
    }

    public readonly IReadOnlyList<HalfBlock> OfType(string type)
    {
        if (_only is not null)
        {
            return _only.Type == type ? [_only] : [];
        }

        List<HalfBlock>? found = null;
        for (var i = 0; i < _count; i++)
        {
            if (_places[i].Block.Type == type)
            {
                (found ??= []).Add(_places[i].Block);
            }
        }

        return found ?? (IReadOnlyList<HalfBlock>)[];
    }

    /// <summary>Index of the first half-block with this or a higher sequence number.</summary>
    private readonly int FirstFrom(uint sequence)
    {
        if (_places[_count - 1].Sequence < sequence)
        {
            return _count;
        }

        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _places[middle].Sequence < sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private readonly record struct Place(uint Sequence, HalfBlock Block);
}
