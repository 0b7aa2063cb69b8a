using System.Collections.Immutable;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>What came of checking where tokens come from. An unfinished check is not a yes.</summary>
public abstract record MoneyVerdict
{
    /// <summary>Every token is traced back to its issuer.</summary>
    /// <param name="Credits">Hashes of the credits that were checked on the way; they need no second check.</param>
    public sealed record Sound(ImmutableHashSet<BlockHash> Credits) : MoneyVerdict;

    /// <summary>These half-blocks are needed to go on; the payer must hold them, for it believed them itself once.</summary>
    public sealed record Incomplete(IReadOnlyList<BlockHash> Missing) : MoneyVerdict;

    /// <summary>The tokens are not good.</summary>
    public sealed record Unsound(string Reason) : MoneyVerdict;
}
