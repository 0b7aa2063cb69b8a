namespace EnerDatX.Core.Metering;

/// <summary>Unit of an amount; the number is its byte in dataset v1.</summary>
public enum Unit : byte
{
    None = 0,
    WattHour = 1,

    /// <summary>Cubic decimetre, dm³.</summary>
    Litre = 2,
    Kilojoule = 3,
}

/// <summary>Electric energy, a whole number of Wh.</summary>
public readonly record struct WattHours(long Value)
{
    public static WattHours operator +(WattHours left, WattHours right) => new(left.Value + right.Value);

    public override string ToString() => $"{Value} Wh";
}

/// <summary>Electric power, a whole number of W.</summary>
public readonly record struct Watts(long Value)
{
    public override string ToString() => $"{Value} W";
}

/// <summary>A whole number of one unit. Amounts of different units never meet.</summary>
public readonly record struct Quantity(long Amount, Unit Unit)
{
    /// <summary>Twelve digits: a register of nine digits and three decimals, as DSMR prints it. Sums of millions of them stay within 64 bits.</summary>
    public const long MaxAmount = 999_999_999_999;

    public static Quantity From(WattHours energy) => new(energy.Value, Unit.WattHour);

    /// <summary>What was added since <paramref name="earlier"/>; may be negative when a register was reset.</summary>
    public Quantity Since(Quantity earlier) =>
        Unit == earlier.Unit
            ? new Quantity(Amount - earlier.Amount, Unit)
            : throw new ArgumentException($"{Unit} and {earlier.Unit} cannot be compared.", nameof(earlier));

    public override string ToString() => $"{Amount} {Unit.Symbol()}";
}

public static class UnitNames
{
    /// <summary>Wh, dm3 or kJ: what JSON and CSV print.</summary>
    public static string Symbol(this Unit unit) => unit switch
    {
        Unit.WattHour => "Wh",
        Unit.Litre => "dm3",
        Unit.Kilojoule => "kJ",
        Unit.None or _ => "?",
    };
}
