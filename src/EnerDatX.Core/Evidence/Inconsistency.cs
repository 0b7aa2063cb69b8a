using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// Somebody lied about the half-block of <paramref name="Key"/> with this number: two signed half-blocks give it two hashes. Who, is unclear until
/// the half-block that is missing is found: then there is a <see cref="Proof"/>. Accuses nobody.
/// </summary>
/// <param name="Held">First 8 bytes of the hash of the half-block that is held, or of one of two that are missing.</param>
/// <param name="Missing">First 8 bytes of the hash of the half-block to ask for.</param>
public readonly record struct Inconsistency(PublicKey Key, uint Sequence, ulong Held, ulong Missing);
