using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Homes;

/// <summary>What is drawn once for a home.</summary>
/// <param name="AnnualWattHours">What the household is expected to consume in a mean year, a car not counted; a real year differs by about a percent.</param>
/// <param name="BaseWatts">What runs always.</param>
/// <param name="PvPeakWatts">Rated power of its solar panels; 0 = none.</param>
/// <param name="HasCar">Whether an electric car is charged here, on top of <paramref name="AnnualWattHours"/>.</param>
public sealed record HomePlan(long AnnualWattHours, int BaseWatts, int PvPeakWatts, bool HasCar)
{
    public const long MedianAnnualWattHours = 2_900_000;

    /// <summary>Of the homes, how many have an electric car, in thousandths.</summary>
    public const int CarPermille = 100;

    internal const double YearHours = 365.25 * 24;

    /// <summary>Standard deviation of the annual consumption's logarithm.</summary>
    private const double Sigma = 0.45;

    private const int MinBaseWatts = 80;
    private const int MaxBaseWatts = 200;
    private const int MaxBasePermille = 350;
    private const int MinPvWatts = 2_000;
    private const int MaxPvWatts = 8_000;

    internal double PartOfMedian => (double)AnnualWattHours / MedianAnnualWattHours;

    /// <summary>Mean power of what follows <see cref="LoadShape"/>: what base load and appliances leave of the annual target.</summary>
    internal double ShapeWatts => (AnnualWattHours / YearHours) - BaseWatts - (Appliance.MedianWattHoursPerDay * PartOfMedian / 24);

    /// <summary>Always draws the same numbers, so that a home stays as it is when more of the others get panels.</summary>
    /// <param name="pvPermille">Probability of solar panels, in thousandths.</param>
    public static HomePlan Draw(RandomStream random, int pvPermille)
    {
        var annual = (long)(MedianAnnualWattHours * Functions.Exponential(Sigma * random.NextNormal()));
        var baseWatts = random.Next(MinBaseWatts, MaxBaseWatts + 1);
        var pvPeakWatts = random.Next(MinPvWatts, MaxPvWatts + 1);
        var hasPv = random.Happens(pvPermille);
        var hasCar = random.Happens(CarPermille);
        var mostBase = (int)(annual / YearHours * MaxBasePermille / 1_000);
        return new HomePlan(annual, Math.Min(baseWatts, mostBase), hasPv ? pvPeakWatts : 0, hasCar);
    }
}
