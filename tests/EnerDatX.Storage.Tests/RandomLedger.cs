using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Storage.Tests;

/// <summary>Random batches from a small world, so that forks, gaps, links and equal stamps are frequent.</summary>
internal static class RandomLedger
{
    private static readonly SecretKey[] Keys = [Given.Key(1), Given.Key(2), Given.Key(3)];
    private static readonly string[] Types = ["ask", "bid", "", "\u00e4"];
    private static readonly ulong[] Stamps = [0, 5, 6, (1UL << 63) - 1, 1UL << 63, ulong.MaxValue];
    private static readonly uint[] Sequences = [0, 1, 2, 3, 4, int.MaxValue, uint.MaxValue];

    private static readonly Gen<HalfBlock> Block =
        from key in Gen.Elements(Keys)
        from sequence in Gen.Elements(Sequences)
        from link in Gen.Elements<SecretKey?>([.. Keys, null])
        from linkSequence in Gen.Elements(Sequences)
        from type in Gen.Elements(Types)
        from stamp in Gen.Elements(Stamps)
        select Given.Block(key, sequence, link: link, linkSequence: linkSequence, type: type, timestampMs: stamp);

    internal static void Property(Action<HalfBlock[][]> holds) =>
        Prop.ForAll(Block.ArrayOf().ArrayOf().ToArbitrary(), holds).QuickCheckThrowOnFailure();

    /// <summary>The batch, and a proof for each half-block of it whose place was taken.</summary>
    internal static void Grow(PlainLedger model, ILedgerStore store, HalfBlock[] batch)
    {
        model.Append(batch);
        store.Append(batch);
        foreach (var block in batch)
        {
            var proof = new DoubleSpend(model.Find(block.PublicKey, block.Sequence)!, block);
            if (proof.Verify())
            {
                Assert.Equal(model.RememberProof(proof), store.RememberProof(proof));
            }
        }
    }

    internal static void RequireSameAnswers(ILedgerReader expected, ILedgerReader actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Recent(1_000, 0), actual.Recent(1_000, 0));
        Assert.Equal(expected.Recent(3, 2), actual.Recent(3, 2));
        Assert.Equal(expected.Chains(1_000), actual.Chains(1_000));
        Assert.Equal(expected.Chains(2), actual.Chains(2));
        Assert.Equal(expected.Proofs(1_000, 0), actual.Proofs(1_000, 0));
        Assert.Equal(expected.Proofs(1, 1), actual.Proofs(1, 1));
        foreach (var block in expected.Recent(1_000, 0))
        {
            Assert.Equal(block, actual.Find(block.Hash));
            Assert.Equal(expected.LinkedTo(block), actual.LinkedTo(block));
        }

        foreach (var key in Keys.Select(key => key.PublicKey).Append(PublicKey.Any))
        {
            RequireSameChain(expected, actual, key);
        }
    }

    private static void RequireSameChain(ILedgerReader expected, ILedgerReader actual, PublicKey key)
    {
        Assert.Equal(expected.Latest(key), actual.Latest(key));
        Assert.Equal(expected.ProofAgainst(key), actual.ProofAgainst(key));
        Assert.Equal(expected.Range(key, 0, uint.MaxValue, 1_000), actual.Range(key, 0, uint.MaxValue, 1_000));
        Assert.Equal(expected.Range(key, 1, 3, 2), actual.Range(key, 1, 3, 2));
        foreach (var sequence in Sequences)
        {
            Assert.Equal(expected.Find(key, sequence), actual.Find(key, sequence));
            Assert.Equal(expected.Siblings(key, sequence), actual.Siblings(key, sequence));
            Assert.Equal(expected.Before(key, sequence), actual.Before(key, sequence));
            Assert.Equal(expected.Before(key, sequence, 2), actual.Before(key, sequence, 2));
            Assert.Equal(expected.After(key, sequence), actual.After(key, sequence));
        }

        foreach (var type in Types)
        {
            Assert.Equal(expected.OfType(key, type), actual.OfType(key, type));
        }
    }
}
