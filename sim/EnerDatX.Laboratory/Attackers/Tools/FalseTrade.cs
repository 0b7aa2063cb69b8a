using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>A trade that never was, with every signature that it needs, between two keys of one owner: it counts as data given.</summary>
public static class FalseTrade
{
    private const ulong DurationMs = 60_000;

    /// <summary>Tokens out of nothing: they fit everywhere but at the issuer, and whoever traces them finds that out.</summary>
    /// <returns>The half-blocks, in the order of their making.</returns>
    public static IReadOnlyList<HalfBlock> Print(Persona by, Persona to, MarketNames market, long amount)
    {
        var issue = by.Propose(to.Self, BlockTypes.Issue, new IssueTransaction(market.Currency, amount, "gift").Encode(market.Network));
        var credit = to.AgreeMoney(issue, market, amount, money => money.WriteTo(AgreementOf.Begin(market.Network, issue)).Encode());
        return [issue, credit];
    }

    /// <returns>The six half-blocks that make a receipt, in the order of their making.</returns>
    public static IReadOnlyList<HalfBlock> Between(Persona seller, Persona buyer, MarketNames market, long price, ulong nowMs)
    {
        var terms = new TradeTerms(
            BlockHash.Genesis, BlockHash.Genesis, Name(seller.Self), Licence.Copy, 1, market.Currency, price, nowMs + DurationMs, Sodium.X25519Public(Secret(nowMs)));
        var init = buyer.Propose(seller.Self, BlockTypes.Init, terms.Encode(market.Network));
        var agreed = seller.Agree(init, TermsAgreement.Encode(market.Network, init, new byte[100]));
        var payment = buyer.ProposeMoney(seller.Self, BlockTypes.Payment, market, price, money =>
            new PaymentTransaction(init.Hash, 0, terms.LocatorKey, money).Encode(market.Network));
        var credit = seller.AgreeMoney(payment, market, price, money => TradeAgreement.Encode(market.Network, payment, init.Hash, terms, 0, money));
        var delivery = seller.Propose(buyer.Self, BlockTypes.Delivery, new DeliveryTransaction(
            init.Hash, 0, payment.Hash, new byte[DeliveryTransaction.HeaderLength]).Encode(market.Network));
        var receipt = buyer.Agree(delivery, TradeAgreement.Encode(market.Network, delivery, init.Hash, terms, 0, null));
        return [init, agreed, payment, credit, delivery, receipt];
    }

    private static string Name(PublicKey seller) => $"EW{seller.ToHex()[..64]}";

    private static byte[] Secret(ulong nowMs)
    {
        var secret = new byte[32];
        BitConverter.TryWriteBytes(secret, nowMs | 1);
        return secret;
    }
}
