using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Ledger;

public sealed class PendingLedgerTests
{
    [Fact]
    public void It_answers_as_a_ledger_that_holds_everything_however_far_the_journal_is() =>
        Prop.ForAll(Arb.From(History.Generator), Arb.From(Gen.Choose(0, int.MaxValue - 1)), (story, seed) =>
        {
            var random = new Random(seed);
            var (durable, whole) = (new MemoryLedger(), new MemoryLedger());
            var pending = new PendingLedger(durable);
            var waiting = new Queue<HalfBlock>();
            foreach (var block in story.Arrivals)
            {
                whole.Append([block]);
                pending.Add(block);
                waiting.Enqueue(block);
                while (waiting.Count > 0 && random.Next(3) == 0)
                {
                    durable.Append([waiting.Peek()]);
                    AssertSame(whole, pending, story.Arrivals);
                    pending.Settle(waiting.Dequeue());
                }

                Assert.Equal(whole.Count, pending.Count);
                AssertSame(whole, pending, story.Arrivals);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    private static void AssertSame(MemoryLedger whole, PendingLedger pending, HalfBlock[] questions)
    {
        foreach (var block in questions)
        {
            var (key, sequence) = (block.PublicKey, block.Sequence);
            Assert.Equal(whole.Find(block.Hash), pending.Find(block.Hash));
            Assert.Equal(whole.Holds(block), pending.Holds(block));
            Assert.Equal(whole.Find(key, sequence), pending.Find(key, sequence));
            Assert.Equal(whole.Siblings(key, sequence), pending.Siblings(key, sequence));
            Assert.Equal(whole.Latest(key), pending.Latest(key));
            Assert.Equal(whole.Before(key, sequence), pending.Before(key, sequence));
            Assert.Equal(whole.Before(key, sequence, 2), pending.Before(key, sequence, 2));
            Assert.Equal(whole.After(key, sequence), pending.After(key, sequence));
            Assert.Equal(whole.LinkedTo(block).ToHashSet(), pending.LinkedTo(block).ToHashSet());
            Assert.Equal(whole.Range(key, 1, sequence, 3), pending.Range(key, 1, sequence, 3));
            Assert.Equal(whole.OfType(key, block.Type), pending.OfType(key, block.Type));
        }
    }
}
