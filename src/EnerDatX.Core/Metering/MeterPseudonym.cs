using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EnerDatX.Core.Metering;

/// <summary>
/// What a dataset calls its meter, 16 bytes: the first half of SHA-256("enerdatx/meter/v1" ‖ 0 ‖ salt ‖ 0 ‖ id ‖ 0 ‖ id …), ids in UTF-8 and
/// ordinal order. Two datasets of one meter have the same pseudonym if the owner keeps the salt, so that overlapping exclusive licences are
/// a proof; without the salt nobody can try meter ids.
/// </summary>
public readonly record struct MeterPseudonym
{
    public const int Length = 16;

    /// <summary>Shorter salts could be tried out.</summary>
    public const int MinSaltLength = 16;

    private readonly UInt128 _value;

    public MeterPseudonym(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A meter pseudonym has 16 bytes.", nameof(bytes));
        }

        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <param name="ownerSalt">At least 16 secret random bytes, the same for all datasets of the owner.</param>
    /// <param name="equipmentIds">As the meter prints them, in any order.</param>
    public static MeterPseudonym Of(ReadOnlySpan<byte> ownerSalt, IEnumerable<string> equipmentIds)
    {
        if (ownerSalt.Length < MinSaltLength)
        {
            throw new ArgumentException($"A salt has at least {MinSaltLength} bytes.", nameof(ownerSalt));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("enerdatx/meter/v1\0"u8);
        hash.AppendData(ownerSalt);
        foreach (var id in equipmentIds.Order(StringComparer.Ordinal))
        {
            hash.AppendData([0, .. Encoding.UTF8.GetBytes(id)]);
        }

        return new MeterPseudonym(hash.GetHashAndReset().AsSpan(0, Length));
    }

    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
