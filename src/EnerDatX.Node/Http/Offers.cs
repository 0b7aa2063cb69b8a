using EnerDatX.Core.Market;
using EnerDatX.Core.Trust;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Trust;

namespace EnerDatX.Node.Http;

/// <summary>What can be bought now, as one list: <c>/api/v1/offers</c>.</summary>
internal sealed class Offers(NodeQuestions node)
{
    public void Map(Routes routes) => routes.Get(
        "/api/v1/offers",
        Get,
        new("Open asks that this node would trade with, newest first.", typeof(IReadOnlyList<OfferView>))
        {
            Query = [.. Operation.Paged, new("all", "boolean", "Also those that the node's policy (peer.trust) keeps it from: false unless said.")],
        });

    private async Task<Answer> Get(HttpContext context)
    {
        var parameters = Parameters.OfQuery(context);
        if (!parameters.TryPage(Parameters.MaxPage, out var page, out var refusal) || !parameters.TryBoolean("all", false, out var isAll, out refusal))
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
            .ThenBy(order => order.Id)
            .ToList();
        var judged = await node.Peer<StakesJudged>(new JudgeStakes([.. open.Select(Stake.In)]));
        var shown = page.Of(open
            .Zip(judged.Refusals, (order, held) => (order, held: IsMine(order) ? null : held))
            .Where(offer => isAll || offer.held is null)).ToList();
        var standings = await node.Peer<StandingsRead>(new ReadStandings(
            [.. shown.Select(offer => (offer.order.Block.PublicKey, offer.order.Tick.Assets.First.Type))]));
        return new Answer.Ok(shown
            .Zip(standings.Standings, (offer, standing) => OfferView.Of(offer.order, IsMine(offer.order), standing, offer.held))
            .ToList());
    }

    private bool IsMine(ListedOrder order) => order.Block.PublicKey.Equals(node.View.Self);
}

/// <param name="Price">Smallest units of the currency for the whole dataset.</param>
/// <param name="SellerScore">The seller's relative score, 0 to 1 in thousandths; 0 for a newcomer, and for this node itself.</param>
/// <param name="BelowPolicy">Whether the node's policy keeps it from buying this.</param>
/// <param name="PolicyReason">Why it does; null where it does not.</param>
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
    decimal SellerScore,
    bool BelowPolicy,
    string? PolicyReason,
    string Owner,
    bool Mine,
    uint OrderNumber,
    string BlockHash,
    string Offered,
    string Expires)
{
    public static OfferView Of(ListedOrder order, bool isMine, Standing standing, TrustRefusal? held)
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
            TrustView.Thousandths(standing),
            held is not null,
            held?.Reason,
            offer.Owner.ToHex(),
            isMine,
            tick.Id.Number,
            order.Block.Hash.ToString(),
            Json.Time(tick.TimestampMs),
            Json.Time(tick.DeadlineMs));
    }
}
