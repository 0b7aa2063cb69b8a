using System.Collections.Immutable;
using EnerDatX.Core.Gossip;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Overlay;

/// <summary>
/// Market 7: a proof that a key cheated, by the hashes of its half-blocks. Whoever lacks some asks the sender for them, checks the proof from
/// their bytes alone, and passes it on once. Flooded to every neighbour.
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 1     kind of proof (docs/PROTOCOL.md lists them)
/// 74    key of the cheat
/// 1     count, 1 to 16
/// 32 n  hashes of the half-blocks, in the order of the proof
/// </code>
/// </summary>
public sealed record ProofAnnounced(string Network, byte Kind, PublicKey Cheat, ImmutableArray<BlockHash> Halves) : MarketMessage(Network)
{
    public const byte MessageId = 7;

    /// <summary>The longest proof has fewer; 779 bytes with the longest name of a network.</summary>
    public const int MaxHalves = 16;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer)
    {
        writer.Text(Network, MaxNetworkLength).Byte(Kind).Bytes(Cheat.Bytes);
        MarketMessages.WriteHashes(writer, Halves, MaxHalves);
    }

    internal static ProofAnnounced? Read(string network, ref PacketReader reader)
    {
        var kind = reader.Byte();
        var cheat = reader.Key();
        return MarketMessages.ReadHashes(ref reader, MaxHalves) is { IsEmpty: false } halves ? new ProofAnnounced(network, kind, cheat, halves) : null;
    }
}

/// <summary>
/// Market 8: half-blocks that the sender knows to exist. As a question it asks for the receiver's in return.
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 1     1 = question, 0 = answer
/// 1     count, 0 to 48
/// 24 n  fingerprints: chain 8, sequence number 4, first 12 bytes of the hash
/// </code>
/// </summary>
public sealed record FingerprintsTold(string Network, bool IsQuestion, ImmutableArray<Fingerprint> Fingerprints) : MarketMessage(Network)
{
    public const byte MessageId = 8;

    /// <summary>As many as fit a datagram with room to spare: 1,359 bytes.</summary>
    public const int MaxFingerprints = 48;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer)
    {
        writer.Text(Network, MaxNetworkLength).Byte(IsQuestion ? (byte)1 : (byte)0);
        GossipMessages.WriteFingerprints(writer, Fingerprints, MaxFingerprints);
    }

    internal static FingerprintsTold? Read(string network, ref PacketReader reader)
    {
        var isQuestion = reader.Byte();
        return isQuestion <= 1 && GossipMessages.TryReadFingerprints(ref reader, MaxFingerprints, out var fingerprints)
            ? new FingerprintsTold(network, isQuestion == 1, fingerprints)
            : null;
    }
}

/// <summary>
/// Market 9: "you told me of these half-blocks: show me". Answered with one TrustChain message 1 for each; who only heard of one asks whom it
/// heard it from.
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 1     count, 1 to 16
/// 24 n  fingerprints
/// </code>
/// </summary>
public sealed record HalvesWanted(string Network, ImmutableArray<Fingerprint> Fingerprints) : MarketMessage(Network)
{
    public const byte MessageId = 9;

    /// <summary>Conflicts are rare; more than these come with the next exchange.</summary>
    public const int MaxFingerprints = 16;

    public override byte Id => MessageId;

    internal override void Write(PacketWriter writer)
    {
        writer.Text(Network, MaxNetworkLength);
        GossipMessages.WriteFingerprints(writer, Fingerprints, MaxFingerprints);
    }

    internal static HalvesWanted? Read(string network, ref PacketReader reader) =>
        GossipMessages.TryReadFingerprints(ref reader, MaxFingerprints, out var fingerprints) && !fingerprints.IsEmpty
            ? new HalvesWanted(network, fingerprints)
            : null;
}

/// <summary>Lists of fingerprints.</summary>
internal static class GossipMessages
{
    public static void WriteFingerprints(PacketWriter writer, ImmutableArray<Fingerprint> fingerprints, int max)
    {
        if (fingerprints.Length > max)
        {
            throw new ArgumentException($"At most {max} fingerprints fit a message.", nameof(fingerprints));
        }

        writer.Byte((byte)fingerprints.Length);
        foreach (var fingerprint in fingerprints)
        {
            writer.Fingerprint(fingerprint);
        }
    }

    /// <summary>The count must fit what is left exactly, so that a lie about it costs nothing.</summary>
    public static bool TryReadFingerprints(ref PacketReader reader, int max, out ImmutableArray<Fingerprint> fingerprints)
    {
        fingerprints = [];
        var count = reader.Byte();
        if (reader.Failed || count > max || reader.Remaining != count * Fingerprint.Length)
        {
            return false;
        }

        var read = ImmutableArray.CreateBuilder<Fingerprint>(count);
        for (var i = 0; i < count; i++)
        {
            read.Add(reader.Fingerprint());
        }

        fingerprints = read.MoveToImmutable();
        return true;
    }
}
