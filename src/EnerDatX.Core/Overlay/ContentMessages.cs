using EnerDatX.Core.Exchange;

namespace EnerDatX.Core.Overlay;

/// <summary>
/// Market 10: "send me these pieces of this block of content": of a leaf (256 KiB), or of a node with links, each a block of its own CID. Sent to
/// one peer; answered with one <see cref="ContentPiece"/> for each that there is. The answer is up to 150 times as long as the question, so it goes
/// only to an address that has proved itself.
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 36    binary CID of the block
/// 4     number of the first piece, from 0
/// 1     how many, 1 to 32
/// 8     transfer: random, chosen by the asker for this block; stands in every answer
/// </code>
/// </summary>
public sealed record ContentWanted(string Network, Cid Block, uint First, byte Count, ulong Transfer) : MarketMessage(Network)
{
    public const byte MessageId = 10;

    /// <summary>What one signed question may bring: 38 KB.</summary>
    public const int MaxPieces = 32;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer)
    {
        if (!IsInBounds)
        {
            throw new ArgumentException($"{Count} pieces from {First} on are none that a block of {Block} can have.");
        }

        writer.Text(Network, MaxNetworkLength).Bytes(Block.ToArray()).UInt32(First).Byte(Count).UInt64(Transfer);
    }

    internal static ContentWanted? Read(string network, ref PacketReader reader)
    {
        var isCid = Cid.TryFromBytes(reader.Take(Cid.Length), out var block);
        var wanted = new ContentWanted(network, block, reader.UInt32(), reader.Byte(), reader.UInt64());
        return isCid && wanted.IsInBounds ? wanted : null;
    }

    private bool IsInBounds =>
        Block.Codec != CidCodec.None && Count is > 0 and <= MaxPieces && First < ContentPiece.MaxPieces && First + Count <= ContentPiece.MaxPieces;
}

/// <summary>
/// Market 11: a piece of a block, to whoever asked for it. Not signed: the block fits its CID or it does not. What nobody asked for is dropped.
/// <code>
/// 8     transfer, as asked
/// 4     number of the piece, from 0
/// 4     bytes of the whole block, at most 262,144; 0 = "I do not have it" (then number 0, and no bytes)
/// n     bytes of the piece: 1,200, the last piece what is left
/// </code>
/// </summary>
public sealed record ContentPiece(ulong Transfer, uint Number, uint BlockLength, ReadOnlyMemory<byte> Bytes) : OverlayMessage
{
    public const byte MessageId = 11;

    /// <summary>Bytes of a piece: 1,247 as a datagram, which passes any path with tunnels.</summary>
    public const int Length = 1_200;

    /// <summary>A leaf; a node of 174 links has a tenth of it.</summary>
    public const int MaxBlockLength = UnixFs.ChunkLength;

    public const int MaxPieces = (MaxBlockLength + Length - 1) / Length;

    public override byte Id => MessageId;

    public override bool IsSigned => false;

    /// <summary>Whether the sender does not have the block.</summary>
    public bool IsUnknown => BlockLength == 0;

    public static ContentPiece Unknown(ulong transfer) => new(transfer, 0, 0, default);

    /// <summary>A piece of a block that is at hand; null when it has none of that number.</summary>
    public static ContentPiece? Of(ReadOnlyMemory<byte> block, ulong transfer, uint number) =>
        LengthOf(number, (uint)block.Length) is > 0 and var length
            ? new ContentPiece(transfer, number, (uint)block.Length, block.Slice((int)number * Length, length))
            : null;

    /// <summary>Bytes of this piece of a block; 0 when the block has no such piece.</summary>
    public static int LengthOf(uint number, uint blockLength) =>
        number >= MaxPieces || blockLength > MaxBlockLength ? 0 : Math.Clamp((int)blockLength - ((int)number * Length), 0, Length);

    internal override void Write(PacketWriter writer)
    {
        if (!IsInBounds)
        {
            throw new ArgumentException($"Piece {Number} of a block of {BlockLength} bytes has not {Bytes.Length}.");
        }

        writer.UInt64(Transfer).UInt32(Number).UInt32(BlockLength).Bytes(Bytes.Span);
    }

    internal static ContentPiece? Read(ref PacketReader reader)
    {
        var piece = new ContentPiece(reader.UInt64(), reader.UInt32(), reader.UInt32(), reader.Rest());
        return piece.IsInBounds ? piece : null;
    }

    private bool IsInBounds => IsUnknown ? Number == 0 && Bytes.IsEmpty : !Bytes.IsEmpty && Bytes.Length == LengthOf(Number, BlockLength);
}
