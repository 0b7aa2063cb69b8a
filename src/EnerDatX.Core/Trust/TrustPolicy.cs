using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Trust;

/// <summary>Why trust does not reach for a trade. The zero value is no reason that anybody gives.</summary>
public enum TrustBarrier
{
    None = 0,

    /// <summary>The seller's relative score is below what this buyer wants.</summary>
    SellerBelowMinimum,

    /// <summary>Too much would be at risk with a seller whose score is 0.</summary>
    NewcomerLimit,

    /// <summary>Too much would be at risk with this counterparty.</summary>
    PeerLimit,

    /// <summary>Too much would be at risk with everybody together.</summary>
    TotalLimit,
}

/// <param name="Reason">For the user; names the numbers.</param>
public sealed record TrustRefusal(TrustBarrier Barrier, string Reason);

/// <summary>
/// How far a household lets itself in with others (protocol rule 22). It chooses no counterparty and forbids none for good: a newcomer may
/// buy and sell, for little at a time.
/// </summary>
/// <param name="MinSellerPerThousand">Of the relative score (<see cref="Standing"/>) of who sells to this peer; 0 = anybody.</param>
/// <param name="MostWithNewcomer">
/// At risk at a time with a seller whose score is 0; smallest units, each currency for itself, like the next two. Of buyers it is not asked: a
/// score is earned by giving data, so that who only ever buys has none, and nothing is delivered before it is paid.
/// </param>
/// <param name="MostWithPeer">At risk at a time with any counterparty.</param>
/// <param name="MostInAll">At risk at a time with all counterparties.</param>
public sealed record TrustPolicy(int MinSellerPerThousand, long MostWithNewcomer, long MostWithPeer, long MostInAll)
{
    /// <summary>What may be at risk with a counterparty, for this side of a trade with it.</summary>
    public long MostWith(Standing standing, TradeSide side) =>
        side == TradeSide.Buyer && standing.IsNewcomer ? Math.Min(MostWithNewcomer, MostWithPeer) : MostWithPeer;

    /// <summary>Whether the answer of <see cref="Allows"/> can depend on the standing; where not, nobody need be asked.</summary>
    public bool DependsOnStanding(Stake stake, Exposure beside) =>
        stake.Side == TradeSide.Buyer
        && (MinSellerPerThousand > 0
            || (beside.WithPeer + stake.Amount > MostWithNewcomer && beside.WithPeer + stake.Amount <= MostWithPeer));

    /// <summary>Whether this much may be put at risk beside what is at risk already.</summary>
    public bool Allows(Stake stake, Exposure beside, Standing standing, [NotNullWhen(false)] out TrustRefusal? refusal)
    {
        var (withPeer, inAll) = (beside.WithPeer + stake.Amount, beside.InAll + stake.Amount);
        refusal = stake.Side == TradeSide.Buyer && standing.PerThousand < MinSellerPerThousand
                ? new TrustRefusal(
                    TrustBarrier.SellerBelowMinimum,
                    $"the seller's relative score is {Shown(standing.PerThousand)}, and this node buys from {Shown(MinSellerPerThousand)}")
            : withPeer > MostWithPeer ? TooMuch(TrustBarrier.PeerLimit, withPeer, stake, "with this peer", MostWithPeer)
            : withPeer > MostWith(standing, stake.Side) ? TooMuch(TrustBarrier.NewcomerLimit, withPeer, stake, "with this newcomer", MostWithNewcomer)
            : inAll > MostInAll ? TooMuch(TrustBarrier.TotalLimit, inAll, stake, "in all", MostInAll)
            : null;
        return refusal is null;
    }

    /// <summary>0.620 for 620.</summary>
    private static string Shown(int perThousand) =>
        string.Create(CultureInfo.InvariantCulture, $"{perThousand / Standing.Whole}.{perThousand % Standing.Whole:000}");

    private static TrustRefusal TooMuch(TrustBarrier barrier, Int128 amount, Stake stake, string withWhom, long most) => new(
        barrier,
        string.Create(CultureInfo.InvariantCulture, $"{amount} {stake.Currency} would be at risk at a time {withWhom}, and this node risks at most {most}"));
}
