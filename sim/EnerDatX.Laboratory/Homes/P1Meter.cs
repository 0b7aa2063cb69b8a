using System.Globalization;
using System.Text;
using EnerDatX.Core.Metering;

namespace EnerDatX.Laboratory.Homes;

/// <summary>What a home's meter prints at its P1 port: telegrams of DSMR 5 (P1 companion standard 5.0.2) with both tariffs and directions.</summary>
public static class P1Meter
{
    /// <summary>
    /// Telegrams one after the other, as a logger writes them: at <paramref name="fromUtcSeconds"/> and every
    /// <paramref name="stepSeconds"/> after, up to and with <paramref name="toUtcSeconds"/>. A day of quarter hours, both midnights
    /// included, is 97 telegrams, 28 kB.
    /// </summary>
    public static byte[] File(Home home, long fromUtcSeconds, long toUtcSeconds, int stepSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepSeconds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(toUtcSeconds, fromUtcSeconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((toUtcSeconds - fromUtcSeconds) / stepSeconds, MeterFile.MaxTelegrams - 1);
        using var file = new MemoryStream();
        for (var at = fromUtcSeconds; at <= toUtcSeconds; at += stepSeconds)
        {
            file.Write(TelegramAt(home, at));
        }

        return file.ToArray();
    }

    /// <summary>One telegram, with its checksum and the line end after it.</summary>
    public static byte[] TelegramAt(Home home, long utcSeconds)
    {
        var local = AmsterdamTime.At(utcSeconds);
        var counts = home.CountsAt(utcSeconds);
        var (importWatts, exportWatts) = home.PowerAt(utcSeconds);
        string[] lines =
        [
            @"/EDX5\2VIRTUAL-HOME",
            string.Empty,
            "1-3:0.2.8(50)",
            $"0-0:1.0.0({Stamp(local)})",
            $"0-0:96.1.1({Convert.ToHexString(Encoding.ASCII.GetBytes(home.MeterId))})",
            $"1-0:1.8.1({Thousandths(counts.Import1WattHours, 6)}*kWh)",
            $"1-0:1.8.2({Thousandths(counts.Import2WattHours, 6)}*kWh)",
            $"1-0:2.8.1({Thousandths(counts.Export1WattHours, 6)}*kWh)",
            $"1-0:2.8.2({Thousandths(counts.Export2WattHours, 6)}*kWh)",
            $"0-0:96.14.0({(local.IsLowTariff ? "0001" : "0002")})",
            $"1-0:1.7.0({Thousandths(importWatts, 2)}*kW)",
            $"1-0:2.7.0({Thousandths(exportWatts, 2)}*kW)",
            "!",
        ];
        var body = Encoding.ASCII.GetBytes(string.Join("\r\n", lines));
        return [.. body, .. Encoding.ASCII.GetBytes($"{Crc16.Dsmr(body):X4}\r\n")];
    }

    /// <summary><c>YYMMDDhhmmssX</c>: S and W tell apart the hour that autumn repeats.</summary>
    private static string Stamp(AmsterdamTime local) =>
        local.Wall.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture) + (local.IsSummerTime ? 'S' : 'W');

    private static string Thousandths(long value, int wholeDigits) =>
        (value / 1_000).ToString($"D{wholeDigits}", CultureInfo.InvariantCulture) + "." + (value % 1_000).ToString("D3", CultureInfo.InvariantCulture);
}
