using EnerDatX.Laboratory.Homes.Profiles;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Homes;

/// <summary>Homes of one seed under one sky. Each depends on the seed and its number alone: more homes change none of the others.</summary>
public sealed class Neighbourhood
{
    private readonly ulong _seed;
    private readonly int _pvPermille;
    private readonly long _firstUtcDay;
    private readonly Sky _sky;

    /// <param name="pvPermille">Probability of solar panels, in thousandths.</param>
    /// <param name="firstUtcSecond">Meters are put in at the midnight of UTC before; in seconds since 1970.</param>
    /// <param name="place">Null = Rotterdam.</param>
    public Neighbourhood(ulong seed, int pvPermille, long firstUtcSecond, Place? place = null)
    {
        _seed = seed;
        _pvPermille = pvPermille;
        _firstUtcDay = firstUtcSecond / HomeDay.Seconds;
        _sky = new Sky(seed, place ?? Place.Rotterdam);
    }

    public HomePlan PlanOf(int number) => HomePlan.Draw(new RandomStream(_seed, Name(number)), _pvPermille);

    /// <summary>A home of the parametric model.</summary>
    public Home HomeOf(int number)
    {
        var plan = PlanOf(number);
        return new Home(MeterIdOf(number), plan, _firstUtcDay, new ModelCourse(_seed, Name(number), plan, _sky));
    }

    /// <summary>A home that follows a file.</summary>
    public Home HomeOf(int number, ProfileFile profile)
    {
        var plan = PlanOf(number);
        return new Home(MeterIdOf(number), plan, _firstUtcDay, profile.CourseOf(plan, _sky));
    }

    private static string MeterIdOf(int number) => $"EDXV{number:D12}";

    private static string Name(int number) => $"home {number}";
}
