using System.Collections.Immutable;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Market;

/// <summary>
/// Reading other nodes' books page by page: which page was asked of whom. A page that nobody asked for, or that never ends, leads nowhere.
/// </summary>
internal sealed class BookWalk(PeerSurroundings peer, OpenOrders open)
{
    /// <summary>Nodes whose books are read at once: twice what the overlay knows of one community.</summary>
    private const int MaxWalks = 64;

    /// <summary>Pages of one walk: what a full book has.</summary>
    private static readonly int _maxPages = OrderBookLimits.Default.Orders / BookPage.MaxHashes;

    private readonly Remembered<PublicKey, (BlockHash After, int Pages)> _asked = new(MaxWalks);

    public BookRequest Begin(PublicKey from) => Ask(from, default, 1);

    /// <summary>Takes a page: what we lack of it, and the request for the next page if there is one. Null for one that was not asked for.</summary>
    public (ImmutableArray<BlockHash> Unknown, BookRequest? Next)? Take(PublicKey from, BookPage page)
    {
        if (!_asked.TryGet(from, out var asked) || asked.After != page.After)
        {
            return null;
        }

        _asked.Remove(from);
        var next = BookPages.NextAfter(open.Hashes, page) is { } after && asked.Pages < _maxPages ? Ask(from, after, asked.Pages + 1) : null;
        return ([.. page.Hashes.Where(hash => peer.Ledger.Find(hash) is null)], next);
    }

    private BookRequest Ask(PublicKey from, BlockHash after, int pages)
    {
        _asked.Add(from, (after, pages));
        return new BookRequest(peer.Settings.Network, BookPages.DigestOf(open.Hashes, after), after);
    }
}
