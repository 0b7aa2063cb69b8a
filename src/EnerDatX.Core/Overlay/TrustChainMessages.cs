using System.Collections.Immutable;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Overlay;

/// <summary>A message that brings half-blocks, whoever sends it. Not signed: the half-blocks are.</summary>
public abstract record BlockMessage : OverlayMessage
{
    public override bool IsSigned => false;

    /// <summary>One half-block, or the two of a pair, in wire order.</summary>
    public abstract ImmutableArray<HalfBlock> Blocks { get; }
}

/// <summary>TrustChain 1: a half-block for the receiver: a proposal to sign, or the agreement. Payload: half-block.</summary>
public sealed record HalfBlockMessage(HalfBlock Block) : BlockMessage
{
    public const byte MessageId = 1;

    public override byte Id => MessageId;

    public override ImmutableArray<HalfBlock> Blocks => [Block];

    internal override void Write(PacketWriter writer) => writer.Bytes(Block.Packed);
}

/// <summary>
/// TrustChain 2: "send me these half-blocks of this chain". Signed. Payload: key 74, int32 start, int32 end, uint32 crawl id;
/// kotlin-ipv8 writes start and end as int64, told apart by length.
/// </summary>
/// <param name="Of">Whose chain.</param>
/// <param name="Start">First sequence number; negative counts from the end (-1 is the latest).</param>
/// <param name="Wide">Start and end are int64.</param>
public sealed record CrawlRequest(PublicKey Of, long Start, long End, uint CrawlId, bool Wide = false) : OverlayMessage
{
    public const byte MessageId = 2;
    internal const int NarrowLength = PublicKey.Length + 12;
    internal const int WideLength = PublicKey.Length + 20;

    public override byte Id => MessageId;

    public override bool IsSigned => true;

    /// <exception cref="OverflowException">A narrow request holds numbers of 32 bits only.</exception>
    internal override void Write(PacketWriter writer)
    {
        writer.Bytes(Of.Bytes);
        _ = Wide ? writer.Int64(Start).Int64(End) : writer.Int32(checked((int)Start)).Int32(checked((int)End));
        writer.UInt32(CrawlId);
    }
}

/// <summary>TrustChain 3: one half-block of a crawl. Payload: half-block, uint32 crawl id, uint32 number (from 1), uint32 total.</summary>
public sealed record CrawlResponse(HalfBlock Block, uint CrawlId, uint Number, uint Total) : BlockMessage
{
    public const byte MessageId = 3;

    public override byte Id => MessageId;

    public override ImmutableArray<HalfBlock> Blocks => [Block];

    internal override void Write(PacketWriter writer) =>
        writer.Bytes(Block.Packed).UInt32(CrawlId).UInt32(Number).UInt32(Total);
}

/// <summary>TrustChain 4: both halves of a transaction. Payload: half-block, half-block.</summary>
public sealed record HalfBlockPair(HalfBlock First, HalfBlock Second) : BlockMessage
{
    public const byte MessageId = 4;

    public override byte Id => MessageId;

    public override ImmutableArray<HalfBlock> Blocks => [First, Second];

    internal override void Write(PacketWriter writer) => writer.Bytes(First.Packed).Bytes(Second.Packed);
}

/// <summary>TrustChain 5: a half-block for everyone. Payload: half-block, uint32 hops that it may still go.</summary>
public sealed record HalfBlockBroadcast(HalfBlock Block, uint Ttl) : BlockMessage
{
    public const byte MessageId = 5;

    /// <summary>Longest half-block whose broadcast is within <see cref="Packet.MaxSentLength"/>: head 23, global time 8 and hops 4 are beside it.</summary>
    public const int MaxSpreadLength = Packet.MaxSentLength - 35;

    public override byte Id => MessageId;

    public override ImmutableArray<HalfBlock> Blocks => [Block];

    internal override void Write(PacketWriter writer) => writer.Bytes(Block.Packed).UInt32(Ttl);
}

/// <summary>TrustChain 6: both halves, for everyone. Payload: half-block, half-block, uint32 hops that they may still go.</summary>
public sealed record HalfBlockPairBroadcast(HalfBlock First, HalfBlock Second, uint Ttl) : BlockMessage
{
    public const byte MessageId = 6;

    public override byte Id => MessageId;

    public override ImmutableArray<HalfBlock> Blocks => [First, Second];

    internal override void Write(PacketWriter writer) => writer.Bytes(First.Packed).Bytes(Second.Packed).UInt32(Ttl);
}

/// <summary>TrustChain 7: nothing to send for this crawl. Not signed. Payload: uint32 crawl id.</summary>
public sealed record EmptyCrawlResponse(uint CrawlId) : OverlayMessage
{
    public const byte MessageId = 7;

    public override byte Id => MessageId;

    public override bool IsSigned => false;

    internal override void Write(PacketWriter writer) => writer.UInt32(CrawlId);
}

/// <summary>
/// Reads the messages of TrustChain (py-ipv8 <c>attestation/trustchain/payload.py</c>). Bytes left over make a packet malformed;
/// in a crawl response the twelve after the half-block are its counters.
/// </summary>
internal static class TrustChainMessages
{
    public static OverlayMessage? Read(byte id, ref PacketReader reader) => id switch
    {
        CrawlRequest.MessageId => ReadCrawlRequest(ref reader),
        EmptyCrawlResponse.MessageId => new EmptyCrawlResponse(reader.UInt32()),
        HalfBlockPair.MessageId or HalfBlockPairBroadcast.MessageId => ReadPair(id, ref reader),
        _ => ReadSingle(id, ref reader),
    };

    private static CrawlRequest? ReadCrawlRequest(ref PacketReader reader)
    {
        var wide = reader.Remaining == CrawlRequest.WideLength;
        if (!wide && reader.Remaining != CrawlRequest.NarrowLength)
        {
            return null;
        }

        var key = reader.Key();
        var (start, end) = wide ? (reader.Int64(), reader.Int64()) : (reader.Int32(), reader.Int32());
        return new CrawlRequest(key, start, end, reader.UInt32(), wide);
    }

    private static BlockMessage? ReadSingle(byte id, ref PacketReader reader) => reader.Block() is not { } block
        ? null
        : id switch
        {
            HalfBlockMessage.MessageId => new HalfBlockMessage(block),
            CrawlResponse.MessageId => new CrawlResponse(block, reader.UInt32(), reader.UInt32(), reader.UInt32()),
            HalfBlockBroadcast.MessageId => new HalfBlockBroadcast(block, reader.UInt32()),
            _ => null,
        };

    private static BlockMessage? ReadPair(byte id, ref PacketReader reader)
    {
        if (reader.Block() is not { } first || reader.Block() is not { } second)
        {
            return null;
        }

        return id == HalfBlockPair.MessageId
            ? new HalfBlockPair(first, second)
            : new HalfBlockPairBroadcast(first, second, reader.UInt32());
    }
}
