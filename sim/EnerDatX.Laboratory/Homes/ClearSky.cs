using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Homes;

/// <param name="Name">Homes of one name are under one sky.</param>
public sealed record Place(string Name, double LatitudeDegrees, double LongitudeDegrees)
{
    public static readonly Place Rotterdam = new("Rotterdam", 51.92, 4.48);
}

/// <summary>
/// The sun over one place on one day of UTC, without clouds: irradiance on a horizontal plane by Haurwitz (1945), declination by Cooper
/// (1969), equation of time in the usual three terms.
/// </summary>
internal readonly struct ClearSky
{
    private const double DegreesPerMinute = 0.25;

    /// <summary>Below a third of a degree above the horizon the formula gives nothing worth its arithmetic.</summary>
    private const double LowestCosine = 0.005;

    private readonly double _constant;
    private readonly double _swing;
    private readonly double _noonMinute;

    public ClearSky(Place place, long utcDay)
    {
        var day = DateTime.UnixEpoch.AddDays(utcDay).DayOfYear;
        var declination = 23.45 * Functions.SineOfDegrees(360.0 * (284 + day) / 365);
        _constant = Functions.SineOfDegrees(place.LatitudeDegrees) * Functions.SineOfDegrees(declination);
        _swing = Functions.CosineOfDegrees(place.LatitudeDegrees) * Functions.CosineOfDegrees(declination);
        _noonMinute = (HomeDay.Minutes / 2.0) - (4 * place.LongitudeDegrees) - EquationOfTimeMinutes(day);
    }

    /// <summary>Global horizontal irradiance in W/m².</summary>
    public double IrradianceAt(double utcMinute)
    {
        var cosine = _constant + (_swing * Functions.CosineOfDegrees((utcMinute - _noonMinute) * DegreesPerMinute));
        return cosine < LowestCosine ? 0 : 1_098 * cosine * Functions.Exponential(-0.059 / cosine);
    }

    private static double EquationOfTimeMinutes(int day)
    {
        var angle = 360.0 * (day - 81) / 364;
        return (9.87 * Functions.SineOfDegrees(2 * angle)) - (7.53 * Functions.CosineOfDegrees(angle)) - (1.5 * Functions.SineOfDegrees(angle));
    }
}
