using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Overlay;

/// <summary>SHA-256 over the ascending hashes of a set of open orders, 32 bytes each: two peers with one digest have one book.</summary>
public readonly record struct BookDigest(UInt128 High, UInt128 Low)
{
    public const int Length = 32;

    /// <param name="ascending">Hashes of ask and bid half-blocks, each once, in ascending order.</param>
    public static BookDigest Of(IEnumerable<BlockHash> ascending)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[BlockHash.Length];
        foreach (var hash in ascending)
        {
            hash.CopyTo(bytes);
            sha.AppendData(bytes);
        }

        return Read(sha.GetHashAndReset());
    }

    internal static BookDigest Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length
            ? new BookDigest(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]))
            : default;
}

/// <summary>A message of our own community that belongs to one network. Signed by its sender; at most 1,400 bytes as a datagram.</summary>
public abstract record MarketMessage(string Network) : OverlayMessage
{
    /// <summary>Longest name of a network; peers of another network ignore the message.</summary>
    public const int MaxNetworkLength = 32;

    public override bool IsSigned => true;
}

/// <summary>
/// Market 1: "which open orders do you know from here on?" Sent to one peer; answered with a <see cref="BookPage"/>.
/// <code>
/// 2     length of the network's name (1 to 32), then the name, visible ASCII
/// 32    digest over the sender's page: the first 32 hashes greater than `after` that it knows
/// 32    after: a hash, exclusive; zero to begin
/// </code>
/// </summary>
public sealed record BookRequest(string Network, BookDigest Digest, BlockHash After) : MarketMessage(Network)
{
    public const byte MessageId = 1;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer) =>
        writer.Text(Network, MaxNetworkLength).UInt128(Digest.High).UInt128(Digest.Low).Hash(After);
}

/// <summary>
/// Market 2: the answer to a <see cref="BookRequest"/>, to the asker. The half-blocks themselves are asked for with
/// <see cref="BlockRequest"/>.
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 1     flags: bit 0 = my digest is the same as yours (no hashes follow), bit 1 = more follow after the last hash; others zero
/// 32    after, as asked
/// 1     count, 0 to 32
/// 32 n  hashes, strictly ascending, greater than `after`
/// </code>
/// </summary>
public sealed record BookPage(string Network, bool SameAsYours, bool MoreFollow, BlockHash After, ImmutableArray<BlockHash> Hashes)
    : MarketMessage(Network)
{
    public const byte MessageId = 2;

    /// <summary>As many as fit a datagram with room to spare: 1,263 bytes.</summary>
    public const int MaxHashes = 32;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer)
    {
        writer.Text(Network, MaxNetworkLength).Byte((byte)((SameAsYours ? 1 : 0) | (MoreFollow ? 2 : 0))).Hash(After);
        MarketMessages.WriteHashes(writer, Hashes, MaxHashes);
    }
}

/// <summary>
/// Market 3: "send me these half-blocks". Answered with one TrustChain message 1 for each that is held. The answer is up to thirty times
/// as long as the question, so it goes only to an address that has proved itself (the walk's peers).
/// Hashes are the same in every network, so it names none.
/// <code>
/// 1     count, 1 to 32
/// 32 n  hashes
/// </code>
/// </summary>
public sealed record BlockRequest(ImmutableArray<BlockHash> Hashes) : OverlayMessage
{
    public const byte MessageId = 3;
    public const int MaxHashes = 32;

    public override byte Id => MessageId;

    public override bool IsSigned => true;

    internal override void Write(PacketWriter writer) => MarketMessages.WriteHashes(writer, Hashes, MaxHashes);
}

/// <summary>
/// Market 4: a matchmaker tells an order's owner that these two orders cross. Only a hint: the owner checks both half-blocks.
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 32    hash of the ask
/// 32    hash of the bid
/// 8     quantity that crosses, uint64, in the unit of the asset
/// </code>
/// </summary>
public sealed record MatchHint(string Network, BlockHash Ask, BlockHash Bid, ulong Quantity) : MarketMessage(Network)
{
    public const byte MessageId = 4;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer) =>
        writer.Text(Network, MaxNetworkLength).Hash(Ask).Hash(Bid).UInt64(Quantity);
}

