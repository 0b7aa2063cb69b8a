using EnerDatX.Core.Ledger;

namespace EnerDatX.Laboratory.Invariants;

/// <summary>What users were told is signed.</summary>
internal sealed class Acknowledged
{
    private readonly Dictionary<int, List<HalfBlock>> _blocks = [];

    public IReadOnlyList<HalfBlock> Of(int participant) => _blocks.GetValueOrDefault(participant) ?? [];

    public void Add(int participant, HalfBlock block)
    {
        if (!_blocks.TryGetValue(participant, out var blocks))
        {
            _blocks.Add(participant, blocks = []);
        }

        blocks.Add(block);
    }

    /// <summary>A disk lost these: nobody can promise them any more.</summary>
    public void Lose(int participant, uint from)
    {
        if (_blocks.TryGetValue(participant, out var blocks))
        {
            blocks.RemoveAll(block => block.Sequence >= from);
        }
    }
}
