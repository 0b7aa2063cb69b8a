using System.Security.Cryptography;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>One page of the open orders' hashes, ascending.</summary>
/// <param name="IsSame">The asker's digest of this page is ours: nothing is listed.</param>
/// <param name="HasMore">More hashes follow after the last one.</param>
public sealed record BookPage(bool IsSame, bool HasMore, IReadOnlyList<BlockHash> Hashes);

/// <summary>
/// How a node that joins learns the open orders (protocol rule 14): page by page in the order of the half-blocks' hashes; a page that both
/// have alike costs one digest.
/// </summary>
public static class BookDigest
{
    /// <summary>Hashes per page: 32 × 32 bytes fit one datagram with all that surrounds them.</summary>
    public const int PageSize = 32;

    /// <summary>SHA-256 over the hashes of the page that begins after <paramref name="after"/>, ascending.</summary>
    public static byte[] Of(SortedSet<BlockHash> open, BlockHash after)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var hash in Page(open, after))
        {
            sha.AppendData(hash.ToArray());
        }

        return sha.GetHashAndReset();
    }

    public static BookPage Answer(SortedSet<BlockHash> open, BlockHash after, ReadOnlySpan<byte> theirDigest)
    {
        var page = Page(open, after).ToList();
        var hasMore = page.Count == PageSize && open.Max.CompareTo(page[^1]) > 0;
        return Of(open, after).AsSpan().SequenceEqual(theirDigest)
            ? new BookPage(true, hasMore, hasMore ? [page[^1]] : [])
            : new BookPage(false, hasMore, page);
    }

    private static IEnumerable<BlockHash> Page(SortedSet<BlockHash> open, BlockHash after) =>
        open.Count == 0 || open.Max.CompareTo(after) <= 0
            ? []
            : open.GetViewBetween(after, open.Max).SkipWhile(h => h == after).Take(PageSize);
}
