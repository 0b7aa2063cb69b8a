using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// One signed half-block of a TrustChain, immutable. It keeps its packed bytes: hash and signature are over raw bytes,
/// and the transaction codec is not canonical, so nothing is ever encoded again.
/// </summary>
/// <remarks>
/// Layout (big-endian), 268 + n + m bytes: public key 74, sequence u32, link public key 74, link sequence u32, previous hash 32,
/// signature 64, type length u32, type n, transaction length u32, transaction m, timestamp u64 in milliseconds since 1970.
/// </remarks>
public sealed class HalfBlock : IEquatable<HalfBlock>
{
    public const uint GenesisSequence = 1;
    public const int FixedLength = 268;

    /// <summary>Longest half-block that we make (protocol rule 2), so that it fits one datagram.</summary>
    public const int MaxOwnLength = 1_300;

    /// <summary>Longest half-block that we accept from anyone.</summary>
    public const int MaxAcceptedLength = 4_096;

    private const int SequenceOffset = 74;
    private const int LinkKeyOffset = 78;
    private const int LinkSequenceOffset = 152;
    private const int PreviousHashOffset = 156;
    internal const int SignatureOffset = 188;
    private const int TypeLengthOffset = 252;
    private const int TypeOffset = 256;
    private const byte EmptySignatureByte = (byte)'0';

    /// <summary>Signing inputs up to this length are laid out on the stack; it covers every half-block of ours.</summary>
    private const int MaxStackInput = 1_536;

    /// <summary>Types that most half-blocks have, so that asking for one does not make a new string each time.</summary>
    private static readonly string[] FrequentTypes =
    [
        "ask", "bid", "cancel_order", "tx_init", "tx_payment", "tx_delivery", "tx_done",
        "tx_abort", "tx_refund", "tx_reclaim", "dispute", "issue", "tribler_bandwidth",
    ];

    private readonly byte[] _packed;
    private readonly int _typeLength;
    private string? _type;
    private SignatureCheck _signatureCheck;

    private HalfBlock(byte[] packed, int typeLength)
    {
        _packed = packed;
        _typeLength = typeLength;
        PublicKey = KeyAt(packed, 0);
        Sequence = BinaryPrimitives.ReadUInt32BigEndian(packed.AsSpan(SequenceOffset));
        LinkPublicKey = KeyAt(packed, LinkKeyOffset);
        LinkSequence = BinaryPrimitives.ReadUInt32BigEndian(packed.AsSpan(LinkSequenceOffset));
        Span<byte> digest = stackalloc byte[BlockHash.Length];
        SHA256.HashData(packed, digest);
        Hash = new BlockHash(digest);
    }

    /// <summary>One byte, so that two threads that ask at once at worst both check.</summary>
    private enum SignatureCheck : byte
    {
        NotYet,
        Failed,
        Passed,
    }

    public ReadOnlySpan<byte> Packed => _packed;

    /// <summary>Whose chain this half-block is on.</summary>
    public PublicKey PublicKey { get; }

    public uint Sequence { get; }

    /// <summary>The counterparty, or <see cref="PublicKey.Any"/> for a source.</summary>
    public PublicKey LinkPublicKey { get; }

    /// <summary>0 for a proposal or source; for an agreement the proposal's sequence number on the counterparty's chain.</summary>
    public uint LinkSequence { get; }

    public BlockHash PreviousHash => new(_packed.AsSpan(PreviousHashOffset, BlockHash.Length));

    public ReadOnlySpan<byte> Signature => _packed.AsSpan(SignatureOffset, Sodium.SignatureBytes);

    /// <summary>The type as text (UTF-8 by convention; <see cref="TypeBytes"/> are what counts).</summary>
    public string Type => _type ??= TypeText(TypeBytes);

    public ReadOnlySpan<byte> TypeBytes => _packed.AsSpan(TypeOffset, _typeLength);

