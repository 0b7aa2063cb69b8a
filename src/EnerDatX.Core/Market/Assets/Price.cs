using System.Numerics;

namespace EnerDatX.Core.Market;

/// <summary>
/// An exact fraction of two positive 63-bit amounts. Prices are compared by cross multiplication in 128 bits:
/// nothing is rounded, and equal fractions are equal prices however they are written.
/// </summary>
public readonly struct Price : IComparable<Price>, IEquatable<Price>
{
    public Price(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numerator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        Numerator = numerator;
        Denominator = denominator;
    }

    public long Numerator { get; }

    public long Denominator { get; }

    public static bool operator ==(Price left, Price right) => left.Equals(right);

    public static bool operator !=(Price left, Price right) => !left.Equals(right);

    public static bool operator <(Price left, Price right) => left.CompareTo(right) < 0;

    public static bool operator >(Price left, Price right) => left.CompareTo(right) > 0;

    public static bool operator <=(Price left, Price right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Price left, Price right) => left.CompareTo(right) >= 0;

    public int CompareTo(Price other)
    {
        var thisHigh = Math.BigMul((ulong)Numerator, (ulong)other.Denominator, out var thisLow);
        var otherHigh = Math.BigMul((ulong)other.Numerator, (ulong)Denominator, out var otherLow);
        return thisHigh != otherHigh ? thisHigh.CompareTo(otherHigh) : thisLow.CompareTo(otherLow);
    }

    /// <summary>Quantity × price, rounded down to a whole unit.</summary>
    /// <exception cref="OverflowException">The result is above 2^63-1; it cannot be for a part of an order at its own price.</exception>
    public long Times(long quantity) =>
        checked((long)((UInt128)(ulong)quantity * (ulong)Numerator / (ulong)Denominator));

    public bool Equals(Price other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Price other && Equals(other);

    public override int GetHashCode()
    {
        var divisor = (long)BigInteger.GreatestCommonDivisor(Numerator, Denominator);
        return HashCode.Combine(Numerator / divisor, Denominator / divisor);
    }

    public override string ToString() => $"{Numerator}/{Denominator}";
}
