using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class BookPagesTests
{
    private const string Network = MoneyWorld.Network;

    [Fact]
    public void Whoever_pages_through_a_book_of_any_size_gets_each_order_exactly_once() => Prop.ForAll(Books(), pair =>
    {
        var (mine, theirs) = pair;
        var heard = new List<BlockHash>();
        var pages = 0;
        for (BlockHash? after = default(BlockHash); after is { } from; pages++)
        {
            var page = BookPages.Answer(Network, theirs, new BookRequest(Network, BookPages.DigestOf(mine, from), from));
            Assert.True(page.Hashes.Length <= BookPage.MaxHashes);
            Assert.Equal(from, page.After);
            heard.AddRange(page.SameAsYours ? mine.Where(h => h.CompareTo(from) > 0).Take(BookPage.MaxHashes) : page.Hashes);
            after = BookPages.NextAfter(mine, page);
        }

        Assert.Equal(theirs, heard);
        Assert.Equal(Math.Max(1, (theirs.Count + BookPage.MaxHashes - 1) / BookPage.MaxHashes), pages);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BookPage.MaxHashes - 1)]
    [InlineData(BookPage.MaxHashes)]
    [InlineData(BookPage.MaxHashes + 1)]
    [InlineData(3 * BookPage.MaxHashes)]
    public void Of_a_book_that_both_have_no_hash_is_sent(int count)
    {
        var book = Book(Enumerable.Range(1, count));
        for (BlockHash? after = default(BlockHash); after is { } from;)
        {
            var page = BookPages.Answer(Network, book, new BookRequest(Network, BookPages.DigestOf(book, from), from));
            Assert.True(page.SameAsYours);
            Assert.Empty(page.Hashes);
            after = BookPages.NextAfter(book, page);
        }
    }

    [Fact]
    public void The_zero_hash_begins_and_what_lies_behind_the_last_order_is_empty()
    {
        var book = Book(Enumerable.Range(1, 5));
        var page = BookPages.Answer(Network, book, new BookRequest(Network, default, default));
        Assert.Equal(book, page.Hashes);
        Assert.False(page.MoreFollow);
        Assert.Null(BookPages.NextAfter([], page));
        Assert.Empty(BookPages.Answer(Network, book, new BookRequest(Network, default, book.Max)).Hashes);
        Assert.Equal(book.Skip(3), BookPages.Answer(Network, book, new BookRequest(Network, default, book.ElementAt(2))).Hashes);
    }

    [Fact]
    public void A_page_that_says_nothing_new_and_names_nothing_ends_the_paging()
    {
        var page = new BookPage(Network, SameAsYours: true, MoreFollow: true, default, []);
        Assert.Null(BookPages.NextAfter([], page));
        Assert.Null(BookPages.NextAfter([], page with { SameAsYours = false }));
    }

    /// <summary>Two books that share some orders.</summary>
    private static Arbitrary<(SortedSet<BlockHash> Mine, SortedSet<BlockHash> Theirs)> Books() =>
        (from size in Gen.Choose(0, 130)
         from missing in Gen.Elements(0, 0, 2, 10)
         from extra in Gen.Choose(0, 40)
         from seed in Gen.Choose(0, int.MaxValue)
         let theirs = Enumerable.Range(1, size).ToList()
         let mine = theirs.Where(n => missing == 0 || (n + seed) % missing != 0).Concat(Enumerable.Range(1_000, missing == 0 ? 0 : extra))
         select (Book(mine), Book(theirs))).ToArbitrary();

    /// <summary>Hashes that are spread over all values.</summary>
    private static SortedSet<BlockHash> Book(IEnumerable<int> numbers) =>
        [.. numbers.Select(n => new BlockHash(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(n))))];
}
