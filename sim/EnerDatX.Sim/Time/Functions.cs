namespace EnerDatX.Sim.Time;

/// <summary>
/// The few functions that models need, made of the four basic operations, whose results IEEE 754 fixes: <c>Math.Sin</c>, <c>Math.Exp</c>
/// and their like may differ between machines, and then runs would.
/// </summary>
public static class Functions
{
    private const double DegreesPerHalfTurn = 180;

    /// <summary>The sine of an angle of up to a few turns; the error is below 1e-11.</summary>
    public static double SineOfDegrees(double degrees)
    {
        var turns = Math.Floor((degrees + DegreesPerHalfTurn) / (2 * DegreesPerHalfTurn));
        var x = (degrees - (turns * 2 * DegreesPerHalfTurn)) * (Math.PI / DegreesPerHalfTurn);
        var square = x * x;
        var result = 1.0;
        for (var n = 24; n > 0; n -= 2)
        {
            result = 1 - (square / (n * (n + 1.0)) * result);
        }

        return x * result;
    }

    public static double CosineOfDegrees(double degrees) => SineOfDegrees(degrees + (DegreesPerHalfTurn / 2));

    /// <summary>e^x for |x| ≤ 60: the series at x/64, then squared six times; the relative error is below 1e-10.</summary>
    public static double Exponential(double x)
    {
        const int Terms = 14;
        const int Squarings = 6;
        var small = x / (1 << Squarings);
        var result = 1.0;
        for (var n = Terms; n > 0; n--)
        {
            result = 1.0 + (small / n * result);
        }

        for (var i = 0; i < Squarings; i++)
        {
            result *= result;
        }

        return result;
    }

    /// <summary>How often something happens that happens <paramref name="mean"/> times on average, up to 60 (Knuth's product of even numbers).</summary>
    public static int Poisson(RandomStream random, double mean)
    {
        var limit = Exponential(-mean);
        var count = 0;
        for (var product = random.NextDouble(); product > limit; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }
}
