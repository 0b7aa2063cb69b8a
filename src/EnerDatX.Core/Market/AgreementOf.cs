using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// Every agreement of ours carries <c>of</c>, the hash of the proposal that it signs (protocol rule 1): a link names only
/// key and sequence number, which a fork makes ambiguous.
/// </summary>
public static class AgreementOf
{
    public static TransactionMap Begin(string network, HalfBlock proposal) =>
        MarketHead.Begin(network).Bytes("of", proposal.Hash.ToArray());

    public static bool TryRead(HalfBlock agreement, string network, out BlockHash of)
    {
        of = default;
        if (!agreement.IsAgreement
            || !MarketHead.TryRead(agreement, network, out var map)
            || !map.TryBytes("of", BlockHash.Length, out var hash))
        {
            return false;
        }

        of = new BlockHash(hash);
        return true;
    }
}
