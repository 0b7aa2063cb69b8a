namespace EnerDatX.Core.Metering;

/// <summary>
/// A device as the OEHU API lists it, with its last reading. All of it was public there, place and household included; only the counts
/// ever go into a dataset.
/// </summary>
public sealed record OehuDevice
{
    /// <summary>Hexadecimal, 64 digits in practice; null where only the metadata was given.</summary>
    public string? DeviceId { get; init; }

    public required string DeviceType { get; init; }

    public GeoPoint? Location { get; init; }

    /// <summary>Metres, as the owner chose.</summary>
    public long? LocationAccuracy { get; init; }

    public string? HouseholdType { get; init; }

    public long? Occupants { get; init; }

    /// <summary>Null for a device that is registered and has not reported yet.</summary>
    public OehuReading? Reading { get; init; }

    /// <summary>The counts in normal form; none without a reading.</summary>
    public IReadOnlyList<Register> Registers()
    {
        var registers = new List<Register>();
        Add(MeterChannel.Import, Reading?.Received.Count is { } received ? Quantity.From(received) : null, registers);
        Add(MeterChannel.Export, Reading?.Delivered.Count is { } delivered ? Quantity.From(delivered) : null, registers);
        Add(MeterChannel.Gas, Reading?.Gas, registers);
        return registers;
    }

    private void Add(MeterChannel channel, Quantity? count, List<Register> registers)
    {
        if (count is { } known)
        {
            registers.Add(new Register(channel, DeviceId, Reading!.Time, known));
        }
    }
}

/// <summary>Degrees times a million. OEHU lists latitude first, unlike GeoJSON.</summary>
public readonly record struct GeoPoint(long LatitudeMicrodegrees, long LongitudeMicrodegrees);

/// <param name="Time">lastUpdate; gas has no time of its own in OEHU.</param>
/// <param name="Received">From the grid.</param>
/// <param name="Delivered">To the grid.</param>
/// <param name="Gas">In dm³.</param>
public sealed record OehuReading(UtcSeconds Time, EnergyRegister Received, EnergyRegister Delivered, Quantity? Gas);
