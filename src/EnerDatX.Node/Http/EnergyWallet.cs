using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Http;

/// <summary>EDMP's wallet <c>EW</c>: its units are datasets.</summary>
internal static class EnergyWallet
{
    public const string Id = "EW";
    public const string Name = "Energy Wallet";

    public static BalanceView Balance(int datasets) => new(datasets, 0, Id, 0);

    /// <summary>Licences bought and sold, in the order of the chain.</summary>
    public static IEnumerable<EnergyTransactionView> TransactionsOf(Wallet wallet, PublicKey self) =>
        wallet.Bought.Select(entry => Of(entry, false, self))
            .Concat(wallet.Sold.Select(entry => Of(entry, true, self)))
            .OrderBy(entry => entry.Sequence)
            .Select(entry => entry.View);

    private static (uint Sequence, EnergyTransactionView View) Of(LicenceEntry entry, bool isSale, PublicKey self)
    {
        var (me, other) = (self.Mid.ToString(), entry.Proof.LinkPublicKey.Mid.ToString());
        var (from, to) = isSale ? (me, other) : (other, me);
        return (entry.Proof.Sequence, new EnergyTransactionView(
            entry.Proof.Hash.ToString(),
            isSale,
            from,
            to,
            1,
            0,
            entry.Asset,
            FloatSeconds.Of(entry.Proof.TimestampMs),
            Licences.NameOf(entry.Licence)));
    }
}

internal sealed record EnergyTransactionsView(IReadOnlyList<EnergyTransactionView> Transactions);

/// <param name="Hash">The asset: EDMP has this in place of the currency.</param>
/// <param name="Description">The licence.</param>
internal sealed record EnergyTransactionView(
    string Id, bool Outgoing, string From, string To, long Amount, long FeeAmount, string Hash, FloatSeconds Timestamp, string Description);
