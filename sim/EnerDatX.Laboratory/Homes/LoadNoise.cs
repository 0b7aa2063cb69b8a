using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Homes;

/// <summary>
/// What is left of a home when shape and appliances are told: a first-order autoregressive series of mean 1, one value for each step of
/// <see cref="LoadShape"/>. It starts anew, from its stationary distribution, at each midnight of UTC: so each day stands by itself.
/// </summary>
internal static class LoadNoise
{
    /// <summary>Correlation of two steps: half is forgotten after 21 minutes.</summary>
    private const double Memory = 0.85;

    private const double Deviation = 0.25;

    public static double[] Day(RandomStream random)
    {
        var factors = new double[LoadShape.Steps];
        var innovation = Deviation * Math.Sqrt(1 - (Memory * Memory)); // IEEE 754 fixes the square root too
        var x = Deviation * random.NextNormal();
        for (var step = 0; step < factors.Length; step++)
        {
            factors[step] = Math.Max(0, 1 + x);
            x = (Memory * x) + (innovation * random.NextNormal());
        }

        return factors;
    }
}
