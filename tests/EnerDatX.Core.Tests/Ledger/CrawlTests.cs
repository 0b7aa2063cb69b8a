using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

public sealed class CrawlTests
{
    private static readonly PublicKey Alice = LedgerVectors.Key(0).PublicKey;

    [Theory]
    [InlineData(1, 10, 20U, 1U, 10U)]
    [InlineData(-1, -1, 20U, 20U, 20U)]
    [InlineData(-5, -1, 20U, 16U, 20U)]
    [InlineData(-100, 3, 20U, 1U, 3U)]
    [InlineData(0, 2, 20U, 1U, 2U)]
    [InlineData(15, int.MaxValue, 20U, 15U, 20U)]
    [InlineData(1, long.MaxValue, 20U, 1U, 20U)]
    [InlineData(long.MinValue, -1, 20U, 1U, 20U)]
    [InlineData(1, -1, uint.MaxValue, 1U, uint.MaxValue)]
    public void Ranges_count_from_the_start_or_from_the_end(long start, long end, uint latest, uint first, uint last) =>
        Assert.Equal((first, last), Crawl.Resolve(start, end, latest));

    [Theory]
    [InlineData(5, 4, 20U)]
    [InlineData(21, 30, 20U)]
    [InlineData(1, 0, 20U)]
    [InlineData(-1, -1, 0U)]
    [InlineData(1, 10, 0U)]
    [InlineData(-1, -5, 20U)]
    public void Empty_ranges_are_nothing(long start, long end, uint latest) => Assert.Null(Crawl.Resolve(start, end, latest));

    [Fact]
    public void Each_half_block_of_the_range_is_followed_by_its_other_side()
    {
        var (ledger, queries) = Load();
        var answer = Crawl.Answer(ledger, Alice, 10, 20);
        var own = answer.Where(block => block.PublicKey.Equals(Alice)).ToList();
        Assert.Equal(Enumerable.Range(10, 11), own.Select(block => (int)block.Sequence));
        for (var i = 0; i < answer.Count; i++)
        {
            if (!answer[i].PublicKey.Equals(Alice))
            {
                Assert.Equal(answer[i], ledger.LinkedTo(answer[i - 1])[0]);
            }
        }

        // py-ipv8's query for chains that are not its own: the range, and what links into it.
        var theirs = answer.Where(block => block.PublicKey.Equals(Alice) || block.LinkSequence is >= 10 and <= 20 && block.LinkPublicKey.Equals(Alice));
        Assert.Equal(17, queries.Count);
        Assert.Equal(queries.Order(), theirs.Select(block => block.Hash.ToString()).Order());
    }

    [Fact]
    public void An_answer_is_bounded_however_long_the_range_is()
    {
        var (ledger, _) = Load();
        Assert.Equal(Crawl.MaxBlocksPerAnswer, Crawl.Answer(ledger, Alice, 1, int.MaxValue).Count);
        Assert.Equal(10, Crawl.Answer(ledger, Alice, 1, -1, limit: 10).Count);
        Assert.Equal(1U, Crawl.Answer(ledger, Alice, 1, -1, limit: 1).Single().Sequence);
        Assert.Empty(Crawl.Answer(ledger, LedgerVectors.Key(9).PublicKey, 1, -1));
    }

    private static (MemoryLedger Ledger, List<string> Queries) Load()
    {
        var vectors = LedgerVectors.Load("chain.json");
        var ledger = new MemoryLedger();
        ledger.Append([.. vectors.Items("blocks").Select(LedgerVectors.Block)]);
        return (ledger, vectors.GetProperty("queries").Strings("crawl_0_10_20"));
    }
}
