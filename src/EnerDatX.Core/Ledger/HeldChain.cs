namespace EnerDatX.Core.Ledger;

/// <summary>
/// The first-seen half-blocks of one key in a <see cref="MemoryLedger"/>, ascending. Chains mostly grow at their end. Of most keys one half-block
/// is held, so the list is made only for the second.
/// </summary>
internal struct HeldChain(HalfBlock first)
{
    private HalfBlock? _only = first;
    private List<HalfBlock>? _blocks;

    public readonly HalfBlock Latest => _only ?? _blocks![^1];

    public readonly HalfBlock? At(uint sequence)
    {
        if (_only is not null)
        {
            return _only.Sequence == sequence ? _only : null;
        }

        var index = FirstFrom(sequence);
        return index < _blocks!.Count && _blocks[index].Sequence == sequence ? _blocks[index] : null;
    }

    public void Add(HalfBlock block)
    {
        if (_only is not null)
        {
            _blocks = [_only];
            _only = null;
        }

        _blocks!.Insert(FirstFrom(block.Sequence), block);
    }

    public readonly HalfBlock? Before(uint sequence)
    {
        if (_only is not null)
        {
            return _only.Sequence < sequence ? _only : null;
        }

        return FirstFrom(sequence) is > 0 and var index ? _blocks![index - 1] : null;
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
            before[i] = _blocks![end - 1 - i];
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
        index += index < _blocks!.Count && _blocks[index].Sequence == sequence ? 1 : 0;
        return index < _blocks.Count ? _blocks[index] : null;
    }

    public readonly IReadOnlyList<HalfBlock> Range(uint first, uint last, int limit)
    {
        if (_only is not null)
        {
            return _only.Sequence >= first && _only.Sequence <= last && limit > 0 ? [_only] : [];
        }

        var start = FirstFrom(first);
        var count = 0;
        while (count < limit && start + count < _blocks!.Count && _blocks[start + count].Sequence <= last)
        {
            count++;
        }

        return count == 0 ? [] : _blocks!.GetRange(start, count);
    }

    public readonly IReadOnlyList<HalfBlock> OfType(string type)
    {
        if (_only is not null)
        {
            return _only.Type == type ? [_only] : [];
        }

        List<HalfBlock>? found = null;
        foreach (var block in _blocks!)
        {
            if (block.Type == type)
            {
                (found ??= []).Add(block);
            }
        }

        return found ?? (IReadOnlyList<HalfBlock>)[];
    }

    /// <summary>Index of the first half-block with this or a higher sequence number.</summary>
    private readonly int FirstFrom(uint sequence)
    {
        var blocks = _blocks!;
        if (blocks[^1].Sequence < sequence)
        {
            return blocks.Count;
        }

        var (low, high) = (0, blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = blocks[middle].Sequence < sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
