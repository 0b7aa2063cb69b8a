using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>All that an attacker is given.</summary>
/// <param name="Me">Its own number, key, address and peer: an ordinary peer that it starts and stops, and whose packets go through the attacker.</param>
/// <param name="Everybody">All participants, by number: an attacker knows where everybody is. 0 is the issuer.</param>
/// <param name="Accomplices">The attackers of its group, itself among them, by number.</param>
/// <param name="StartMs">Not before; virtual time since 1970.</param>
/// <param name="StopMs">Not after.</param>
/// <param name="Random">Its own stream.</param>
public sealed record AttackSurroundings(
    VirtualWorld World,
    VirtualNetwork Network,
    Participant Me,
    IReadOnlyList<Participant> Everybody,
    IReadOnlyList<Participant> Accomplices,
    AttackPlan Plan,
    long StartMs,
    long StopMs,
    RandomStream Random,
    GroundTruth Truth)
{
    /// <summary>Told what an accident takes away: own half-blocks from this number on, which whoever was told of them misses now.</summary>
    public Action<uint> Losing { get; init; } = _ => { };
}
