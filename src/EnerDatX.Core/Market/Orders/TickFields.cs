using System.Numerics;
using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// Reads the fields of a market transaction in all its dialects: Python 2 writes text as bytes and whole numbers as long,
/// py-ipv8, Kotlin and we write text; both are the same here. Keys that nobody asked for are ignored.
/// </summary>
internal static class TickFields
{
    /// <summary>The first entry whose key reads as <paramref name="key"/>.</summary>
    public static TransactionValue? Field(this TransactionValue.Map map, string key)
    {
        foreach (var (name, value) in map.Entries)
        {
            if (TryText(name, out var text) && string.Equals(text, key, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }

    public static bool TryText(TransactionValue? value, out string text)
    {
        text = value switch
        {
            TransactionValue.Text written => written.Value,
            TransactionValue.Bytes raw when Ascii.IsValid(raw.Value.Span) => Encoding.ASCII.GetString(raw.Value.Span),
            _ => "",
        };
        return text.Length > 0;
    }

    public static bool TryWhole(TransactionValue? value, long lowest, long highest, out long whole)
    {
        whole = 0;
        if (value is not TransactionValue.Integer integer || integer.Value < lowest || integer.Value > highest)
        {
            return false;
        }

        whole = (long)integer.Value;
        return true;
    }

    public static bool TryTrader(TransactionValue? value, out Mid trader)
    {
        trader = default;
        return TryText(value, out var hex) && Mid.TryParse(hex, out trader);
    }

    /// <summary>Float seconds (EDMP; rounded to the nearest millisecond) or whole milliseconds (AnyDex and ours).</summary>
    public static bool TryTimestamp(TransactionValue? value, out long timestampMs)
    {
        timestampMs = 0;
        if (value is not TransactionValue.Float seconds)
        {
            return TryWhole(value, 0, Tick.MaxTimestampMs, out timestampMs);
        }

        if (!(seconds.Value >= 0 && seconds.Value <= Tick.MaxTimestampMs / 1000))
        {
            return false;
        }

        timestampMs = (long)new BigInteger(Math.Round(seconds.Value * 1000));
        return true;
    }
}
