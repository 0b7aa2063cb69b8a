using EnerDatX.Core.Metering;
using static EnerDatX.Core.Tests.Metering.TelegramText;

namespace EnerDatX.Core.Tests.Metering;

/// <summary>
/// The demo's day: Thursday 20 March 2025, local midnight to local midnight, a telegram every five minutes of an invented household with
/// gas heating and 3 kW of solar panels. Whole numbers and a fixed seed only, so that every machine writes the same bytes.
/// </summary>
internal static class HouseholdDay
{
    public const int TelegramCount = 289;

    private const int StepSeconds = 300;
    private const int StepsPerHour = 12;
    private const int Sunrise = (6 * StepsPerHour) + 8;
    private const int Sunset = (18 * StepsPerHour) + 10;
    private const long PeakWatts = 2_900;

    /// <summary>Average W by local hour: fridge and standby at night, breakfast, quiet noon, cooking and television.</summary>
    private static readonly int[] BaseWatts =
        [140, 120, 110, 110, 115, 130, 210, 480, 390, 260, 240, 250, 330, 280, 240, 260, 340, 610, 820, 640, 560, 480, 330, 200];

    /// <summary>dm³ of gas within five minutes, by local hour.</summary>
    private static readonly int[] GasLitres = [2, 1, 1, 1, 2, 6, 38, 44, 22, 12, 8, 6, 5, 5, 6, 9, 16, 28, 30, 26, 22, 14, 6, 3];

    /// <summary>First step, number of steps, W: kettle, washing machine heating and turning, oven, dishwasher heating and drying.</summary>
    private static readonly (int First, int Count, int Watts)[] Appliances =
        [(86, 1, 1_100), (122, 5, 1_900), (127, 11, 220), (214, 8, 1_700), (237, 4, 1_800), (245, 3, 1_500)];

    public static DateTimeOffset Midnight { get; } = new(2025, 3, 19, 23, 0, 0, TimeSpan.Zero);

    public static byte[] Write()
    {
        var counts = new Counts { Low = 4_118_203, Normal = 3_902_771, ExportLow = 88_412, ExportNormal = 1_204_930, Gas = 3_456_789, Seed = 20_250_320 };
        var telegrams = new List<byte>();
        for (var step = 0; step < TelegramCount; step++)
        {
            var watts = Watts(step, counts);
            telegrams.AddRange(Telegram(step, counts, watts));
            Advance(step, counts, watts);
        }

        return [.. telegrams];
    }

    /// <summary>What the meter sees: use minus sun, negative when it gives to the grid.</summary>
    private static long Watts(int step, Counts counts)
    {
        var use = BaseWatts[step / StepsPerHour % 24] + counts.Next(90) + Appliances.Where(on => step >= on.First && step < on.First + on.Count).Sum(on => on.Watts);
        if (step is < Sunrise or > Sunset)
        {
            return use;
        }

        long height = (step - Sunrise) * (Sunset - step);
        long noon = (Sunset - Sunrise) * (Sunset - Sunrise) / 4;
        var cloudy = step / StepsPerHour is 9 or 14;
        var clearPermille = (cloudy ? 350 : 780) + counts.Next(200);
        return use - (PeakWatts * height / noon * clearPermille / 1_000);
    }

    private static void Advance(int step, Counts counts, long watts)
    {
        counts.Owed += Math.Abs(watts) * StepSeconds;
        var wattHours = counts.Owed / 3_600;
        counts.Owed %= 3_600;
        var isLow = IsLowTariff(step);
        counts.Low += watts > 0 && isLow ? wattHours : 0;
        counts.Normal += watts > 0 && !isLow ? wattHours : 0;
        counts.ExportLow += watts <= 0 && isLow ? wattHours : 0;
        counts.ExportNormal += watts <= 0 && !isLow ? wattHours : 0;
        counts.Gas += GasLitres[step / StepsPerHour % 24] + counts.Next(4);
    }

    private static bool IsLowTariff(int step) => step is < 7 * StepsPerHour or >= 23 * StepsPerHour;

    private static byte[] Telegram(int step, Counts counts, long watts)
    {
        var stamp = Stamp(Midnight.AddSeconds(step * StepSeconds), summer: false);
        return WithChecksum(
            "EDX5\\DEMO-HOUSEHOLD",
            "1-3:0.2.8(50)",
            $"0-0:1.0.0({stamp})",
            $"0-0:96.1.1({Hex("ENERDATX-DEMO-001")})",
            $"1-0:1.8.1({KiloWattHours(counts.Low)})",
            $"1-0:1.8.2({KiloWattHours(counts.Normal)})",
            $"1-0:2.8.1({KiloWattHours(counts.ExportLow)})",
            $"1-0:2.8.2({KiloWattHours(counts.ExportNormal)})",
            $"0-0:96.14.0({(IsLowTariff(step) ? "0001" : "0002")})",
            $"1-0:1.7.0({KiloWatts(Math.Max(0, watts))})",
            $"1-0:2.7.0({KiloWatts(Math.Max(0, -watts))})",
            "0-1:24.1.0(003)",
            $"0-1:96.1.0({Hex("ENERDATX-DEMO-GAS")})",
            $"0-1:24.2.1({stamp})({CubicMetres(counts.Gas)})");
    }

    private sealed class Counts
    {
        public required long Low { get; set; }

        public required long Normal { get; set; }

        public required long ExportLow { get; set; }

        public required long ExportNormal { get; set; }

        public required long Gas { get; set; }

        public required uint Seed { get; set; }

        /// <summary>Watt-seconds that do not yet make a Wh.</summary>
        public long Owed { get; set; }

        /// <summary>0 to <paramref name="below"/> − 1, from a linear congruential sequence (Numerical Recipes' constants).</summary>
        public int Next(int below)
        {
            Seed = unchecked((Seed * 1_664_525) + 1_013_904_223);
            return (int)((Seed >> 16) % (uint)below);
        }
    }
}
