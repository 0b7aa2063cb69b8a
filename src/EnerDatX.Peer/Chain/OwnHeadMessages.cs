using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Chain;

/// <summary>Own head → chain: whether the key may sign, from now on.</summary>
public sealed record SigningDecided(SigningStatus Status);

/// <summary>Chain → peer → own head: somebody showed this half-block of the own key, well-signed, that is not held.</summary>
public sealed record OwnBlockSeen(HalfBlock Block);

/// <summary>
/// Own head → chain: make these own half-blocks durable again; they follow the head one by one. What does not follow it is left out. Not
/// answered: see <see cref="UntilDurable"/>.
/// </summary>
public sealed record Adopt(IReadOnlyList<HalfBlock> Blocks);

/// <summary>Own head → peer → whoever started it: the own chain has grown behind the back of wallet, book and trades; the peer must begin again from the ledger.</summary>
public sealed record OwnChainAdopted
{
    public static readonly OwnChainAdopted Now = new();
}

/// <summary>User → peer → own head: answered with the <see cref="SigningStatus"/>.</summary>
public sealed record ReadSigning
{
    public static readonly ReadSigning Now = new();
}

/// <summary>Own head → journal: see <see cref="IOwnChainMarks.Require"/>.</summary>
public sealed record RequireHead(OwnHead Head);

/// <summary>Own head → journal: see <see cref="IOwnChainMarks.Settle"/>.</summary>
public sealed record SettleHead
{
    public static readonly SettleHead Now = new();
}
