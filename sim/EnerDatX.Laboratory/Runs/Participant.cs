using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Laboratory.Homes;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Laboratory.Runs;

/// <summary>What somebody does in the market.</summary>
public enum Role
{
    /// <summary>Gives everybody the first tokens; participant 0.</summary>
    Issuer = 0,
    Owner,
    Buyer,
    Matchmaker,
}

/// <summary>One of those who take part in a run.</summary>
/// <param name="Number">0 is the issuer; then owners, buyers, matchmakers.</param>
/// <param name="Home">An owner's.</param>
/// <param name="Plan">How it attacks; null for everybody else.</param>
/// <param name="IsHonest">Whether accusing it is wrong: everybody who does not attack, and who only has an accident.</param>
public sealed record Participant(int Number, Role Role, SecretKey Key, IPEndPoint Address, VirtualPeer Peer, Home? Home, AttackPlan? Plan, bool IsHonest)
{
    public PublicKey Self => Key.PublicKey;
}
