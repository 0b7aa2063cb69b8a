namespace EnerDatX.Core.Overlay;

/// <summary>
/// What a packet says, without its frame. A message id means something only inside its community; the introduction messages
/// are the same in all of them.
/// </summary>
public abstract record OverlayMessage
{
    /// <summary>The byte after the community id.</summary>
    public abstract byte Id { get; }

    /// <summary>Whether the sender's key stands in front of it and a signature behind it.</summary>
    public abstract bool IsSigned { get; }

    /// <summary>Writes the fields that follow the global time.</summary>
    internal abstract void Write(PacketWriter writer);

    internal static bool IsKnown(CommunityId community, byte id) =>
        IntroductionMessages.Knows(id)
        || (community == CommunityId.TrustChain ? id is >= 1 and <= EmptyCrawlResponse.MessageId : id is >= 1 and <= MarketMessages.LastId);

    /// <summary>Whether a known message carries a key and a signature; needed before its fields can be found.</summary>
    internal static bool IsSignedId(CommunityId community, byte id) => community == CommunityId.TrustChain && id <= EmptyCrawlResponse.MessageId
        ? id == CrawlRequest.MessageId
        : id is not (PunctureRequest.OldId or PunctureRequest.NewId)
            && (community != CommunityId.Market || id != ContentPiece.MessageId);

    /// <summary>Reads the fields of a known message; the reader has failed if this is null.</summary>
    internal static OverlayMessage? Read(CommunityId community, byte id, ref PacketReader reader) =>
        IntroductionMessages.Knows(id) ? IntroductionMessages.Read(id, ref reader)
        : community == CommunityId.TrustChain ? TrustChainMessages.Read(id, ref reader)
        : MarketMessages.Read(id, ref reader);
}
