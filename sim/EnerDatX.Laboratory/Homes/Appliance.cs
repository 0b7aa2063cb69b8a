using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Homes;

/// <summary>Something that is switched on now and then; how often follows a Poisson distribution, when follows <see cref="LoadShape"/>.</summary>
/// <param name="RunMilliwattHours">Energy of one run.</param>
/// <param name="Minutes">Length of one run.</param>
/// <param name="RunsPerDay">On average, in a home of the median consumption; more where more is consumed.</param>
internal sealed record Appliance(string Name, long RunMilliwattHours, int Minutes, double RunsPerDay)
{
    public static readonly IReadOnlyList<Appliance> All =
    [
        new("dishwasher", 1_000_000, 90, 0.6),
        new("washing machine", 800_000, 75, 0.5),
        new("kettle", 100_000, 3, 4),
        new("oven", 1_000_000, 45, 0.3),
    ];

    /// <summary>Of all appliances together in a home of the median consumption.</summary>
    public static double MedianWattHoursPerDay => All.Sum(appliance => appliance.RunMilliwattHours / 1_000.0 * appliance.RunsPerDay);
}

/// <summary>One run of an appliance, or one charge of a car. May last into the next day.</summary>
internal readonly record struct ApplianceRun(int StartMinute, int Minutes, long MilliwattHours);

/// <summary>What is switched on in one home on one day.</summary>
internal static class ApplianceDay
{
    /// <summary>7 kW, the usual wall box on one phase (32 A).</summary>
    public const long ChargeWatts = 7_000;

    /// <summary>Days with a charge, in thousandths.</summary>
    public const int ChargePermille = 400;

    public const int MinChargeMinutes = 60;
    public const int MaxChargeMinutes = 240;

    private const int FirstChargeMinute = 17 * 60;
    private const int ChargeStartSpread = 3 * 60;

    /// <summary>The runs that begin on this day of UTC; minutes of UTC.</summary>
    public static List<ApplianceRun> Runs(RandomStream random, long utcDay, HomePlan plan)
    {
        var offset = AmsterdamTime.At((utcDay * HomeDay.Seconds) + (HomeDay.Seconds / 2)).IsSummerTime ? 120 : 60;
        var date = DateTime.UnixEpoch.AddDays(utcDay);
        var runs = new List<ApplianceRun>();
        foreach (var appliance in Appliance.All)
        {
            var count = Functions.Poisson(random, Math.Min(appliance.RunsPerDay * plan.PartOfMedian, 50));
            for (var run = 0; run < count; run++)
            {
                var start = Utc(StartMinute(random, date), offset);
                runs.Add(new ApplianceRun(start, appliance.Minutes, appliance.RunMilliwattHours));
            }
        }

        if (plan.HasCar && random.Happens(ChargePermille))
        {
            var start = FirstChargeMinute + random.Next(ChargeStartSpread) + random.Next(ChargeStartSpread);
            var minutes = random.Next(MinChargeMinutes, MaxChargeMinutes + 1);
            runs.Add(new ApplianceRun(Utc(start, offset), minutes, ChargeWatts * minutes * 1_000 / 60));
        }

        return runs;
    }

    /// <summary>A minute of the local day, likelier where more is consumed (von Neumann's rejection).</summary>
    private static int StartMinute(RandomStream random, DateTime localDate)
    {
        while (true)
        {
            var minute = random.Next(HomeDay.Minutes);
            if (random.NextDouble() < LoadShape.PartOfPeak(localDate, minute))
            {
                return minute;
            }
        }
    }

    /// <summary>Every time of the local clock occurs once in a day of UTC, but for the two days when clocks change.</summary>
    private static int Utc(int localMinute, int offsetMinutes) => (localMinute - offsetMinutes + HomeDay.Minutes) % HomeDay.Minutes;
}
