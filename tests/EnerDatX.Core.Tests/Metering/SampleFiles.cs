using System.Text;
using System.Text.RegularExpressions;
using static EnerDatX.Core.Tests.Metering.TelegramText;

namespace EnerDatX.Core.Tests.Metering;

/// <summary>
/// The content of <c>tests/samples</c>, from which the committed files were written (run the tests with ENERDATX_WRITE_SAMPLES=1 to
/// write them again). All meters are invented.
/// </summary>
internal static class SampleFiles
{
    public const string Meter = "ENERDATX-TEST-0001";
    public const string OtherMeter = "ENERDATX-TEST-0002";

    private const string V5 = "EDX5\\TEST-V5";
    private const int FiveMinutes = 300;

    /// <summary>Names relative to tests/samples.</summary>
    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new SortedDictionary<string, Func<byte[]>>(StringComparer.Ordinal)
    {
        ["p1/nl-v5-five-minute-gas.p1"] = FiveMinuteGas,
        ["p1/nl-v4-hourly-gas.p1"] = HourlyGas,
        ["p1/be-gas-water.p1"] = Belgian,
        ["p1/nl-v3-two-line-gas.p1"] = TwoLineGas,
        ["p1/nl-v3-parity-bits.p1"] = ParityBits,
        ["p1/hu-x25.p1"] = Holley,
        ["p1/dst-autumn-night.p1"] = AutumnNight,
        ["p1/meter-swap.p1"] = MeterSwap,
        ["p1/gap.p1"] = Gap,
        ["p1/gas-1970.p1"] = Gas1970,
        ["p1/wrong-checksum.p1"] = () => Replace(Single(), "(000001.000*kWh)", "(000001.001*kWh)"),
        ["p1/truncated.p1"] = () => Single()[..120],
        ["p1/dropped-leading-zero.p1"] = DroppedZero,
        ["p1/lf-line-endings.p1"] = () => Replace(Single(), "\r\n", "\n"),
        ["p1/one-bad-among-good.p1"] = OneBad,
        ["oehu/devices.json"] = () => Encoding.UTF8.GetBytes(OehuDevices),
        ["oehu/readings.json"] = () => Encoding.UTF8.GetBytes(OehuReadings),
    };

    /// <summary>One v5 telegram at 2025-03-10T09:00:00Z: import 1,000 + 2,000 Wh, export 500 + 0 Wh, gas 3,000 dm³.</summary>
    public static byte[] Single() => V5Telegram(Utc(2025, 3, 10, 9, 0), summer: false, 1_000, 2_000, 500, 3_000);

    public static byte[] V5Telegram(DateTimeOffset utc, bool summer, long import1, long import2, long export1, long gas, string meter = Meter) =>
        WithChecksum(
            V5,
            "1-3:0.2.8(50)",
            $"0-0:1.0.0({Stamp(utc, summer)})",
            $"0-0:96.1.1({Hex(meter)})",
            $"1-0:1.8.1({KiloWattHours(import1)})",
            $"1-0:1.8.2({KiloWattHours(import2)})",
            $"1-0:2.8.1({KiloWattHours(export1)})",
            "1-0:2.8.2(000000.000*kWh)",
            "0-0:96.14.0(0001)",
            "1-0:1.7.0(00.400*kW)",
            "1-0:2.7.0(00.000*kW)",
            "0-1:24.1.0(003)",
            $"0-1:96.1.0({Hex("ENERDATX-GAS-0001")})",
            $"0-1:24.2.1({Stamp(utc, summer)})({CubicMetres(gas)})");

    public static DateTimeOffset Utc(int year, int month, int day, int hour, int minute, int second = 0) =>
        new(year, month, day, hour, minute, second, TimeSpan.Zero);

