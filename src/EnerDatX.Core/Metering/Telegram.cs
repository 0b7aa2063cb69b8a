namespace EnerDatX.Core.Metering;

/// <summary>
/// One good P1 telegram: the registers that we know (DSMR P1 companion standard 5.0.2, Belgian e-MUCS P1); all other lines are left out.
/// </summary>
public sealed record Telegram
{
    /// <summary>Place among all telegrams of the input, good and bad, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Of <c>/</c>, in bytes from the start of the input.</summary>
    public required long Offset { get; init; }

    /// <summary>The first line without its slash: maker, baud rate, model.</summary>
    public required string Identification { get; init; }

    public required TelegramChecksum Checksum { get; init; }

    /// <summary>42, 50, Belgium 50217; null before v4.</summary>
    public string? Version { get; init; }

    /// <summary>A Belgian e-MUCS telegram (its version has a code of its own).</summary>
    public bool IsBelgian { get; init; }

    /// <summary>The electricity meter's id, text; null when absent or empty.</summary>
    public string? EquipmentId { get; init; }

    /// <summary>The meter's own clock, by its summer/winter flag; null before v4, and when its clock is not set.</summary>
    public UtcSeconds? Time { get; init; }

    public EnergyRegister Import { get; init; }

    public EnergyRegister Export { get; init; }

    /// <summary>The tariff that counts now, 1 to 4.</summary>
    public int? ActiveTariff { get; init; }

    public Watts? PowerImport { get; init; }

    public Watts? PowerExport { get; init; }

    /// <summary>Belgium: average import of the running quarter hour.</summary>
    public Watts? QuarterHourDemand { get; init; }

    /// <summary>Belgium: highest quarter hour of this month, which the grid fee is computed from.</summary>
    public (UtcSeconds? Time, Watts Power)? MonthPeak { get; init; }

    /// <summary>Gas, heat and water meters and others on the M-Bus, by channel 1 to 4.</summary>
    public IReadOnlyList<MbusDevice> MbusDevices { get; init; } = [];

    /// <summary>What is odd about this telegram without making it wrong.</summary>
    public IReadOnlyList<string> Quirks { get; init; } = [];

    /// <summary>What tariffs 1 and 2 mean: low and normal in the Netherlands, day and night in Belgium.</summary>
    public (string First, string Second) TariffNames => IsBelgian ? ("day", "night") : ("low", "normal");

    /// <summary>
    /// The counts in normal form: import and export in Wh; for gas, heat and water the device whose reading is the newest
    /// (an exchanged meter may stay listed with its last reading), at equal times the one on the lowest channel.
    /// </summary>
    public IReadOnlyList<Register> Registers()
    {
        var registers = new List<Register>();
        AddEnergy(MeterChannel.Import, Import, registers);
        AddEnergy(MeterChannel.Export, Export, registers);
        foreach (var channel in new[] { MeterChannel.Gas, MeterChannel.Heat, MeterChannel.Water })
        {
            var newest = MbusDevices.Where(device => device.Channel == channel && device.Reading is not null)
                .OrderByDescending(device => device.Reading!.Time?.Value ?? 0)
                .ThenBy(device => device.Number)
                .FirstOrDefault();
            if (newest is { Reading: { } reading })
            {
                registers.Add(new Register(channel, newest.EquipmentId, reading.Time, reading.Count));
            }
        }

        return registers;
    }

    private void AddEnergy(MeterChannel channel, EnergyRegister energy, List<Register> registers)
    {
        if (energy.Count is { } count)
        {
            registers.Add(new Register(channel, EquipmentId, Time, Quantity.From(count)));
        }
    }
}

/// <summary>Energy counted in one direction: in all, and by tariff. Meters print the total, the tariffs, or both.</summary>
public readonly record struct EnergyRegister(WattHours? Total, WattHours? Tariff1, WattHours? Tariff2, WattHours? Tariff3, WattHours? Tariff4)
{
    /// <summary>The total as printed, or else the sum of the tariffs that are there; null when there is none.</summary>
    public WattHours? Count
    {
        get
        {
            if (Total is not null || (Tariff1 ?? Tariff2 ?? Tariff3 ?? Tariff4) is null)
            {
                return Total;
            }

            return (Tariff1 ?? default) + (Tariff2 ?? default) + (Tariff3 ?? default) + (Tariff4 ?? default);
        }
    }
}

/// <summary>A meter that the electricity meter reads for others.</summary>
/// <param name="Number">M-Bus channel, 1 to 4.</param>
/// <param name="Type">Device type of EN 13757-3: 3 gas, 4 heat, 7 water; null when not given.</param>
/// <param name="Reading">Its last reading, or null when it has none yet.</param>
public sealed record MbusDevice(int Number, int? Type, string? EquipmentId, MbusReading? Reading)
{
    public MeterChannel Channel => Type switch
    {
        3 => MeterChannel.Gas,
        4 => MeterChannel.Heat,
        7 => MeterChannel.Water,
        _ => MeterChannel.None,
    };
}

/// <summary>What an M-Bus device counted, at its own time.</summary>
/// <param name="Stamp">The time as printed.</param>
/// <param name="Time">The same in UTC; null in v2 and v3, whose stamps do not say whether it was summer time.</param>
public sealed record MbusReading(string Stamp, UtcSeconds? Time, Quantity Count);
