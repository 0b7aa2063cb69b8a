using System.Text;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Overlay;

/// <summary>
/// Market 12: "I want to reach this key; here is where I am." It goes from neighbour to neighbour, on the way on which an order of the wanted key
/// came, until it is there. The wanted one asks the asker's address, which proves both, and sends one of these back, so that the asker sends too and
/// opens its own router. The asker signs what it says; who passes it on signs the packet. No message makes more than two of the same length.
/// <code>
/// 2     length of the network's name (1 to 32), then the name
/// 1     1 = question, 0 = answer: then the wanted one is who asked
/// 74    wanted key
/// 74    asker's key
/// 6     asker's address in its own network, IPv4 and port; zero if it knows none
/// 6     asker's address as others see it
/// 8     when it was signed, milliseconds since 1970, by the asker's clock
/// 8     nonce, random
/// 64    signature of the asker over ASCII "enerdatx/contact/v1", a zero byte, and all fields above
/// 1     hops that it may still go, 0 to 6
/// </code>
/// </summary>
public sealed record ContactWanted(
    string Network,
    bool IsQuestion,
    PublicKey Wanted,
    PublicKey Asker,
    Ipv4Endpoint Lan,
    Ipv4Endpoint Wan,
    ulong AtMs,
    ulong Nonce,
    ReadOnlyMemory<byte> Signature,
    byte Hops) : MarketMessage(Network)
{
    public const byte MessageId = 12;

    /// <summary>An order goes 3 hops, so its owner is as near; the others are for detours.</summary>
    public const byte MaxHops = 6;

    private static readonly byte[] Domain = [.. Encoding.ASCII.GetBytes("enerdatx/contact/v1"), 0];

    public override byte Id => MessageId;

    /// <summary>Whether the asker said this.</summary>
    public bool IsFromAsker => Asker.Verify(SignedPart(), Signature.Span);

    /// <summary>Says where the owner of <paramref name="key"/> is, to whom it concerns.</summary>
    public static ContactWanted By(
        SecretKey key, string network, bool isQuestion, PublicKey wanted, Ipv4Endpoint lan, Ipv4Endpoint wan, ulong atMs, ulong nonce)
    {
        var unsigned = new ContactWanted(network, isQuestion, wanted, key.PublicKey, lan, wan, atMs, nonce, default, MaxHops);
        return unsigned with { Signature = key.Sign(unsigned.SignedPart()) };
    }

    internal override void Write(PacketWriter writer)
    {
        if (Signature.Length != Sodium.SignatureBytes || Hops > MaxHops)
        {
            throw new ArgumentException($"A contact is signed, and wanted over at most {MaxHops} hops.");
        }

        WriteSigned(writer).Bytes(Signature.Span).Byte(Hops);
    }

    internal static ContactWanted? Read(string network, ref PacketReader reader)
    {
        var isQuestion = reader.Byte();
        var wanted = new ContactWanted(
            network,
            isQuestion == 1,
            reader.Key(),
            reader.Key(),
            reader.Ipv4(),
            reader.Ipv4(),
            reader.UInt64(),
            reader.UInt64(),
            reader.Take(Sodium.SignatureBytes).ToArray(),
            reader.Byte());
        return isQuestion <= 1 && wanted.Hops <= MaxHops ? wanted : null;
    }

    private byte[] SignedPart() => WriteSigned(new PacketWriter().Bytes(Domain)).Written.ToArray();

    private PacketWriter WriteSigned(PacketWriter writer) => writer
        .Text(Network, MaxNetworkLength)
        .Byte(IsQuestion ? (byte)1 : (byte)0)
        .Bytes(Wanted.Bytes)
        .Bytes(Asker.Bytes)
        .Ipv4(Lan)
        .Ipv4(Wan)
        .UInt64(AtMs)
        .UInt64(Nonce);
}
