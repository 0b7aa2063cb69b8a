using System.Globalization;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Market;

/// <summary>An order's identity: its trader, and the trader's own counter, which starts at 1.</summary>
public readonly record struct OrderId(Mid Trader, uint Number) : IComparable<OrderId>
{
    /// <summary>Reads 40 hex digits, a dot, a decimal number.</summary>
    public static bool TryParse(string? text, out OrderId id)
    {
        id = default;
        if (text is null || text.Length <= (2 * Mid.Length) + 1 || text[2 * Mid.Length] != '.'
            || !Mid.TryParse(text[..(2 * Mid.Length)], out var trader)
            || !uint.TryParse(text.AsSpan((2 * Mid.Length) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        id = new OrderId(trader, number);
        return true;
    }

    /// <summary>Seeded at random by the runtime: a stranger cannot choose numbers whose hashes collide.</summary>
    public override int GetHashCode() => HashCode.Combine(Trader.GetHashCode(), Number);

    public int CompareTo(OrderId other)
    {
        var byTrader = Trader.CompareTo(other.Trader);
        return byTrader != 0 ? byTrader : Number.CompareTo(other.Number);
    }

    /// <summary>The trader's 40 lower-case hex digits, a dot, the number.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Trader}.{Number}");
}
