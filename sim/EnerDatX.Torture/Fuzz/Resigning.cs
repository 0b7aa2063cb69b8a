using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Torture.Fuzz;

/// <summary>Signs mutated bytes again, so that they get past the check of the signature. An attacker has keys too.</summary>
internal static class Resigning
{
    private const int SequenceOffset = 74;
    private const int SignatureOffset = 188;
    private const int TypeLengthOffset = 252;

    /// <summary>The attacker's key.</summary>
    public static readonly SecretKey Key = KeyOf("attacker");

    public static SecretKey KeyOf(string name) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.UTF8.GetBytes($"torture x25519 {name}")), SHA256.HashData(Encoding.UTF8.GetBytes($"torture ed25519 {name}")));

    /// <summary>Makes the half-block at the start of <paramref name="bytes"/> the attacker's, if its lengths fit.</summary>
    /// <returns>Its length, or 0.</returns>
    public static int Block(Span<byte> bytes)
    {
        if (bytes.Length < HalfBlock.FixedLength)
        {
            return 0;
        }

        var type = BinaryPrimitives.ReadUInt32BigEndian(bytes[TypeLengthOffset..]);
        if (type > bytes.Length - HalfBlock.FixedLength)
        {
            return 0;
        }

        var transaction = BinaryPrimitives.ReadUInt32BigEndian(bytes[(TypeLengthOffset + 4 + (int)type)..]);
        if (transaction > bytes.Length - HalfBlock.FixedLength - type)
        {
            return 0;
        }

        var block = bytes[..(HalfBlock.FixedLength + (int)type + (int)transaction)];
        Key.PublicKey.Bytes.CopyTo(block);
        var signature = block.Slice(SignatureOffset, Sodium.SignatureBytes);
        signature.Fill((byte)'0');
        Key.Sign(block).CopyTo(signature);
        return block.Length;
    }

    /// <summary>Sometimes a place at the borders of the sequence numbers, too.</summary>
    public static void Move(Span<byte> block, FuzzRandom random)
    {
        if (block.Length >= HalfBlock.FixedLength && random.OneIn(2))
        {
            BinaryPrimitives.WriteUInt32BigEndian(block[SequenceOffset..], random.Pick<uint>([0, 1, 2, 3, 1_024, 1_025, 1_026, int.MaxValue, uint.MaxValue - 1, uint.MaxValue]));
        }
    }
}
