using System.Security.Cryptography;
using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>vectors/chain.json: 222 half-blocks of two peers, and what py-ipv8's database answered about them.</summary>
internal sealed class PyIpv8Chain
{
    private static readonly JsonElement Vector = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "chain.json"))).RootElement;

    private static readonly PublicKey Zero = Given.Key(0).PublicKey;
    private static readonly PublicKey One = Given.Key(1).PublicKey;

    internal static IReadOnlyList<HalfBlock> Blocks { get; } = [.. Vector.GetProperty("blocks").EnumerateArray().Select(Unpack)];

    internal void RequireAnswersOf(ILedgerReader ledger)
    {
        Assert.Equal(Vector.GetProperty("count").GetInt32(), ledger.Count);
        RequireHeads(ledger);
        RequireLinks(ledger);
        RequireQueries(ledger, Vector.GetProperty("queries"));
        var packed = Blocks.SelectMany(block => ledger.Find(block.Hash)!.Packed.ToArray()).ToArray();
        Assert.Equal(Vector.GetProperty("sha256_of_concatenated_packed").GetString(), Convert.ToHexStringLower(SHA256.HashData(packed)));
    }

    private static void RequireHeads(ILedgerReader ledger)
    {
        foreach (var head in Vector.GetProperty("heads").EnumerateObject())
        {
            Assert.True(PublicKey.TryParseHex(head.Name, out var key));
            var latest = ledger.Latest(key)!;
            Assert.Equal(head.Value.GetProperty("latest_sequence").GetUInt32(), latest.Sequence);
            Assert.Equal(head.Value.GetProperty("latest_hash").GetString(), latest.Hash.ToString());
        }
    }

    private static void RequireLinks(ILedgerReader ledger)
    {
        foreach (var entry in Vector.GetProperty("blocks").EnumerateArray())
        {
            var linked = ledger.LinkedTo(Unpack(entry));
            Assert.Equal(entry.GetProperty("linked_hash").GetString(), linked.Count == 0 ? null : linked[0].Hash.ToString());
        }
    }

    private static void RequireQueries(ILedgerReader ledger, JsonElement queries)
    {
        Assert.Equal(queries.GetProperty("get_latest_energy_0").GetString(), ledger.OfType(Zero, "energy")[^1].Hash.ToString());
        Assert.Equal(queries.GetProperty("count_0").GetInt32(), ledger.Range(Zero, 1, uint.MaxValue, 1_000).Count);
        Assert.Equal(queries.GetProperty("count_1").GetInt32(), ledger.Range(One, 1, uint.MaxValue, 1_000).Count);
        Assert.Null(ledger.Find(Zero, queries.GetProperty("lowest_unknown_0").GetUInt32()));
        Assert.Equal(Hashes(queries, "recent_3"), ledger.Recent(3, 0).Select(block => block.Hash.ToString()));
        Assert.Equal(
            queries.GetProperty("users").EnumerateArray().Select(user => (user.GetProperty("public_key").GetString(), user.GetProperty("blocks").GetUInt32())),
            ledger.Chains(10).Select(chain => ((string?)chain.Key.ToHex(), chain.Highest)));
        // py-ipv8 answers in an order of its own, over all chains.
        Assert.Equal(
            Hashes(queries, "blocks_of_type_ask").Order(StringComparer.Ordinal),
            ledger.OfType(Zero, "ask").Concat(ledger.OfType(One, "ask")).Select(block => block.Hash.ToString()).Order(StringComparer.Ordinal));
        // A crawl is the range and the agreements that name a half-block in it.
        var range = ledger.Range(Zero, 10, 20, 100);
        Assert.Equal(
            Hashes(queries, "crawl_0_10_20").Order(StringComparer.Ordinal),
            range.Concat(range.SelectMany(block => ledger.LinkedTo(block).Where(other => other.LinkSequence == block.Sequence)))
                .Select(block => block.Hash.ToString()).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Hashes(JsonElement queries, string name) =>
        queries.GetProperty(name).EnumerateArray().Select(hash => hash.GetString()!);

    private static HalfBlock Unpack(JsonElement entry)
    {
        Assert.True(HalfBlock.TryUnpack(Convert.FromHexString(entry.GetProperty("packed").GetString()!), out var block));
        return block;
    }
}
