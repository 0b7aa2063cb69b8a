using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>Keys and half-blocks to test with.</summary>
internal static class Given
{
    /// <summary>The keys of the shared vectors: seeds are SHA-256 of a name and a number.</summary>
    internal static SecretKey Key(int number) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.ASCII.GetBytes($"enerdatx/x25519/{number}")),
        SHA256.HashData(Encoding.ASCII.GetBytes($"enerdatx/ed25519/{number}")));

    /// <summary>A source half-block, or one with a link when a link is named.</summary>
    internal static HalfBlock Block(
        SecretKey key,
        uint sequence,
        BlockHash? previous = null,
        SecretKey? link = null,
        uint linkSequence = 0,
        string type = "ask",
        ulong timestampMs = 1_000,
        string content = "") => HalfBlock.Sign(
            key,
            sequence,
            link?.PublicKey ?? PublicKey.Any,
            linkSequence,
            previous ?? BlockHash.Genesis,
            type,
            Encoding.ASCII.GetBytes("a0d" + content),
            timestampMs);

    /// <summary>The first <paramref name="length"/> half-blocks of a chain, each naming the one before.</summary>
    internal static IReadOnlyList<HalfBlock> Chain(SecretKey key, int length)
    {
        var chain = new List<HalfBlock>();
        for (var i = 1; i <= length; i++)
        {
            chain.Add(Block(key, (uint)i, chain.LastOrDefault()?.Hash, timestampMs: 1_000 + (ulong)i));
        }

        return chain;
    }
}
