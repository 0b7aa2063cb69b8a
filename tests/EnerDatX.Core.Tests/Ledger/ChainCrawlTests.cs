using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>One crawl against peers who answer like ours, like py-ipv8, badly, and not at all.</summary>
public sealed class ChainCrawlTests
{
    private static readonly PublicKey Alice = LedgerVectors.Key(0).PublicKey;

    private readonly MemoryLedger _theirs = Recorded();
    private readonly MemoryLedger _mine = new();
    private readonly List<(long Start, long End)> _asked = [];

    private uint Length => _theirs.Latest(Alice)!.Sequence;

    [Theory]
    [InlineData(true, 100)]
    [InlineData(false, 100)]
    [InlineData(false, 10)]
    [InlineData(true, int.MaxValue)]
    public void A_whole_chain_comes_in_batch_by_batch_in_whatever_portions_the_peer_sends(bool isItsOwn, int portion)
    {
        var crawl = new ChainCrawl(_mine, Alice, isItsOwn, 1, int.MaxValue);
        Run(crawl, Answer(portion));
        Assert.Equal(CrawlOutcome.Complete, crawl.Outcome);
        Assert.Equal(Enumerable.Range(1, (int)Length), crawl.Received.Select(b => (int)b.Sequence));
        Assert.All(_asked, range => Assert.True(!isItsOwn || range.End - range.Start < ChainCrawl.MaxRange));
        Assert.InRange(_asked.Count, 2, 40);
    }

    [Theory]
    [InlineData(-1, -1, 1)]
    [InlineData(-5, -1, 5)]
    [InlineData(-3, -2, 2)]
    [InlineData(100, -1, 11)]
    [InlineData(-500, 3, 3)]
    [InlineData(7, 7, 1)]
    [InlineData(9, 8, 0)]
    public void Negative_numbers_count_from_the_end_that_the_peer_names(long first, long last, int count)
    {
        var crawl = new ChainCrawl(_mine, Alice, true, first, last);
        Run(crawl, Answer(100));
        Assert.Equal((CrawlOutcome.Complete, count), (crawl.Outcome, crawl.Received.Count));
    }

    [Fact]
    public void What_is_held_is_not_asked_for_and_an_interrupted_crawl_goes_on_at_the_first_gap()
    {
        _mine.Append([.. _theirs.Range(Alice, 1, 40, 100), .. _theirs.Range(Alice, 60, 70, 100)]);
        var crawl = new ChainCrawl(_mine, Alice, true, 1, int.MaxValue);
        Run(crawl, Answer(int.MaxValue));
        Assert.Equal([(41L, 140L)], _asked.Take(1));
        Assert.Equal(CrawlOutcome.Complete, crawl.Outcome);
        Assert.Equal(Length - 40, (uint)crawl.Received.Count);
    }

    [Fact]
    public void Gaps_that_are_close_together_are_asked_for_at_once()
    {
        _mine.Append([.. _theirs.Range(Alice, 1, 60, 100).Where(b => b.Sequence % 4 == 0)]);
        var crawl = new ChainCrawl(_mine, Alice, false, 1, 60);
        Run(crawl, Answer(100));
        Assert.Equal((1L, 59L), _asked[0]);
        Assert.InRange(_asked.Count, 1, 3);
        Assert.Equal(CrawlOutcome.Complete, crawl.Outcome);
    }

    [Fact]
    public void A_peer_that_has_only_what_is_held_between_the_gaps_is_asked_about_each_once()
    {
        _mine.Append([.. _theirs.Range(Alice, 1, 20, 100).Where(b => b.Sequence % 4 == 0)]);
        var crawl = new ChainCrawl(_mine, Alice, true, 1, 20);
        Run(crawl, range => [.. Answer(100)(range)!.Where(b => b.Sequence % 4 == 0)]);
        Assert.Equal(CrawlOutcome.Partial, crawl.Outcome);
        Assert.InRange(_asked.Count, 2, 12);
    }

    [Fact]
    public void Of_ones_own_chain_everything_is_asked_for()
    {
        var crawl = new ChainCrawl(null, Alice, false, 1, 5);
        Run(crawl, Answer(100));
        Assert.Equal((CrawlOutcome.Complete, 5), (crawl.Outcome, crawl.Received.Count));
    }

    [Fact]
    public void When_nothing_is_lacking_nothing_is_asked()
    {
        var crawl = new ChainCrawl(_theirs, Alice, true, 1, Length);
        Run(crawl, _ => throw new InvalidOperationException("nothing to ask"));
        Assert.Equal((CrawlOutcome.Complete, 0), (crawl.Outcome, crawl.Received.Count));
    }

    [Fact]
    public void Who_has_nothing_says_so()
    {
        foreach (var (first, last) in new[] { (1L, 10L), (1L, (long)int.MaxValue), (-1L, -1L) })
        {
            var crawl = new ChainCrawl(_mine, LedgerVectors.Key(9).PublicKey, true, first, last);
            Run(crawl, _ => []);
            Assert.Equal(CrawlOutcome.Empty, crawl.Outcome);
        }
    }

    [Fact]
    public void A_range_that_the_peer_has_in_parts_is_partial_and_what_stands_behind_the_gap_comes_too()
    {
        _mine.Append(_theirs.Range(Alice, 30, 30, 1));
        var crawl = new ChainCrawl(_mine, Alice, true, 10, 50);
        Run(crawl, range => [.. Answer(100)(range)!.Where(b => b.Sequence is < 15 or > 20)]);
        Assert.Equal(CrawlOutcome.Partial, crawl.Outcome);
        Assert.Equal([10, 11, 12, 13, 14, .. Enumerable.Range(21, 30)], crawl.Received.Select(b => (int)b.Sequence));
    }

