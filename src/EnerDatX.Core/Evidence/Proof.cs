using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// A fraud that its own half-blocks prove, to anyone, without a ledger and without trust in whoever brings them. A proof is its kind and
/// its half-blocks in the order of that kind, nothing else; so equal proofs have equal bytes.
/// </summary>
/// <remarks>
/// Bytes: kind u8, count u8, per half-block its length u16 (big-endian) and its packed bytes.
/// </remarks>
public abstract record Proof
{
    /// <summary>Most half-blocks of a proof: a credit and 15 debits. Two sales that conflict are 12.</summary>
    public const int MaxHalves = 16;

    /// <summary>Longest encoding in bytes: the most half-blocks, each as long as one that we accept from anyone.</summary>
    public const int MaxLength = HeadLength + (MaxHalves * (LengthLength + HalfBlock.MaxAcceptedLength));

    private const int HeadLength = 2;
    private const int LengthLength = 2;

    private protected Proof(ImmutableArray<HalfBlock> halves) => Halves = halves;

    public abstract ProofKind Kind { get; }

    /// <summary>Whose fraud it is, if <see cref="Verify"/> says so.</summary>
    public abstract PublicKey Culprit { get; }

    /// <summary>All half-blocks that it takes, in the order of this kind.</summary>
    public ImmutableArray<HalfBlock> Halves { get; }

    /// <summary>
    /// Whether the half-blocks really prove it: a bad signature, or the same half-block twice, accuses nobody. What verifies can be encoded.
    /// </summary>
    public bool Verify() =>
        Halves.Length is > 0 and <= MaxHalves
        && Halves.All(half => half.Packed.Length <= HalfBlock.MaxAcceptedLength)
        && IsContradiction()
        && Halves.All(half => half.SignatureIsValid);

    /// <summary>The proof of this kind from these half-blocks, which must be as many, and in the order, that the kind says. Not verified.</summary>
    public static bool TryOf(ProofKind kind, IReadOnlyList<HalfBlock> halves, [NotNullWhen(true)] out Proof? proof)
    {
        proof = (kind, halves) switch
        {
            (ProofKind.DoubleSpend, [var first, var second]) => new DoubleSpend(first, second),
            (ProofKind.DoubleCountersign, [var proposal, var first, var second]) => new DoubleCountersign(proposal, first, second),
            (ProofKind.BrokenChain, [var before, var after]) => new BrokenChain(before, after),
            (ProofKind.ContradictoryPointers, [var earlier, var later]) => new ContradictoryPointers(earlier, later),
            (ProofKind.MoneyFork, [var first, var second]) => new MoneyFork(first, second),
            (ProofKind.WrongBalance, [var first]) => new WrongBalance(null, first),
            (ProofKind.WrongBalance, [var previous, var half]) => new WrongBalance(previous, half),
            (ProofKind.CreditOverspent, [var credit, _, ..]) => new CreditOverspent(credit, halves.Skip(1)),
            (ProofKind.ConflictingLicences, { Count: 2 * SoldLicence.Halves }) =>
                new ConflictingLicences(SoldLicence.Of(halves, 0), SoldLicence.Of(halves, SoldLicence.Halves)),
            (ProofKind.LateCountersignature, [var terms, var agreement, var payment, var after, var reclaim, var late]) =>
                new LateCountersignature(terms, agreement, payment, after, reclaim, late),
            _ => null,
        };
        if (proof is not null && !proof.Halves.SequenceEqual(halves))
        {
            proof = null;
        }

        return proof is not null;
    }

    /// <summary>Reads exactly one proof; nothing is copied that is longer than it may be. Not verified.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Proof? proof)
    {
        proof = null;
        if (bytes.Length is < HeadLength or > MaxLength || bytes[1] > MaxHalves)
        {
            return false;
        }

        var halves = new List<HalfBlock>(bytes[1]);
        var rest = bytes[HeadLength..];
        for (var i = 0; i < bytes[1]; i++)
        {
            if (!TryTakeHalf(ref rest, out var half))
            {
                return false;
            }

            halves.Add(half);
        }

        return rest.IsEmpty && TryOf((ProofKind)bytes[0], halves, out proof);
    }

    /// <exception cref="InvalidOperationException">It has more or longer half-blocks than a proof may have, and so never verifies.</exception>
    public byte[] Encode()
    {
        if (Halves.Length > MaxHalves || Halves.Any(half => half.Packed.Length > HalfBlock.MaxAcceptedLength))
        {
            throw new InvalidOperationException("This can be no proof: it has too many half-blocks, or too long ones.");
        }

        var bytes = new byte[HeadLength + Halves.Sum(half => LengthLength + half.Packed.Length)];
        bytes[0] = (byte)Kind;
        bytes[1] = (byte)Halves.Length;
        var rest = bytes.AsSpan(HeadLength);
        foreach (var half in Halves)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)half.Packed.Length);
            half.Packed.CopyTo(rest[LengthLength..]);
            rest = rest[(LengthLength + half.Packed.Length)..];
        }

        return bytes;
    }

    public virtual bool Equals(Proof? other) => other is not null && Kind == other.Kind && Halves.SequenceEqual(other.Halves);

    public override int GetHashCode() => Halves.Aggregate((int)Kind, HashCode.Combine);

    public sealed override string ToString() => $"{Kind} by {Culprit}";

    /// <summary>Whether no honest signer could have signed these, signatures aside: they are checked last, for they cost most.</summary>
    private protected abstract bool IsContradiction();

    /// <summary>Two half-blocks of which neither comes first, in the one order that they have in a proof.</summary>
    private protected static (HalfBlock First, HalfBlock Second) ByHash(HalfBlock one, HalfBlock other) =>
        one.Hash.CompareTo(other.Hash) <= 0 ? (one, other) : (other, one);

    private static bool TryTakeHalf(ref ReadOnlySpan<byte> rest, [NotNullWhen(true)] out HalfBlock? half)
    {
        half = null;
        if (rest.Length < LengthLength)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        rest = rest[LengthLength..];
        if (length > HalfBlock.MaxAcceptedLength || length > rest.Length || !HalfBlock.TryUnpack(rest[..length], out half))
        {
            return false;
        }

        rest = rest[length..];
        return true;
    }
}
