using System.Collections.Immutable;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>What is left of one credit.</summary>
public readonly record struct UnspentCredit(BlockHash Credit, long Remaining);

/// <summary>Why a purse will not pay.</summary>
public enum PurseRefusal
{
    /// <summary>Not decided; never a yes.</summary>
    None = 0,

    /// <summary>The amount is not positive or beyond the limit.</summary>
    NotAnAmount,

    /// <summary>The balance is smaller than the amount.</summary>
    InsufficientTokens,

    /// <summary>The amount would have to be drawn from more credits than one half-block can name: pay in smaller parts.</summary>
    TooManySmallCredits,
}

/// <summary>
/// One currency on one's own chain: the balance, and the credits that are not yet spent, oldest first.
/// A fold over the own money halves; it never looks at anything else.
/// </summary>
public sealed record Purse(string Currency, long Balance, BlockHash? Latest, ImmutableList<UnspentCredit> Unspent)
{
    public static Purse Empty(string currency) => new(currency, 0, null, []);

    /// <summary>The money fields of the agreement by which <paramref name="amount"/> comes in.</summary>
    public MoneyFields Credit(long amount) => new(Currency, amount, Balance + amount, Latest, []);

    /// <summary>The money fields of the proposal by which <paramref name="amount"/> goes out, first in, first out; or why not.</summary>
    public (MoneyFields? Fields, PurseRefusal Refusal) Debit(long amount)
    {
        if (amount is < 1 or > MoneyFields.MaxAmount)
        {
            return (null, PurseRefusal.NotAnAmount);
        }

        if (amount > Balance)
        {
            return (null, PurseRefusal.InsufficientTokens);
        }

        var draws = new List<Draw>();
        var rest = amount;
        foreach (var credit in Unspent)
        {
            var drawn = Math.Min(rest, credit.Remaining);
            draws.Add(new Draw(credit.Credit, drawn));
            rest -= drawn;
            if (rest == 0)
            {
                break;
            }
        }

        return draws.Count > MoneyFields.MaxDraws
            ? (null, PurseRefusal.TooManySmallCredits)
            : (new MoneyFields(Currency, amount, Balance - amount, Latest, draws), PurseRefusal.None);
    }

    /// <summary>The purse after an own money half of this currency. Total: own halves were decided by <see cref="Credit"/> and <see cref="Debit"/>.</summary>
    public Purse Evolve(MoneyHalf half)
    {
        var unspent = half.IsCredit
            ? Unspent.Add(new UnspentCredit(half.Block.Hash, half.Fields.Amount))
            : half.Fields.Draws.Aggregate(Unspent, Take);
        return this with { Balance = half.Fields.Balance, Latest = half.Block.Hash, Unspent = unspent };
    }

    private static ImmutableList<UnspentCredit> Take(ImmutableList<UnspentCredit> unspent, Draw draw)
    {
        var index = unspent.FindIndex(c => c.Credit == draw.Credit);
        if (index < 0)
        {
            return unspent;
        }

        var remaining = unspent[index].Remaining - draw.Amount;
        return remaining > 0 ? unspent.SetItem(index, new UnspentCredit(draw.Credit, remaining)) : unspent.RemoveAt(index);
    }
}
