using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Trust;

namespace EnerDatX.Peer.Trust;

/// <summary>
/// User → trust: what speaks for a peer, in one currency? Answered, by way of the order book, with <see cref="TrustRead"/>, or with
/// <see cref="TrustUnknown"/>.
/// </summary>
/// <param name="Key">Any key can be asked about, a newcomer's too; null where only the member id is known.</param>
/// <param name="Mid">Found only among those with whom this node, or its counterparties, traded.</param>
public sealed record ReadTrust(PublicKey? Key, Mid Mid, string Currency);

/// <summary>Trust → user: whose member id this is cannot be known.</summary>
public sealed record TrustUnknown
{
    public static readonly TrustUnknown Peer = new();
}

/// <summary>Trust → peer → order book, for the user who asked: it adds what is at risk.</summary>
public sealed record TrustFound(TrustReport Report);

/// <summary>Order book → user.</summary>
/// <param name="AtRisk">Now.</param>
/// <param name="Policy">What this node lets itself in with.</param>
public sealed record TrustRead(TrustReport Report, Exposure AtRisk, TrustPolicy Policy);

/// <summary>All measures for one peer, as this node's ledger has them.</summary>
/// <param name="Standing">NetFlow; nothing for a proven cheat.</param>
/// <param name="Capacity">What may flow through the peer to this node; α-ths of smallest units, like the next.</param>
/// <param name="NetContribution">What reached this node from the peer, less what went out of this node towards it, the latter divided by α.</param>
/// <param name="BarterCast">Difference of what was given and taken, directly or through others; smallest units.</param>
/// <param name="TemporalPageRank">Share of a random walk's time, 0 to 1; for comparison only.</param>
/// <param name="IsCheat">Whether a proof is held.</param>
/// <param name="Proof">Of which kind, once it is durable.</param>
/// <param name="Guilty">In which dispute it was found guilty, if in any: then its score is 0 too.</param>
/// <param name="Peers">How many peers were looked at.</param>
/// <param name="Edges">How many pairs of a seller and a buyer among them.</param>
/// <param name="Receipts">How many receipts those are made of.</param>
public sealed record TrustReport(
    PublicKey Peer,
    string Currency,
    Standing Standing,
    long Capacity,
    long NetContribution,
    int Alpha,
    IReadOnlyList<TrustPath<PublicKey>> Paths,
    long BarterCast,
    double TemporalPageRank,
    bool IsCheat,
    ProofKind? Proof,
    FoundGuilty? Guilty,
    int Peers,
    int Edges,
    int Receipts);

/// <summary>Order book, user → trust: answered with <see cref="StandingsRead"/>.</summary>
public sealed record ReadStandings(IReadOnlyList<(PublicKey Peer, string Currency)> Peers);

/// <summary>Trust → order book, user: in the order of the question.</summary>
public sealed record StandingsRead(IReadOnlyList<Standing> Standings, ReadStandings For);

/// <summary>
/// User → trust: which of these could be begun by the policy, if nothing else were at risk? Answered with <see cref="StakesJudged"/>.
/// </summary>
public sealed record JudgeStakes(IReadOnlyList<Stake> Stakes);

/// <summary>Trust → user: in the order of the question; null where nothing is in the way.</summary>
public sealed record StakesJudged(IReadOnlyList<TrustRefusal?> Refusals);

/// <summary>Trust → peer: this dispute is decided, and somebody is guilty of whom that was not known.</summary>
public sealed record JudgedParty(DisputedDelivery Disputed, Judgement Judgement);

/// <param name="Dispute">Hash of the dispute.</param>
public sealed record FoundGuilty(BlockHash Dispute, Judgement Judgement);
