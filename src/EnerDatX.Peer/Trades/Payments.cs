using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Trades;

/// <summary>What a half-block changed in a trade, told to the user: I paid, I was paid.</summary>
internal static class Payments
{
    public static List<MarketEvent> Of(Trade before, Trade after, PublicKey self)
    {
        var events = new List<MarketEvent>();
        for (var i = 0; i < after.Segments.Length; i++)
        {
            var (was, now) = (before.Segments[i], after.Segments[i]);
            if (was.Payment is null && now.Payment is not null && after.Buyer.Equals(self))
            {
                events.Add(new MarketEvent.PaymentSent(self, after, i));
            }

            if (was.Credit is null && now.Credit is not null && after.Seller.Equals(self))
            {
                events.Add(new MarketEvent.PaymentReceived(self, after, i));
            }
        }

        return events;
    }
}
