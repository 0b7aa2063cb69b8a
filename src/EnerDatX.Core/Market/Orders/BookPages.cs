using System.Collections.Immutable;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Core.Market;

/// <summary>
/// How a node that joins learns the open orders (protocol rule 14): page by page in the order of the half-blocks' hashes; a page that both
/// have alike costs one digest.
/// </summary>
public static class BookPages
{
    /// <summary>Digest of one's own page after <paramref name="after"/>: what goes into a request.</summary>
    public static BookDigest DigestOf(SortedSet<BlockHash> open, BlockHash after) => BookDigest.Of(PageAfter(open, after));

    public static BookPage Answer(string network, SortedSet<BlockHash> open, BookRequest request)
    {
        var page = PageAfter(open, request.After);
        var moreFollow = page.Length == BookPage.MaxHashes && open.Max.CompareTo(page[^1]) > 0;
        var isSame = BookDigest.Of(page) == request.Digest;
        return new BookPage(network, isSame, moreFollow, request.After, isSame ? [] : page);
    }

    /// <summary>Where the next page begins, if there is one: of equal pages one's own last hash is theirs too.</summary>
    public static BlockHash? NextAfter(SortedSet<BlockHash> open, BookPage page)
    {
        if (!page.MoreFollow)
        {
            return null;
        }

        var hashes = page.SameAsYours ? PageAfter(open, page.After) : page.Hashes;
        return hashes.IsEmpty ? null : hashes[^1];
    }

    /// <summary>The first hashes greater than <paramref name="after"/>, at most one page of them.</summary>
    private static ImmutableArray<BlockHash> PageAfter(SortedSet<BlockHash> open, BlockHash after) =>
        open.Count == 0 || open.Max.CompareTo(after) <= 0
            ? []
            : [.. open.GetViewBetween(after, open.Max).SkipWhile(h => h == after).Take(BookPage.MaxHashes)];
}
