using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// Somebody lied about the half-block of <paramref name="Key"/> with this number: two signed half-blocks give it two hashes. Who, is unclear until
/// the half-block that is missing is found: then there is a <see cref="Proof"/>. Accuses nobody.
/// </summary>
/// <param name="Held">The half-block that is held.</param>
/// <param name="Missing">The half-block to ask for.</param>
public readonly record struct Inconsistency(PublicKey Key, uint Sequence, BlockHash Held, BlockHash Missing);
