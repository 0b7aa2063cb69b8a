using System.Collections.Immutable;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>What came of checking where tokens come from. An unfinished check is not a yes.</summary>
public abstract record MoneyVerdict
{
    /// <summary>Every token is traced back to its issuer.</summary>
    /// <param name="Credits">Hashes of the credits that were checked on the way; they need no second check.</param>
    /// <param name="Payments">
    /// Hashes of the payments and refunds that were checked on the way, the offered one included: between each of them and the oldest credit that
    /// it draws on, nothing of its signer's chain was missing or left out.
    /// </param>
    public sealed record Sound(ImmutableHashSet<BlockHash> Credits, ImmutableHashSet<BlockHash> Payments) : MoneyVerdict;

    /// <summary>These half-blocks are needed to go on; the payer must hold them, for it believed them itself once.</summary>
    /// <param name="Missing">By hash.</param>
    /// <param name="Ranges">Parts of chains of which at least one half-block is missing.</param>
    public sealed record Incomplete(IReadOnlyList<BlockHash> Missing, IReadOnlyList<ChainRange> Ranges) : MoneyVerdict;

    /// <summary>The tokens are not good.</summary>
    public sealed record Unsound(string Reason) : MoneyVerdict;
}

/// <summary>A part of one chain, both ends included.</summary>
public readonly record struct ChainRange(PublicKey Of, uint First, uint Last);
