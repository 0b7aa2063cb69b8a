using System.Text;
using EnerDatX.Core.Metering;

namespace EnerDatX.Core.Tests.Metering;

/// <summary>Writes telegrams with their checksums, for tests and for the committed samples.</summary>
internal static class TelegramText
{
    /// <summary>A v4 or later telegram: CR LF line ends, four digits of CRC16.</summary>
    public static byte[] WithChecksum(string identification, params string[] lines) => Close(Body(identification, lines), Crc16.Dsmr);

    /// <summary>As Holley meters print it.</summary>
    public static byte[] WithX25(string identification, params string[] lines) => Close(Body(identification, lines), Crc16.X25);

    /// <summary>A v2 or v3 telegram.</summary>
    public static byte[] WithoutChecksum(string identification, params string[] lines) => [.. Body(identification, lines), .. "\r\n"u8];

    /// <summary>YYMMDDhhmmssX of local time, which is UTC plus 1 or 2 hours as the flag says.</summary>
    public static string Stamp(DateTimeOffset utc, bool summer) =>
        utc.UtcDateTime.AddHours(summer ? 2 : 1).ToString("yyMMddHHmmss") + (summer ? 'S' : 'W');

    public static string Hex(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));

    /// <summary>Wh as 000001.234*kWh.</summary>
    public static string KiloWattHours(long wattHours) => $"{wattHours / 1000:D6}.{wattHours % 1000:D3}*kWh";

    /// <summary>dm³ as 00001.234*m3.</summary>
    public static string CubicMetres(long litres) => $"{litres / 1000:D5}.{litres % 1000:D3}*m3";

    /// <summary>W as 01.234*kW.</summary>
    public static string KiloWatts(long watts) => $"{watts / 1000:D2}.{watts % 1000:D3}*kW";

    private static byte[] Body(string identification, string[] lines) =>
        Encoding.ASCII.GetBytes($"/{identification}\r\n\r\n{string.Concat(lines.Select(line => line + "\r\n"))}!");

    private static byte[] Close(byte[] body, Checksum checksum) => [.. body, .. Encoding.ASCII.GetBytes($"{checksum(body):X4}\r\n")];

    private delegate ushort Checksum(ReadOnlySpan<byte> bytes);
}