    /// <summary>The transaction exactly as it was signed; see <see cref="TransactionValue"/>.</summary>
    public ReadOnlySpan<byte> Transaction => _packed.AsSpan(TypeOffset + _typeLength + 4, _packed.Length - FixedLength - _typeLength);

    /// <summary>Milliseconds since 1970, by the creator's clock.</summary>
    public ulong TimestampMs => BinaryPrimitives.ReadUInt64BigEndian(_packed.AsSpan(_packed.Length - 8));

    public BlockHash Hash { get; }

    public bool IsGenesis => Sequence == GenesisSequence && PreviousHash == BlockHash.Genesis;

    /// <summary>A half-block addressed to anyone.</summary>
    public bool IsSource => LinkPublicKey.IsAny && LinkSequence == 0;

    /// <summary>A half-block that asks one counterparty for its signature.</summary>
    public bool IsProposal => LinkSequence == 0 && !LinkPublicKey.IsAny;

    /// <summary>A countersignature of the proposal that the link names.</summary>
    public bool IsAgreement => LinkSequence != 0;

    /// <summary>Whether the signature is the creator's (checked once, then remembered).</summary>
    public bool SignatureIsValid
    {
        get
        {
            if (_signatureCheck == SignatureCheck.NotYet)
            {
                _signatureCheck = VerifySignature() ? SignatureCheck.Passed : SignatureCheck.Failed;
            }

            return _signatureCheck == SignatureCheck.Passed;
        }
    }

    /// <summary>
    /// Where back-pointers stand in the transaction, and how many bytes they take: <see cref="Evidence.BackPointers"/> looks once, and keeps it here.
    /// </summary>
    internal (ushort Offset, short Length) PointersAt { get; set; }

    /// <summary>py-ipv8's number for the hash: SHA-256 as an integer modulo 100,000,000 (its crawl id).</summary>
    public uint HashNumber => (uint)(new BigInteger(Hash.ToArray(), isUnsigned: true, isBigEndian: true) % 100_000_000);

    /// <summary>Lower-case hex of the public key, a dot, the sequence number.</summary>
    public string BlockId => string.Create(CultureInfo.InvariantCulture, $"{PublicKey.ToHex()}.{Sequence}");

    public string LinkedBlockId => string.Create(CultureInfo.InvariantCulture, $"{LinkPublicKey.ToHex()}.{LinkSequence}");

    /// <summary>
    /// Reads one half-block from the start of <paramref name="bytes"/>; trailing bytes belong to the caller
    /// (<paramref name="consumed"/>). Only lengths are checked here; whether it is valid is the validator's question.
    /// </summary>
    public static bool TryUnpack(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out HalfBlock? block, out int consumed)
    {
        block = null;
        consumed = 0;
        if (bytes.Length < FixedLength)
        {
            return false;
        }

        var typeLength = BinaryPrimitives.ReadUInt32BigEndian(bytes[TypeLengthOffset..]);
        if (typeLength > bytes.Length - FixedLength)
        {
            return false;
        }

        var transactionLength = BinaryPrimitives.ReadUInt32BigEndian(bytes[(TypeOffset + (int)typeLength)..]);
        if (transactionLength > bytes.Length - FixedLength - typeLength)
        {
            return false;
        }

        consumed = FixedLength + (int)typeLength + (int)transactionLength;
        var packed = bytes[..consumed];
        block = SharedHalfBlocks.Current?.Find(packed);
        if (block is null)
        {
            block = new HalfBlock(packed.ToArray(), (int)typeLength);
            SharedHalfBlocks.Current?.Keep(block);
        }

        return true;
    }

    /// <summary>Reads exactly one half-block: trailing bytes are refused.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out HalfBlock? block)
    {
        if (TryUnpack(bytes, out block, out var consumed) && consumed == bytes.Length)
        {
            return true;
        }

        block = null;
        return false;
    }

