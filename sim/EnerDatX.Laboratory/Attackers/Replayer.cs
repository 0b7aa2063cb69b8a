using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>Says again what others said, to anybody: their half-blocks, orders and payments, old and new. Every signature is good.</summary>
[Behaviour("replay", "A15: sends half-blocks that others signed, and their packets, again and again to anybody.")]
internal sealed class Replayer(AttackSurroundings my) : RatedAttacker(my)
{
    private readonly Overheard _packets = new(my.Random);
    private readonly List<HalfBlock> _blocks = [];

    protected override void Act()
    {
        if (_packets.IsEmpty || _blocks.Count == 0 || Victims(1) is not [var victim])
        {
            return;
        }

        var again = _blocks[My.Random.Next(_blocks.Count)];
        Commit(ProofKind.None, again);
        Send(victim, again);
        SendBytes(victim.Address, _packets.Any());
    }

    protected override void Hears(ReadOnlyMemory<byte> datagram) => _packets.Add(datagram);

    protected override bool Gets(Packet packet, IPEndPoint from)
    {
        if (packet.Message is BlockMessage message)
        {
            _blocks.AddRange(message.Blocks.Where(block => !_blocks.Contains(block)));
        }

        return true;
    }
}