/// <summary>
/// Market 5: a new owner asks a currency's issuer for its start amount (local and demo networks only).
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 2     length of the currency's name (1 to 16), then the name, visible ASCII
/// </code>
/// </summary>
public sealed record FaucetRequest(string Network, string Currency) : MarketMessage(Network)
{
    public const byte MessageId = 5;
    public const int MaxCurrencyLength = 16;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer) => writer.Text(Network, MaxNetworkLength).Text(Currency, MaxCurrencyLength);
}

/// <summary>
/// Market 6: a seller tells a buyer that it signs nothing for this trade. Only a hint: nothing signed by the seller exists, so nothing is lost.
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 32    trade: hash of the buyer's tx_init half-block
/// 1     reason (docs/PROTOCOL.md lists them)
/// </code>
/// </summary>
public sealed record TradeDeclined(string Network, BlockHash Trade, byte Reason) : MarketMessage(Network)
{
    public const byte MessageId = 6;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer) => writer.Text(Network, MaxNetworkLength).Hash(Trade).Byte(Reason);
}

/// <summary>Reads the messages of our own community.</summary>
internal static class MarketMessages
{
    /// <summary>Numbers run from 1 to this.</summary>
    public const byte LastId = ContactWanted.MessageId;

    public static OverlayMessage? Read(byte id, ref PacketReader reader)
    {
        if (id == BlockRequest.MessageId)
        {
            return ReadBlockRequest(ref reader);
        }

        if (id == ContentPiece.MessageId)
        {
            return ContentPiece.Read(ref reader);
        }

        var network = reader.Text(MarketMessage.MaxNetworkLength);
        return id switch
        {
            BookRequest.MessageId => new BookRequest(network, BookDigest.Read(reader.Take(BookDigest.Length)), reader.Hash()),
            BookPage.MessageId => ReadPage(network, ref reader),
            MatchHint.MessageId => new MatchHint(network, reader.Hash(), reader.Hash(), reader.UInt64()),
            TradeDeclined.MessageId => new TradeDeclined(network, reader.Hash(), reader.Byte()),
            ProofAnnounced.MessageId => ProofAnnounced.Read(network, ref reader),
            FingerprintsTold.MessageId => FingerprintsTold.Read(network, ref reader),
            HalvesWanted.MessageId => HalvesWanted.Read(network, ref reader),
            ContentWanted.MessageId => ContentWanted.Read(network, ref reader),
            ContactWanted.MessageId => ContactWanted.Read(network, ref reader),
            FaucetRequest.MessageId => new FaucetRequest(network, reader.Text(FaucetRequest.MaxCurrencyLength)),
            _ => null,
        };
    }

    public static void WriteHashes(PacketWriter writer, ImmutableArray<BlockHash> hashes, int max)
    {
        if (hashes.Length > max)
        {
            throw new ArgumentException($"At most {max} hashes fit a message.", nameof(hashes));
        }

        writer.Byte((byte)hashes.Length);
        foreach (var hash in hashes)
        {
            writer.Hash(hash);
        }
    }

    private static BookPage? ReadPage(string network, ref PacketReader reader)
    {
        var flags = reader.Byte();
        var after = reader.Hash();
        var same = (flags & 1) != 0;
        return ReadHashes(ref reader, BookPage.MaxHashes) is not { } hashes || flags > 3 || (same && hashes.Length > 0) || !IsAscending(after, hashes)
            ? null
            : new BookPage(network, same, (flags & 2) != 0, after, hashes);
    }

    private static BlockRequest? ReadBlockRequest(ref PacketReader reader) =>
        ReadHashes(ref reader, BlockRequest.MaxHashes) is { IsEmpty: false } hashes ? new BlockRequest(hashes) : null;

    /// <summary>The count must fit what is left exactly, so that a lie about it costs nothing.</summary>
    /// <returns>Null when it does not.</returns>
    public static ImmutableArray<BlockHash>? ReadHashes(ref PacketReader reader, int max)
    {
        var count = reader.Byte();
        if (count > max || reader.Remaining != count * BlockHash.Length)
        {
            return null;
        }

        var hashes = ImmutableArray.CreateBuilder<BlockHash>(count);
        for (var i = 0; i < count; i++)
        {
            hashes.Add(reader.Hash());
        }

        return hashes.MoveToImmutable();
    }

    private static bool IsAscending(BlockHash after, ImmutableArray<BlockHash> hashes)
    {
        foreach (var hash in hashes)
        {
            if (hash.CompareTo(after) <= 0)
            {
                return false;
            }

            after = hash;
        }

        return true;
    }
}
