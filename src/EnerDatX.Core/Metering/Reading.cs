namespace EnerDatX.Core.Metering;

/// <summary>What is counted; the number is its byte in dataset v1 and its place in the order of rows.</summary>
public enum MeterChannel : byte
{
    None = 0,

    /// <summary>Electricity taken from the grid.</summary>
    Import = 1,

    /// <summary>Electricity given to the grid.</summary>
    Export = 2,
    Gas = 3,
    Heat = 4,
    Water = 5,
}

/// <summary>How far a reading can be trusted; the number is its byte in dataset v1.</summary>
public enum ReadingQuality : byte
{
    None = 0,

    /// <summary>Exactly one slot; registers were seen at both its borders (within the tolerance of <see cref="Intervals"/>).</summary>
    Measured = 1,

    /// <summary>Shorter than a slot: where the registers begin or end between two borders.</summary>
    Partial = 2,

    /// <summary>Spans one or more borders that nobody saw. The amount is measured, its course within the reading is unknown.</summary>
    Gap = 3,

    /// <summary>
    /// The first reading after the meter was swapped or its register reset (or jumped by more than any connection can carry).
    /// What was used between the reading before and this one is unknown and in neither.
    /// </summary>
    Swapped = 4,
}

/// <summary>A meter's cumulative count at one moment, in normal form.</summary>
/// <param name="EquipmentId">The meter that counted, if the telegram names it.</param>
/// <param name="Time">When it counted; null where the source does not say it in UTC (DSMR v2 and v3).</param>
public readonly record struct Register(MeterChannel Channel, string? EquipmentId, UtcSeconds? Time, Quantity Count);

/// <summary>What one channel counted within one interval: the normal form of everything that is stored and sold.</summary>
/// <param name="Seconds">Length of the interval; at least 1.</param>
/// <param name="Amount">Never negative.</param>
public readonly record struct Reading(MeterChannel Channel, UtcSeconds Start, long Seconds, Quantity Amount, ReadingQuality Quality)
{
    public UtcSeconds End => new(Start.Value + Seconds);
}

public static class ReadingNames
{
    public static string Name(this MeterChannel channel) => channel.ToString().ToLowerInvariant();

    public static string Name(this ReadingQuality quality) => quality.ToString().ToLowerInvariant();

    /// <summary>Whether this channel is ever counted in this unit: electricity in Wh, gas and water in dm³, heat in kJ or Wh.</summary>
    public static bool Counts(this MeterChannel channel, Unit unit) => channel switch
    {
        MeterChannel.Import or MeterChannel.Export => unit == Unit.WattHour,
        MeterChannel.Gas or MeterChannel.Water => unit == Unit.Litre,
        MeterChannel.Heat => unit is Unit.Kilojoule or Unit.WattHour,
        MeterChannel.None or _ => false,
    };
}
