using System.Buffers.Binary;
using System.Security.Cryptography;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Torture.Fuzz;

namespace EnerDatX.Torture.Flood;

/// <summary>
/// What the attackers send. Everything is made before the clock runs: signing costs the attacker a core that is not there in the measurement,
/// but would be in the world.
/// </summary>
internal static class Attack
{
    private const int BlockOffset = 31;

    public static readonly IReadOnlyList<string> Kinds =
    [
        "fresh-keys", "duplicates", "replay", "bad-signatures", "gaps", "one-key", "malformed", "foreign", "introductions",
    ];

    public static string Explain(string kind) => kind switch
    {
        "fresh-keys" => "valid half-blocks, each of a new key",
        "duplicates" => "one valid half-block, again and again",
        "replay" => "the honest peers' own half-blocks",
        "bad-signatures" => "half-blocks whose signature is wrong",
        "gaps" => "valid half-blocks far ahead of their chain",
        "one-key" => "valid half-blocks of one chain, in order",
        "malformed" => "market messages with a byte too many",
        "foreign" => "packets of another community",
        _ => "signed introduction requests, each of a new key",
    };

    /// <param name="count">Different datagrams to make.</param>
    public static byte[][] Make(string kind, int count)
    {
        var made = new byte[kind is "duplicates" or "foreign" or "malformed" ? Math.Min(count, 1_000) : count][];
        if (kind == "one-key")
        {
            return Chain(made.Length);
        }

        Parallel.For(0, made.Length, i => made[i] = One(kind, i));
        return made;
    }

    private static byte[] One(string kind, int i)
    {
        switch (kind)
        {
            case "duplicates":
                return Push(Sign(Fresh(kind, 0), 1));
            case "gaps":
                return Push(Sign(Fresh(kind, i % 64), (uint)(2_000 + i)));
            case "bad-signatures":
                var forged = Push(Sign(Resigning.Key, (uint)(i % 1_000) + 1));
                BinaryPrimitives.WriteInt32BigEndian(forged.AsSpan(BlockOffset + 188), i);
                return forged;
            case "malformed":
                return [.. Packet.Pack(CommunityId.Market, (ulong)i, new FaucetRequest("enerdatx", "DUM1"), Resigning.Key), 0];
            case "foreign":
                var foreign = Push(Sign(Resigning.Key, 1));
                foreign[10] ^= 0xff;
                return foreign;
            case "introductions":
                var request = new IntroductionRequest(
                    false, Ipv4Endpoint.None, Ipv4Endpoint.None, Ipv4Endpoint.None, 0, unchecked((ushort)i), ReadOnlyMemory<byte>.Empty);
                return Packet.Pack(CommunityId.TrustChain, (ulong)i, request, Fresh(kind, i));
            default:
                return Push(Sign(Fresh(kind, i), 1));
        }
    }

    private static byte[][] Chain(int count)
    {
        var key = Fresh("one-key", 0);
        var (made, previous) = (new byte[count][], BlockHash.Genesis);
        for (var i = 0; i < count; i++)
        {
            var block = Sign(key, (uint)i + 1, previous);
            previous = block.Hash;
            made[i] = Push(block);
        }

        return made;
    }

    private static HalfBlock Sign(SecretKey key, uint sequence, BlockHash? previous = null) => HalfBlock.Sign(
        key,
        sequence,
        PublicKey.Any,
        0,
        previous ?? (sequence == 1 ? BlockHash.Genesis : new BlockHash(SHA256.HashData([1]))),
        "torture",
        "a0d"u8,
        sequence);

    private static byte[] Push(HalfBlock block) => Packet.Pack(CommunityId.TrustChain, 1, new HalfBlockMessage(block), Resigning.Key);

    private static SecretKey Fresh(string kind, int number) => Resigning.KeyOf($"{kind} {number}");
}