    [Fact]
    public void A_chain_that_ends_before_the_range_does_is_partial_unless_its_end_was_wanted()
    {
        var crawl = new ChainCrawl(_mine, Alice, true, Length - 1, Length + 5);
        Run(crawl, Answer(100));
        Assert.Equal((CrawlOutcome.Partial, 2), (crawl.Outcome, crawl.Received.Count));
    }

    [Fact]
    public void Who_never_answers_is_asked_three_times()
    {
        var crawl = new ChainCrawl(_mine, Alice, true, 1, 10);
        Run(crawl, _ => null);
        Assert.Equal((CrawlOutcome.Unanswered, ChainCrawl.MaxAttempts), (crawl.Outcome, _asked.Count));
    }

    [Fact]
    public void Who_falls_silent_is_asked_three_times_more_and_what_came_counts()
    {
        var crawl = new ChainCrawl(_mine, Alice, true, 1, int.MaxValue);
        Run(crawl, range => range.Start == 1 ? Answer(20)(range) : null);
        Assert.Equal((CrawlOutcome.Partial, ChainCrawl.MaxAttempts + 1), (crawl.Outcome, _asked.Count));
    }

    [Fact]
    public void Whatever_gets_lost_of_each_answer_the_chain_comes_in_as_long_as_something_does() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new System.Random(seed);
            var crawl = new ChainCrawl(new MemoryLedger(), Alice, true, 1, Length);
            var asked = 0;
            while (crawl.Next() is { } range)
            {
                Assert.InRange(++asked, 1, 200);
                var answer = Answer(100)(range)!;
                var kept = answer.Index().Where(x => x.Index == 0 || random.Next(3) > 0).OrderBy(_ => random.Next()).ToList();
                if (!kept.Any(x => crawl.Take(x.Item, (uint)x.Index + 1, (uint)answer.Count)))
                {
                    crawl.OnSilence();
                }
            }

            Assert.Equal((CrawlOutcome.Complete, (int)Length), (crawl.Outcome, crawl.Received.Count));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void A_chain_without_end_stops_at_the_limit()
    {
        var crawl = new ChainCrawl(_mine, Alice, true, 1, long.MaxValue);
        var key = LedgerVectors.Key(0);
        Run(crawl, range => [.. Enumerable.Range((int)range.Start, (int)(range.End - range.Start + 1))
            .Select(n => HalfBlock.Sign(key, (uint)n, PublicKey.Any, 0, BlockHash.Genesis, "note", "a0d"u8, 1))]);
        Assert.Equal(CrawlOutcome.Partial, crawl.Outcome);
        Assert.InRange(crawl.Received.Count, ChainCrawl.MaxReceived, ChainCrawl.MaxReceived + ChainCrawl.MaxRange);
    }

    [Fact]
    public void Both_branches_of_a_fork_are_reported()
    {
        var key = LedgerVectors.Key(0);
        var branches = new[] { "a0d", "a1d1si1i1" }.Select(t => HalfBlock.Sign(
            key, 1, PublicKey.Any, 0, BlockHash.Genesis, "note", System.Text.Encoding.ASCII.GetBytes(t), 1)).ToList();
        var crawl = new ChainCrawl(_mine, Alice, true, 1, 1);
        Run(crawl, _ => branches);
        Assert.Equal(branches.Select(b => b.Hash).Order(), crawl.Received.Select(b => b.Hash).Order());
    }

    [Fact]
    public void Only_the_chain_its_range_and_what_is_linked_to_it_belongs_to_an_answer()
    {
        var answer = Crawl.Answer(_theirs, Alice, 10, 20);
        Assert.All(answer, block => Assert.True(ChainCrawl.Belongs(block, Alice, 10, 20)));
        Assert.Contains(answer, block => !block.PublicKey.Equals(Alice));
        Assert.False(ChainCrawl.Belongs(_theirs.Find(Alice, 21)!, Alice, 10, 20));
        Assert.True(ChainCrawl.Belongs(_theirs.Find(Alice, 21)!, Alice, -1, -1));
        Assert.DoesNotContain(answer, block => !block.IsSource && ChainCrawl.Belongs(block, LedgerVectors.Key(9).PublicKey, 1, 100));
    }

    /// <summary>The first half-blocks of what was asked for, linked ones included.</summary>
    private Func<(long Start, long End), IReadOnlyList<HalfBlock>?> Answer(int portion) =>
        range => Crawl.Answer(_theirs, Alice, range.Start, range.End, portion);

    private void Run(ChainCrawl crawl, Func<(long Start, long End), IReadOnlyList<HalfBlock>?> answer)
    {
        while (crawl.Next() is { } range)
        {
            _asked.Add(range);
            Assert.True(_asked.Count < 1_000, "the crawl does not end");
            var blocks = answer(range);
            if (blocks is null)
            {
                crawl.OnSilence();
            }
            else if (blocks.Count == 0)
            {
                crawl.TakeEmpty();
            }
            else
            {
                Assert.True(blocks.Index().Aggregate(false, (_, x) => crawl.Take(x.Item, (uint)x.Index + 1, (uint)blocks.Count))
                    || blocks.Count > ChainCrawl.MaxAnswer);
            }
        }
    }

    private static MemoryLedger Recorded()
    {
        var ledger = new MemoryLedger();
        ledger.Append([.. LedgerVectors.Load("chain.json").Items("blocks").Select(LedgerVectors.Block)]);
        return ledger;
    }
}
