using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Homes;

/// <summary>The weather of one place, the same for all homes there: which part of a clear sky's light comes through.</summary>
public sealed class Sky
{
    private const int LowestPermille = 300;
    private const int HighestPermille = 1_000;

    /// <summary>How far clouds that pass change the day's index: so much of the way to 0 or 1, whichever is nearer.</summary>
    private const double Passing = 0.8;

    private const int KnotMinutes = 15;

    /// <summary>What becomes of the panels' rated power on a roof: heat, dust, cables, the inverter.</summary>
    private const double PerformanceRatio = 0.8;

    private readonly ulong _seed;

    public Sky(ulong seed, Place place)
    {
        _seed = seed;
        Place = place;
    }

    public Place Place { get; }

    /// <summary>The cloud index of a whole day, in thousandths: even from 300 to 1,000, mean 650.</summary>
    public int CloudPermille(long utcDay) => CloudPermille(Stream(utcDay));

    /// <summary>Electric power of horizontal panels in watts, in the middle of each step of <see cref="LoadShape"/>.</summary>
    /// <param name="peakWatts">Rated power of the panels, at 1,000 W/m².</param>
    internal double[] PanelWatts(long utcDay, int peakWatts)
    {
        var sun = new ClearSky(Place, utcDay);
        var clouds = CloudIndex(utcDay);
        var watts = new double[LoadShape.Steps];
        for (var step = 0; step < watts.Length; step++)
        {
            watts[step] = peakWatts * sun.IrradianceAt((step + 0.5) * LoadShape.StepMinutes) / 1_000 * PerformanceRatio * clouds[step];
        }

        return watts;
    }

    private static int CloudPermille(RandomStream random) => random.Next(LowestPermille, HighestPermille + 1);

    /// <summary>From 0 to 1: lines between random knots around the day's index, whose mean they keep.</summary>
    private double[] CloudIndex(long utcDay)
    {
        var random = Stream(utcDay);
        var mean = CloudPermille(random) / 1_000.0;
        var reach = Passing * Math.Min(mean, 1 - mean);
        var knots = new double[(HomeDay.Minutes / KnotMinutes) + 1];
        for (var knot = 0; knot < knots.Length; knot++)
        {
            knots[knot] = mean + (reach * ((2 * random.NextDouble()) - 1));
        }

        var index = new double[LoadShape.Steps];
        for (var step = 0; step < index.Length; step++)
        {
            var at = (step + 0.5) * LoadShape.StepMinutes / KnotMinutes;
            var knot = (int)at;
            index[step] = knots[knot] + ((at - knot) * (knots[knot + 1] - knots[knot]));
        }

        return index;
    }

    private RandomStream Stream(long utcDay) => new(_seed, $"sky {Place.Name} day {utcDay}");
}