    public static byte[] Replace(byte[] telegram, string old, string with) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(telegram).Replace(old, with));

    /// <summary>09:00 to 10:00 every five minutes, 30 Wh and 12 dm³ each.</summary>
    private static byte[] FiveMinuteGas() => Join(13, step =>
        V5Telegram(Utc(2025, 3, 10, 9, 0).AddSeconds(step * FiveMinutes), false, 1_000 + (30 * step), 2_000, 500, 3_000 + (12 * step)));

    /// <summary>09:00 to 12:00 every five minutes, 25 Wh each; gas at whole hours, 400 dm³ each.</summary>
    private static byte[] HourlyGas() => Join(37, step =>
    {
        var utc = Utc(2025, 1, 15, 9, 0).AddSeconds(step * FiveMinutes);
        return WithChecksum(
            "EDX5\\TEST-V4",
            "1-3:0.2.8(42)",
            $"0-0:1.0.0({Stamp(utc, false)})",
            $"0-0:96.1.1({Hex(Meter)})",
            $"1-0:1.8.1({KiloWattHours(5_000)})",
            $"1-0:1.8.2({KiloWattHours(7_000 + (25 * step))})",
            "1-0:2.8.1(000000.000*kWh)",
            "1-0:2.8.2(000000.000*kWh)",
            "0-0:96.14.0(0002)",
            "1-0:1.7.0(00.300*kW)",
            "1-0:2.7.0(00.000*kW)",
            "0-1:24.1.0(003)",
            $"0-1:96.1.0({Hex("ENERDATX-GAS-0001")})",
            $"0-1:24.2.1({Stamp(Utc(2025, 1, 15, 9 + (step / 12), 0), false)})({CubicMetres(100_000 + (400 * (step / 12)))})");
    });

    /// <summary>09:00 to 10:00 in summer every five minutes; day tariff 40 Wh; gas and water read 62 s before, 10 and 5 dm³ each.</summary>
    private static byte[] Belgian() => Join(13, step =>
    {
        var utc = Utc(2025, 6, 3, 9, 0).AddSeconds(step * FiveMinutes);
        var read = Stamp(utc.AddSeconds(-62), true);
        return WithChecksum(
            "EDX5\\TEST-BE",
            "0-0:96.1.4(50217)",
            $"0-0:96.1.1({Hex(Meter)})",
            $"0-0:1.0.0({Stamp(utc, true)})",
            $"1-0:1.8.1({KiloWattHours(10_000 + (40 * step))})",
            "1-0:1.8.2(000020.000*kWh)",
            "1-0:2.8.1(000000.000*kWh)",
            "1-0:2.8.2(000000.000*kWh)",
            "1-0:1.4.0(00.480*kW)",
            "1-0:1.6.0(250602174500S)(02.589*kW)",
            "0-0:98.1.0(1)(1-0:1.6.0)(1-0:1.6.0)(250601000000S)(250512181500S)(03.695*kW)",
            "0-0:96.14.0(0001)",
            "1-0:1.7.0(00.480*kW)",
            "1-0:2.7.0(00.000*kW)",
            "0-1:24.1.0(003)",
            $"0-1:96.1.1({Hex("ENERDATX-GAS-BE")})",
            $"0-1:24.2.3({read})({CubicMetres(50_000 + (10 * step))})",
            "0-2:24.1.0(007)",
            $"0-2:96.1.1({Hex("ENERDATX-WATER-BE")})",
            $"0-2:24.2.1({read})({CubicMetres(80_000 + (5 * step))})");
    });

    private static byte[] TwoLineGas() => WithoutChecksum(
        "EDX5\\TEST-V3",
        $"0-0:96.1.1({Hex(Meter)})",
        "1-0:1.8.1(00123.456*kWh)",
        "1-0:1.8.2(00654.321*kWh)",
        "1-0:2.8.1(00000.000*kWh)",
        "1-0:2.8.2(00000.000*kWh)",
        "0-0:96.14.0(0001)",
        "1-0:1.7.0(0000.45*kW)",
        "1-0:2.7.0(0000.00*kW)",
        "0-1:24.1.0(3)",
        $"0-1:96.1.0({Hex("ENERDATX-GAS-0001")})",
        "0-1:24.3.0(120517020000)(08)(60)(1)(0-1:24.2.1)(m3)",
        "(00124.477)",
        "0-1:24.4.0(1)");

    private static byte[] ParityBits() =>
        [.. TwoLineGas().Select(b => (byte)(System.Numerics.BitOperations.PopCount(b) % 2 == 0 ? b : b | 0x80))];

    private static byte[] Holley() => WithX25(
        "HLY5/TEST-METER",
        "1-3:0.2.8(50)",
        "0-0:1.0.0(250203113815W)",
        "1-0:1.8.0(00003000.003*kWh)",
        "1-0:1.8.1(00001000.001*kWh)",
        "1-0:1.8.2(00002000.002*kWh)",
        "1-0:2.8.0(00000007.000*kWh)");

    /// <summary>27 October 2024, 00:00 summer time to 04:00 winter time: five hours, every quarter hour 100 Wh.</summary>
    private static byte[] AutumnNight() => Join(21, step =>
    {
        var utc = Utc(2024, 10, 26, 22, 0).AddMinutes(15 * step);
        return V5Telegram(utc, summer: utc < Utc(2024, 10, 27, 1, 0), 1_000 + (100 * step), 0, 0, 3_000);
    });

    /// <summary>Swapped at 09:37: the old meter ends at 9,999,060 Wh, the new one begins at 2 Wh.</summary>
    private static byte[] MeterSwap() => Join(13, step =>
    {
        var utc = Utc(2025, 3, 10, 9, 0).AddSeconds(step * FiveMinutes);
        return step <= 7
            ? V5Telegram(utc, false, 9_998_850 + (30 * step), 0, 0, 3_000 + (12 * step))
            : V5Telegram(utc, false, 2 + (30 * (step - 8)), 0, 0, 3_000 + (12 * step), OtherMeter);
    });

    /// <summary>09:00 to 12:00 every five minutes, nothing between 09:35 and 10:50.</summary>
    private static byte[] Gap() => Join(37, step => step is > 7 and < 22
        ? []
        : V5Telegram(Utc(2025, 3, 10, 9, 0).AddSeconds(step * FiveMinutes), false, 1_000 + (30 * step), 0, 0, 3_000 + (12 * step)));

    /// <summary>An empty M-Bus channel beside a good one, and a telegram whose gas meter has no reading at all.</summary>
    private static byte[] Gas1970() =>
    [
        .. WithChecksum(
            V5,
            "1-3:0.2.8(50)",
            "0-0:1.0.0(250310100000W)",
            $"0-0:96.1.1({Hex(Meter)})",
            "1-0:1.8.1(000001.000*kWh)",
            "0-1:24.1.0(003)",
            "0-1:96.1.0()",
            "0-1:24.2.1(700101010000W)(00000000)",
            "0-2:24.1.0(003)",
            $"0-2:96.1.0({Hex("ENERDATX-GAS-0001")})",
            "0-2:24.2.1(250310095501W)(00246.138*m3)"),
        .. WithChecksum(
            V5,
            "1-3:0.2.8(50)",
            "0-0:1.0.0(250310101500W)",
            $"0-0:96.1.1({Hex(Meter)})",
            "1-0:1.8.1(000001.100*kWh)",
            "0-1:24.1.0(003)",
            "0-1:96.1.0()",
            "0-1:24.2.1(700101010000W)(00000000)"),
    ];

    /// <summary>The first import count for which the checksum begins with a zero, which is then left out.</summary>
    private static byte[] DroppedZero()
    {
        var telegrams = Enumerable.Range(1_000, 1_000).Select(import => V5Telegram(Utc(2025, 3, 10, 9, 0), false, import, 0, 0, 3_000));
        var text = telegrams.Select(Encoding.ASCII.GetString).First(telegram => Regex.IsMatch(telegram, "!0[1-9A-F]"));
        return Encoding.ASCII.GetBytes(text.Replace("!0", "!"));
    }

    private static byte[] OneBad()
    {
        var bad = Replace(V5Telegram(Utc(2025, 3, 10, 9, 15), false, 1_090, 0, 0, 3_036), "001.090", "901.090");
        return [.. V5Telegram(Utc(2025, 3, 10, 9, 0), false, 1_000, 0, 0, 3_000), .. bad, .. V5Telegram(Utc(2025, 3, 10, 9, 30), false, 1_180, 0, 0, 3_072)];
    }

    private static byte[] Join(int count, Func<int, byte[]> telegram) => [.. Enumerable.Range(0, count).SelectMany(telegram)];

    private const string OehuDevices = """
        [
          {
            "deviceId": "00000000000000000000000000000000000000000000000000000000000000a1",
            "transaction": [{ "operation": "TRANSFER" }],
            "metadata": {
              "metadata": {
                "deviceType": "SMART_METER",
                "location": { "type": "Point", "coordinates": [52.090737, 5.121420] },
                "locationAccuracy": 100,
                "householdType": "house",
                "occupants": 3,
                "lastUpdate": 1741597200000,
                "electricityReceived": { "total": 352.344, "tariff1": 184.072, "tariff2": 168.272 },
                "electricityDelivered": { "total": 1.601, "tariff1": 1.601, "tariff2": 0 },
                "gasReceived": 173.974
              }
            }
          },
          {
            "deviceId": "00000000000000000000000000000000000000000000000000000000000000b2",
            "metadata": { "metadata": { "deviceType": "SMART_METER", "householdType": "office", "occupants": 5 } }
          }
        ]

        """;

    private const string OehuReadings = """
        [
          { "deviceType": "SMART_METER", "lastUpdate": 1741597200000, "electricityReceived": { "total": 352.344 }, "gasReceived": 173.974 },
          { "deviceType": "SMART_METER", "lastUpdate": 1741598100000, "electricityReceived": { "total": 352.56099999999998 }, "gasReceived": 174.011 }
        ]

        """;
}
