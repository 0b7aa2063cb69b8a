namespace EnerDatX.Core.Metering;

/// <summary>Values as telegrams print them, <c>number*unit</c>, to whole numbers of our units, exactly or not at all.</summary>
internal static class ObisValue
{
    public static bool TryEnergy(ReadOnlySpan<char> text, out WattHours energy)
    {
        var read = TrySplit(text, out var number, out var unit);
        var decimals = unit switch { "kWh" => 3, "Wh" => 0, _ => -1 };
        energy = default;
        if (!read || decimals < 0 || !FixedPoint.TryParseExact(number, decimals, out var value))
        {
            return false;
        }

        energy = new WattHours(value);
        return true;
    }

    public static bool TryPower(ReadOnlySpan<char> text, out Watts power)
    {
        var read = TrySplit(text, out var number, out var unit);
        var decimals = unit switch { "kW" => 3, "W" => 0, _ => -1 };
        power = default;
        if (!read || decimals < 0 || !FixedPoint.TryParseExact(number, decimals, out var value))
        {
            return false;
        }

        power = new Watts(value);
        return true;
    }

    /// <summary>m3 to dm³, GJ and MJ to kJ, kWh to Wh.</summary>
    public static bool TryCount(ReadOnlySpan<char> number, ReadOnlySpan<char> unit, out Quantity count)
    {
        var (decimals, whole) = unit switch
        {
            "m3" => (3, Unit.Litre),
            "GJ" => (6, Unit.Kilojoule),
            "MJ" => (3, Unit.Kilojoule),
            "kWh" => (3, Unit.WattHour),
            _ => (0, Unit.None),
        };
        count = default;
        if (whole == Unit.None || !FixedPoint.TryParseExact(number, decimals, out var value))
        {
            return false;
        }

        count = new Quantity(value, whole);
        return true;
    }

    public static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> number, out ReadOnlySpan<char> unit)
    {
        var star = text.IndexOf('*');
        number = star < 0 ? text : text[..star];
        unit = star < 0 ? [] : text[(star + 1)..].TrimEnd();
        return star > 0;
    }
}
