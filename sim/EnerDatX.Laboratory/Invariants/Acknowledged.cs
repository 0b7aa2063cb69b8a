using EnerDatX.Core.Ledger;

namespace EnerDatX.Laboratory.Invariants;

/// <summary>What users were told is signed.</summary>
internal sealed class Acknowledged
{
    /// <summary>By participant. Lanes run side by side, and each participant is of one.</summary>
    private readonly List<HalfBlock>?[] _blocks;
    private readonly HashSet<int> _losers = [];

    public Acknowledged(int participants) => _blocks = new List<HalfBlock>?[participants];

    public IReadOnlyList<HalfBlock> Of(int participant) => _blocks[participant] ?? [];

    public void Add(int participant, HalfBlock block) => (_blocks[participant] ??= []).Add(block);

    /// <summary>Whether this participant's disk lost anything. Where nobody else had it, it is gone, and the key signs nothing any more.</summary>
    public bool HasLost(int participant) => _losers.Contains(participant);

    /// <summary>A disk lost these: nobody can promise them any more.</summary>
    public void Lose(int participant, uint from)
    {
        _losers.Add(participant);
        _blocks[participant]?.RemoveAll(block => block.Sequence >= from);
    }
}
