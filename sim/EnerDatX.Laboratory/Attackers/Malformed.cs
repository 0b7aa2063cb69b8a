using EnerDatX.Core.Evidence;
using EnerDatX.Laboratory.Attackers.Tools;
using EnerDatX.Sim.Network;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>Sends what it heard with bytes changed, cut off or added, and pure noise. One line of the log for each second.</summary>
[Behaviour("malformed", "A24: sends packets with bytes changed, cut off or added.")]
internal sealed class Malformed(AttackSurroundings my) : RatedAttacker(my)
{
    private readonly Overheard _packets = new(my.Random);
    private long _loggedMs;

    protected override void Act()
    {
        if (_packets.IsEmpty || Victims(1) is not [var victim])
        {
            return;
        }

        if (NowMs >= _loggedMs + 1_000)
        {
            _loggedMs = NowMs;
            Log(ProofKind.None);
        }

        Spend();
        SendBytes(victim.Address, Mutated(_packets.Any().ToArray()));
    }

    protected override void Hears(ReadOnlyMemory<byte> datagram) => _packets.Add(datagram);

    private byte[] Mutated(byte[] bytes)
    {
        switch (My.Random.Next(4))
        {
            case 0:
                bytes[My.Random.Next(bytes.Length)] ^= (byte)(1 << My.Random.Next(8));
                return bytes;
            case 1:
                return bytes[..My.Random.Next(bytes.Length)];
            case 2:
                My.Random.NextBytes(bytes.AsSpan(My.Random.Next(bytes.Length)));
                return bytes;
            default:
                return [.. bytes.Take(VirtualNetwork.LongestDatagram - 1), (byte)My.Random.Next(256)];
        }
    }
}
