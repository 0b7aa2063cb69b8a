using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>The proposal half of <c>issue</c>: an issuer gives <paramref name="Amount"/> smallest units of its currency.</summary>
/// <param name="Reason">Why, in a few words: <c>faucet</c>, an invoice number.</param>
public sealed record IssueTransaction(string Currency, long Amount, string Reason)
{
    /// <summary>In bytes of UTF-8; what is longer is cut.</summary>
    public const int MaxReasonLength = 80;

    public byte[] Encode(string network) =>
        MarketHead.Begin(network).Text("currency", Currency).Integer("amount", Amount).Text("reason", Reasons.Cut(Reason, MaxReasonLength)).Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out IssueTransaction? issue)
    {
        issue = block.Type == BlockTypes.Issue
            && block.IsProposal
            && MarketHead.TryRead(block, network, out var map)
            && map.TryText("currency", Market.Currency.MaxNameLength, out var currency)
            && map.TryInteger("amount", 1, MoneyFields.MaxAmount, out var amount)
            && map.TryText("reason", MaxReasonLength, out var reason)
            ? new IssueTransaction(currency, amount, reason)
            : null;
        return issue is not null;
    }
}

/// <summary>What a node says to a proposed <c>issue</c>.</summary>
public static class IssueRule
{
    /// <summary>Tokens are taken from nobody but the configured issuer, who addressed them to us.</summary>
    public static bool MayAccept(HalfBlock proposal, PublicKey self, Currencies currencies, string network) =>
        proposal.LinkPublicKey.Equals(self)
        && IssueTransaction.TryRead(proposal, network, out var issue)
        && currencies.TryGet(issue.Currency, out var currency)
        && proposal.PublicKey.Equals(currency.Issuer);
}
