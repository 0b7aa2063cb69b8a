using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;

namespace EnerDatX.Node.Http;

/// <summary>What can be bought now, as one list: <c>/api/v1/offers</c>.</summary>
internal sealed class Offers(NodeQuestions node)
{
    public void Map(Routes routes) =>
        routes.Get("/api/v1/offers", Get, new("Open asks, newest first.", typeof(IReadOnlyList<OfferView>)) { Query = Operation.Paged });

    private async Task<Answer> Get(HttpContext context)
    {
        if (!Parameters.OfQuery(context).TryPage(Parameters.MaxPage, out var page, out var refusal))
        {
            return refusal;
        }

        var book = await node.Peer<BookRead>(new ReadBook(TickSide.Ask));
        var open = book.Listings
            .SelectMany(listing => listing.Rows)
            .Where(row => row.Available > 0)
            .Select(row => book.Orders[row.Tick.Id])
            .Where(order => order.Offer is not null)
            .OrderByDescending(order => order.Tick.TimestampMs)
            .ThenBy(order => order.Id);
        return new Answer.Ok(page.Of(open).Select(order => OfferView.Of(order, order.Block.PublicKey.Equals(node.View.Self))).ToList());
    }
}

/// <param name="Price">Smallest units of the currency for the whole dataset.</param>
/// <param name="Owner">Public key of who measured, hex; the seller's too unless it was sold on.</param>
/// <param name="Mine">Whether this node offers it.</param>
/// <param name="Offered">ISO 8601, UTC.</param>
/// <param name="Expires">ISO 8601, UTC.</param>
internal sealed record OfferView(
    string Asset,
    long Price,
    string Currency,
    string Licence,
    int Segments,
    DescriptionView Description,
    PartyView Seller,
    string Owner,
    bool Mine,
    uint OrderNumber,
    string BlockHash,
    string Offered,
    string Expires)
{
    public static OfferView Of(ListedOrder order, bool isMine)
    {
        var (tick, offer) = (order.Tick, order.Offer!);
        return new OfferView(
            tick.Assets.Second.Type,
            tick.Assets.Price.Times(1),
            tick.Assets.First.Type,
            Licences.NameOf(offer.Licence),
            offer.Segments,
            DescriptionView.Of(offer.Description),
            PartyView.Of(order.Block.PublicKey),
            offer.Owner.ToHex(),
            isMine,
            tick.Id.Number,
            order.Block.Hash.ToString(),
            Json.Time(tick.TimestampMs),
            Json.Time(tick.DeadlineMs));
    }
}
