using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Storage;

namespace EnerDatX.Benchmarks.Ledger;

/// <summary>
/// A ledger as a node has it after a year: pairs of households, each chain a hundred half-blocks long, an open ask at its beginning and then
/// proposals and agreements in turn; and the own chain, ten times as long. All are really signed.
/// </summary>
internal static class BigLedger
{
    public const string Network = "local";

    private const int ChainLength = 100;
    private const int OwnLength = 1_000;

    /// <summary>Ninety days: none of the asks is over when the file is opened.</summary>
    private const int AskSeconds = Tick.MaxTimeoutSeconds;

    private static readonly DatasetDescription Description = new(
        1_741_564_800, 1_741_651_200, 900, ["import", "export"], 192, 1_000, "NL-10", "dsmr-p1", [.. Enumerable.Repeat((byte)7, 16)]);

    public static SecretKey Own => HalfBlockScript.Key(-2);

    /// <summary>Makes the file.</summary>
    /// <param name="nowMs">When the asks were made.</param>
    public static void Create(string path, int blocks, long nowMs)
    {
        using var store = SqliteLedgerStore.Open(path, Own.PublicKey);
        var group = new List<HalfBlock>(BulkIntake.GroupSize);
        foreach (var block in OwnChainOf(nowMs).Concat(Households(nowMs)).Take(blocks))
        {
            group.Add(block);
            if (group.Count == BulkIntake.GroupSize)
            {
                store.Append(group);
                group.Clear();
            }
        }

        store.Append(group);
    }

    private static IEnumerable<HalfBlock> OwnChainOf(long nowMs)
    {
        var partner = HalfBlockScript.Key(-3).PublicKey;
        HalfBlock? head = null;
        for (var i = 0; i < OwnLength; i++)
        {
            yield return head = i == 0 ? Ask(Own, nowMs) : HalfBlockScript.Next(Own, head, partner, 0, i);
        }
    }

    private static IEnumerable<HalfBlock> Households(long nowMs)
    {
        for (var pair = 0; ; pair++)
        {
            var (one, other) = (HalfBlockScript.Key(2 * pair), HalfBlockScript.Key((2 * pair) + 1));
            var (proposer, agreer) = (Ask(one, nowMs), Ask(other, nowMs));
            yield return proposer;
            yield return agreer;
            for (var i = 1; i < ChainLength; i++)
            {
                yield return proposer = HalfBlockScript.Next(one, proposer, other.PublicKey, 0, i);
                yield return agreer = HalfBlockScript.Next(other, agreer, one.PublicKey, proposer.Sequence, i);
            }
        }
    }

    private static HalfBlock Ask(SecretKey key, long nowMs)
    {
        var root = System.Security.Cryptography.SHA256.HashData(key.PublicKey.Bytes);
        var offer = new Offer(key.PublicKey, [.. root], 1, Licence.Copy, null, Description);
        AssetPair.TryCreate(new AssetAmount(10, "DUM1"), new AssetAmount(1, offer.AssetId), out var pair, out _);
        var tick = new Tick(new OrderId(key.PublicKey.Mid, 1), TickSide.Ask, pair, AskSeconds, nowMs, 0);
        return HalfBlock.Sign(
            key, 1, PublicKey.Any, 0, BlockHash.Genesis, BlockTypes.Ask, OrderTransaction.Encode(Network, tick, offer), (ulong)nowMs);
    }
}
