using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Sim.Peers;

/// <summary>What a simulated peer knows of its own chain beside its ledger. It outlives a crash, as files would.</summary>
/// <param name="owner">Whose chain it is.</param>
public sealed class MemoryMarks(PublicKey owner) : IOwnChainMarks
{
    public OwnHead? Copy { get; private set; }

    public OwnHead? Required { get; private set; }

    public void Follow(HalfBlock block)
    {
        if (block.PublicKey.Equals(owner) && block.Sequence > (Copy?.Sequence ?? 0))
        {
            Copy = OwnHead.Of(block);
        }
    }

    public void Require(OwnHead head) => Required = head;

    public void Settle() => Required = null;
}
