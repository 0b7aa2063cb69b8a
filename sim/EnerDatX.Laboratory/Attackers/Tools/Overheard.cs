using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>Datagrams of others that an attacker keeps to use them again; a random one makes room.</summary>
public sealed class Overheard(RandomStream random)
{
    private const int Most = 256;

    private readonly List<ReadOnlyMemory<byte>> _datagrams = [];

    public bool IsEmpty => _datagrams.Count == 0;

    public void Add(ReadOnlyMemory<byte> datagram)
    {
        if (_datagrams.Count < Most)
        {
            _datagrams.Add(datagram);
        }
        else
        {
            _datagrams[random.Next(Most)] = datagram;
        }
    }

    public ReadOnlyMemory<byte> Any() => _datagrams[random.Next(_datagrams.Count)];
}
