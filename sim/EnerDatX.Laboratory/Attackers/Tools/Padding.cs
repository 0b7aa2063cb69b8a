using EnerDatX.Core.Ledger;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>Transactions that mean nothing.</summary>
internal static class Padding
{
    /// <summary>Of about the same length and without a word of it, so that no back-pointer of it contradicts where it stands now.</summary>
    public static byte[] Like(HalfBlock model) => OfLength(model.Transaction.Length);

    public static byte[] OfLength(int bytes) => new TransactionMap().Bytes("filler", new byte[Math.Max(0, bytes)]).Encode();
}
