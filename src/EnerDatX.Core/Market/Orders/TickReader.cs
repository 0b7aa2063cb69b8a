using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// Reads ticks and cancellations from the transactions of <c>ask</c>, <c>bid</c> and <c>cancel_order</c> half-blocks:
/// EDMP's schema (its <c>is_valid_tick</c>), and the trader must be the half-block's creator, which EDMP never checks.
/// </summary>
/// <remarks>
/// Deliberate differences to EDMP: text may be written as text, whole numbers as long, the timestamp in whole milliseconds
/// (EDMP insists on what Python 2 writes); a negative traded quantity, a pair in the wrong order and a dataset in any amount but 1
/// are refused here, where EDMP lets them pass or fails later.
/// </remarks>
public static class TickReader
{
    /// <param name="blockType">The half-block's type.</param>
    /// <param name="creator">Member id of the half-block's key.</param>
    /// <param name="maxTimeoutSeconds">Longest life that the caller allows: 24 hours in EDMP's shape, 90 days in ours.</param>
    public static TickVerdict Read(
        string blockType,
        TransactionValue transaction,
        Mid creator,
        int maxTimeoutSeconds,
        out Tick? tick)
    {
        tick = null;
        var side = Tick.SideOf(blockType);
        if (side == TickSide.Unknown
            || transaction is not TransactionValue.Map outer
            || outer.Field("tick") is not TransactionValue.Map fields)
        {
            return TickVerdict.NotATick;
        }

        var verdict = ReadId(fields, outer, creator, out var id);
        if (verdict == TickVerdict.Valid)
        {
            verdict = ReadPair(fields.Field("assets"), out var assets);
            return verdict == TickVerdict.Valid ? ReadRest(fields, id, side, assets, maxTimeoutSeconds, out tick) : verdict;
        }

        return verdict;
    }

    /// <summary>Reads a cancellation: which of the creator's orders is withdrawn.</summary>
    public static TickVerdict ReadCancel(string blockType, TransactionValue transaction, Mid creator, out OrderId id)
    {
        id = default;
        return blockType == BlockTypes.CancelOrder && transaction is TransactionValue.Map fields
            ? ReadId(fields, fields, creator, out id)
            : TickVerdict.NotATick;
    }

    private static TickVerdict ReadId(TransactionValue.Map fields, TransactionValue.Map versioned, Mid creator, out OrderId id)
    {
        id = default;
        if (fields.Field("trader_id") is not { } traderField
            || fields.Field("order_number") is not { } numberField
            || versioned.Field("version") is not { } versionField)
        {
            return TickVerdict.FieldMissing;
        }

        if (!TickFields.TryTrader(traderField, out var trader))
        {
            return TickVerdict.TraderMalformed;
        }

        if (!TickFields.TryWhole(numberField, 0, uint.MaxValue, out var number))
        {
            return TickVerdict.OrderNumberMalformed;
        }

        if (!TickFields.TryWhole(versionField, 0, int.MaxValue, out _))
        {
            return TickVerdict.VersionMalformed;
        }

        id = new OrderId(trader, (uint)number);
        return trader == creator ? TickVerdict.Valid : TickVerdict.TraderNotSigner;
    }

    private static TickVerdict ReadPair(TransactionValue? value, out AssetPair pair)
    {
        pair = default;
        if (value is not TransactionValue.Map assets)
        {
            return TickVerdict.FieldMissing;
        }

        var verdict = ReadAmount(assets.Field("first"), out var first);
        if (verdict != TickVerdict.Valid)
        {
            return verdict;
        }

        verdict = ReadAmount(assets.Field("second"), out var second);
        if (verdict != TickVerdict.Valid)
        {
            return verdict;
        }

        if (!AssetPair.TryCreate(first, second, out pair, out _))
        {
            return TickVerdict.AssetsMakeNoPair;
        }

        return pair.IsEnergyPair && pair.Quantity != 1 ? TickVerdict.DatasetNotWhole : TickVerdict.Valid;
    }

    private static TickVerdict ReadAmount(TransactionValue? value, out AssetAmount amount)
    {
        amount = default;
        if (value is not TransactionValue.Map fields
            || fields.Field("amount") is not { } amountField
            || fields.Field("type") is not { } typeField)
        {
            return TickVerdict.FieldMissing;
        }

        if (!TickFields.TryWhole(amountField, 1, long.MaxValue, out var units))
        {
            return TickVerdict.AmountMalformed;
        }

        if (!TickFields.TryText(typeField, out var type) || !AssetAmount.IsType(type))
        {
            return TickVerdict.AssetTypeMalformed;
        }

        amount = new AssetAmount(units, type);
        return TickVerdict.Valid;
    }

    private static TickVerdict ReadRest(
        TransactionValue.Map fields,
        OrderId id,
        TickSide side,
        AssetPair assets,
        int maxTimeoutSeconds,
        out Tick? tick)
    {
        tick = null;
        if (fields.Field("timeout") is not { } timeoutField
            || fields.Field("timestamp") is not { } timestampField
            || fields.Field("traded") is not { } tradedField)
        {
            return TickVerdict.FieldMissing;
        }

        if (!TickFields.TryWhole(timeoutField, 0, maxTimeoutSeconds, out var timeoutSeconds))
        {
            return TickVerdict.TimeoutOutOfRange;
        }

        if (!TickFields.TryTimestamp(timestampField, out var timestampMs))
        {
            return TickVerdict.TimestampMalformed;
        }

        if (!TickFields.TryWhole(tradedField, 0, long.MaxValue, out var traded))
        {
            return TickVerdict.TradedMalformed;
        }

        tick = new Tick(id, side, assets, (int)timeoutSeconds, timestampMs, traded);
        return TickVerdict.Valid;
    }
}
