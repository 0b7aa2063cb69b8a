using EnerDatX.Core.Ledger;

namespace EnerDatX.Laboratory.Invariants;

/// <summary>What users were told is signed.</summary>
internal sealed class Acknowledged
{
    private readonly Dictionary<int, List<HalfBlock>> _blocks = [];
    private readonly HashSet<int> _losers = [];

    public IReadOnlyList<HalfBlock> Of(int participant) => _blocks.GetValueOrDefault(participant) ?? [];

    public void Add(int participant, HalfBlock block)
    {
        if (!_blocks.TryGetValue(participant, out var blocks))
        {
            _blocks.Add(participant, blocks = []);
        }

        blocks.Add(block);
    }

    /// <summary>Whether this participant's disk lost anything. Where nobody else had it, it is gone, and the key signs nothing any more.</summary>
    public bool HasLost(int participant) => _losers.Contains(participant);

    /// <summary>A disk lost these: nobody can promise them any more.</summary>
    public void Lose(int participant, uint from)
    {
        _losers.Add(participant);
        if (_blocks.TryGetValue(participant, out var blocks))
        {
            blocks.RemoveAll(block => block.Sequence >= from);
        }
    }
}
