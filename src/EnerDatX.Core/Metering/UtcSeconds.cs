using System.Globalization;

namespace EnerDatX.Core.Metering;

/// <summary>A moment: whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Never local time.</summary>
public readonly record struct UtcSeconds : IComparable<UtcSeconds>
{
    /// <summary>The end of the year 9999, the last that prints with four digits.</summary>
    public const long MaxValue = 253_402_300_799;

    public UtcSeconds(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        Value = value;
    }

    public long Value { get; }

    public static bool operator <(UtcSeconds left, UtcSeconds right) => left.Value < right.Value;

    public static bool operator >(UtcSeconds left, UtcSeconds right) => left.Value > right.Value;

    public static bool operator <=(UtcSeconds left, UtcSeconds right) => left.Value <= right.Value;

    public static bool operator >=(UtcSeconds left, UtcSeconds right) => left.Value >= right.Value;

    public int CompareTo(UtcSeconds other) => Value.CompareTo(other.Value);

    /// <summary>ISO 8601, for example 2025-03-19T23:00:00Z.</summary>
    public override string ToString() =>
        DateTimeOffset.FromUnixTimeSeconds(Value).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