    /// <summary>Makes and signs a half-block.</summary>
    /// <param name="key">Signs, and owns the chain.</param>
    /// <param name="timestampMs">Milliseconds since 1970, from the caller's clock.</param>
    public static HalfBlock Sign(
        SecretKey key,
        uint sequence,
        PublicKey linkPublicKey,
        uint linkSequence,
        BlockHash previousHash,
        string type,
        ReadOnlySpan<byte> transaction,
        ulong timestampMs)
    {
        var typeBytes = Encoding.UTF8.GetBytes(type);
        var packed = Layout(key.PublicKey, sequence, linkPublicKey, linkSequence, previousHash, typeBytes, transaction, timestampMs);
        Span<byte> signature = stackalloc byte[Sodium.SignatureBytes];
        key.Sign(packed, signature);
        signature.CopyTo(packed.AsSpan(SignatureOffset));
        var block = new HalfBlock(packed, typeBytes.Length) { _signatureCheck = SignatureCheck.Passed };
        SharedHalfBlocks.Current?.Keep(block);
        return block;
    }

    public bool Equals(HalfBlock? other) => other is not null && Hash == other.Hash;

    public override bool Equals(object? obj) => Equals(obj as HalfBlock);

    public override int GetHashCode() => Hash.GetHashCode();

    public override string ToString() => $"{Type} {PublicKey}.{Sequence}";

    private static PublicKey KeyAt(byte[] packed, int offset)
    {
        var key = PublicKey.FromPacked(packed, offset);
        return SharedHalfBlocks.Current?.Key(key) ?? key;
    }

    private static byte[] Layout(
        PublicKey publicKey,
        uint sequence,
        PublicKey linkPublicKey,
        uint linkSequence,
        BlockHash previousHash,
        ReadOnlySpan<byte> type,
        ReadOnlySpan<byte> transaction,
        ulong timestampMs)
    {
        var packed = new byte[FixedLength + type.Length + transaction.Length];
        var span = packed.AsSpan();
        publicKey.Bytes.CopyTo(span);
        BinaryPrimitives.WriteUInt32BigEndian(span[SequenceOffset..], sequence);
        linkPublicKey.Bytes.CopyTo(span[LinkKeyOffset..]);
        BinaryPrimitives.WriteUInt32BigEndian(span[LinkSequenceOffset..], linkSequence);
        previousHash.CopyTo(span[PreviousHashOffset..]);
        span.Slice(SignatureOffset, Sodium.SignatureBytes).Fill(EmptySignatureByte);
        BinaryPrimitives.WriteUInt32BigEndian(span[TypeLengthOffset..], (uint)type.Length);
        type.CopyTo(span[TypeOffset..]);
        BinaryPrimitives.WriteUInt32BigEndian(span[(TypeOffset + type.Length)..], (uint)transaction.Length);
        transaction.CopyTo(span[(TypeOffset + type.Length + 4)..]);
        BinaryPrimitives.WriteUInt64BigEndian(span[(packed.Length - 8)..], timestampMs);
        return packed;
    }

    private static string TypeText(ReadOnlySpan<byte> bytes)
    {
        foreach (var frequent in FrequentTypes)
        {
            if (Ascii.Equals(bytes, frequent))
            {
                return frequent;
            }
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Whoever gets it now checks its signature again, as it would have with an object of its own.</summary>
    internal void ForgetCheck() => _signatureCheck = SignatureCheck.NotYet;

    /// <summary>The signature is over the packed bytes with 64 × ASCII '0' in its own place.</summary>
    private bool VerifySignature()
    {
        var input = _packed.Length <= MaxStackInput ? stackalloc byte[_packed.Length] : new byte[_packed.Length];
        _packed.CopyTo(input);
        input.Slice(SignatureOffset, Sodium.SignatureBytes).Fill(EmptySignatureByte);
        return PublicKey.Verify(input, Signature);
    }
}
