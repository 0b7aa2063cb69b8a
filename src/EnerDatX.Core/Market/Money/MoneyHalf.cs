using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>So much of a credit is spent by a debit.</summary>
/// <param name="Credit">Hash of the credit half-block on the payer's own chain.</param>
/// <param name="Amount">Smallest units, positive.</param>
public readonly record struct Draw(BlockHash Credit, long Amount);

/// <summary>
/// The money fields of one half-block (protocol rule 6). A <em>credit</em> is the agreement to <c>issue</c>, <c>tx_payment</c> or
/// <c>tx_refund</c>, or <c>tx_reclaim</c>; a <em>debit</em> is the proposal of <c>tx_payment</c> or <c>tx_refund</c>. Each names the signer's previous money half of the same currency,
/// so that a signer's money halves form a chain within the chain.
/// </summary>
/// <param name="Amount">Smallest units, positive.</param>
/// <param name="Balance">The signer's balance after this half.</param>
/// <param name="Previous">The signer's previous money half in this currency; null for the first.</param>
/// <param name="Draws">Of a debit: what it is drawn from, oldest credit first. Of a credit: empty.</param>
public sealed record MoneyFields(string Currency, long Amount, long Balance, BlockHash? Previous, IReadOnlyList<Draw> Draws)
{
    /// <summary>Most credits that one debit may be drawn from: as many as fit the longest refund of 1,300 bytes.</summary>
    public const int MaxDraws = 10;

    /// <summary>Largest amount of one half-block: far below overflow of a sum of <see cref="MaxDraws"/> of them.</summary>
    public const long MaxAmount = 1_000_000_000_000_000;

    /// <summary>Largest balance: a thousand of the largest amounts, and one more of them does not overflow.</summary>
    public const long MaxBalance = 1_000 * MaxAmount;

    private static readonly byte[] NoPrevious = new byte[BlockHash.Length];

    public TransactionMap WriteTo(TransactionMap map)
    {
        map.Text("currency", Currency)
            .Integer("amount", Amount)
            .Integer("balance", Balance)
            .Bytes("prev", Previous?.ToArray() ?? NoPrevious);
        return Draws.Count == 0
            ? map
            : map.List("from", Draws.Select(TransactionValue (d) => new TransactionValue.List(
                [new TransactionValue.Bytes(d.Credit.ToArray()), new TransactionValue.Integer(d.Amount)])).ToList());
    }

    public static bool TryRead(TransactionMap map, [NotNullWhen(true)] out MoneyFields? money)
    {
        money = null;
        if (!map.TryText("currency", Market.Currency.MaxNameLength, out var currency)
            || !Market.Currency.IsName(currency)
            || !map.TryInteger("amount", 1, MaxAmount, out var amount)
            || !map.TryInteger("balance", 0, MaxBalance, out var balance)
            || !map.TryBytes("prev", BlockHash.Length, out var previous)
            || !TryReadDraws(map, out var draws))
        {
            return false;
        }

        BlockHash? named = previous.AsSpan().SequenceEqual(NoPrevious) ? null : new BlockHash(previous);
        money = new MoneyFields(currency, amount, balance, named, draws);
        return true;
    }

    private static bool TryReadDraws(TransactionMap map, out IReadOnlyList<Draw> draws)
    {
        draws = [];
        if (!map.Has("from"))
        {
            return true;
        }

        if (!map.TryList("from", MaxDraws, out var items))
        {
            return false;
        }

        var read = new List<Draw>(items.Count);
        foreach (var item in items)
        {
            if (item is not TransactionValue.List { Items: [TransactionValue.Bytes { Value.Length: BlockHash.Length } hash, TransactionValue.Integer amount] }
                || amount.Value < 1
                || amount.Value > MaxAmount)
            {
                return false;
            }

            read.Add(new Draw(new BlockHash(hash.Value.Span), (long)amount.Value));
        }

        draws = read;
        return true;
    }
}

/// <summary>A half-block that moves tokens, read.</summary>
public sealed record MoneyHalf(HalfBlock Block, MoneyFields Fields, bool IsCredit)
{
    /// <summary>What this half does to its signer's balance.</summary>
    public long Change => IsCredit ? Fields.Amount : -Fields.Amount;

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out MoneyHalf? half)
    {
        half = null;
        var isCredit = (block.IsAgreement && BlockTypes.IsCredit(block.Type)) || (block.IsProposal && block.Type == BlockTypes.Reclaim);
        var isDebit = block.IsProposal && BlockTypes.IsDebit(block.Type);
        if ((!isCredit && !isDebit)
            || !MarketHead.TryRead(block, network, out var map)
            || !MoneyFields.TryRead(map, out var fields)
            || isDebit == (fields.Draws.Count == 0))
        {
            return false;
        }

        half = new MoneyHalf(block, fields, isCredit);
        return true;
    }
}
