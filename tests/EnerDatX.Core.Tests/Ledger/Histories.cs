using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>Half-blocks of three honest peers who propose, countersign, tell everyone and link, and forgeries of a fourth.</summary>
internal sealed record History(IReadOnlyList<HalfBlock> Honest, IReadOnlyList<HalfBlock> Forged)
{
    public const int Mallory = 3;

    /// <summary>Histories with an order of arrival for all of their half-blocks.</summary>
    public static Gen<(History History, HalfBlock[] Arrivals)> Generator =>
        from steps in Gen.ListOf(Gen.Choose(0, int.MaxValue), 14)
        from targets in Gen.ListOf(Gen.Choose(0, int.MaxValue), 5)
        let history = new History(Honestly([.. steps]), Forgeries([.. targets]))
        from arrivals in Gen.Shuffle(history.Honest.Concat(history.Forged).ToArray())
        select (history, arrivals);

    private static List<HalfBlock> Honestly(IReadOnlyList<int> steps)
    {
        var blocks = new List<HalfBlock>();
        var countersigned = new HashSet<HalfBlock>();
        foreach (var step in steps)
        {
            var (peer, kind, pick) = (step % 3, step / 3 % 4, step / 12);
            var key = LedgerVectors.Key(peer);
            var head = blocks.FindLast(block => block.PublicKey.Equals(key.PublicKey));
            var now = (ulong)(pick % 50);
            var proposal = blocks.Find(block => block.LinkPublicKey.Equals(key.PublicKey) && block.IsProposal && !countersigned.Contains(block));
            var source = blocks.Find(block => block.IsSource);
            HalfBlock? next;
            if (kind == 0 && proposal is not null)
            {
                countersigned.Add(proposal);
                Assert.True(OwnChain.TryAgree(key, head, proposal, Of(proposal), now, out next, out _));
            }
            else if (kind == 1 && source is not null && !source.PublicKey.Equals(key.PublicKey))
            {
                Assert.True(OwnChain.TryLink(key, head, source, "note", "a0d"u8, now, out next, out _));
            }
            else if (kind == 2)
            {
                Assert.True(OwnChain.TrySource(key, head, "ask", "a0d"u8, now, out next, out _));
            }
            else
            {
                var other = LedgerVectors.Key((peer + 1 + (pick % 2)) % 3).PublicKey;
                Assert.True(OwnChain.TryPropose(key, head, other, "pay", "a0d"u8, now, out next, out _));
            }

            blocks.Add(next);
        }

        return blocks;
    }

    /// <summary>A chain of links to places of the victims' chains, some of them taken by nobody yet, with any timestamp.</summary>
    private static List<HalfBlock> Forgeries(IReadOnlyList<int> targets)
    {
        var blocks = new List<HalfBlock>();
        foreach (var target in targets)
        {
            var victim = LedgerVectors.Key(target % 3).PublicKey;
            blocks.Add(Forge(LedgerVectors.Key(Mallory), blocks.LastOrDefault(), victim, (uint)((target / 3 % 6) + 1), (ulong)(target / 18 % 50)));
        }

        return blocks;
    }

    public static HalfBlock Forge(SecretKey key, HalfBlock? head, PublicKey victim, uint sequence, ulong timestampMs) => HalfBlock.Sign(
        key, (head?.Sequence ?? 0) + 1, victim, sequence, head?.Hash ?? BlockHash.Genesis, "pay", "a0d"u8, timestampMs);

    public static byte[] Of(HalfBlock proposal) => new TransactionMap().Bytes("of", proposal.Hash.ToArray()).Encode();
}
