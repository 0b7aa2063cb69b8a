namespace EnerDatX.Laboratory.Outputs;

/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>What is said about numbers of several runs. Pure; all intervals are two-sided, at 95 %.</summary>
public static class Statistics
{
    /// <summary>97.5 % point of the normal distribution.</summary>
    private const double Normal = 1.959963984540054;

    /// <summary>97.5 % points of Student's t distribution for 1 to 30 degrees of freedom; its integral solved for them by Simpson's rule.</summary>
    private static readonly double[] StudentT =
    [
        12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
        2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
        2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272,
    ];

    /// <exception cref="ArgumentException">There is none.</exception>
    public static double Mean(IReadOnlyList<double> values)
    {
        RequireSome(values);
        return values.Sum() / values.Count;
    }

    /// <summary>Sample standard deviation (n − 1).</summary>
    /// <exception cref="ArgumentException">There are fewer than two.</exception>
    public static double StandardDeviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            throw new ArgumentException("One number deviates from nothing.", nameof(values));
        }

        var mean = Mean(values);
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>Of the mean: mean ± t(n − 1)·s/√n. Null for fewer than two numbers: one run says nothing about its neighbours.</summary>
    public static Interval? MeanInterval(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return null;
        }

        var (mean, half) = (Mean(values), Student(values.Count - 1) * StandardDeviation(values) / Math.Sqrt(values.Count));
        return new Interval(mean - half, mean + half);
    }

    /// <summary>Wilson's score interval of a proportion (E. B. Wilson, 1927): it stays within 0 and 1, and holds for none and all.</summary>
    /// <returns>Null where nothing was tried.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More successes than tries, or fewer than none.</exception>
    public static Interval? WilsonInterval(long successes, long tries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, tries);
        if (tries == 0)
        {
            return null;
        }

        var (n, p) = ((double)tries, (double)successes / tries);
        var centre = (p + (Normal * Normal / (2 * n))) / (1 + (Normal * Normal / n));
        var half = Normal / (1 + (Normal * Normal / n)) * Math.Sqrt((p * (1 - p) / n) + (Normal * Normal / (4 * n * n)));
        return new Interval(successes == 0 ? 0 : centre - half, successes == tries ? 1 : centre + half);
    }

    /// <summary>The rate that no bad event in so many independent tries excludes at 95 %: below 3 ÷ n (rule of three).</summary>
    public static double RuleOfThree(long tries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tries, 1);
        return Math.Min(1, 3d / tries);
    }

    /// <summary>
    /// The quantile as R and NumPy take it by default (type 7 of Hyndman and Fan, 1996): between two neighbours in proportion.
    /// </summary>
    /// <param name="p">0 to 1.</param>
    /// <exception cref="ArgumentException">There is no number.</exception>
    public static double Quantile(IReadOnlyList<double> values, double p)
    {
        RequireSome(values);
        ArgumentOutOfRangeException.ThrowIfNegative(p);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 1);
        var ordered = values.Order().ToList();
        var place = p * (ordered.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, ordered.Count - 1);
        return ordered[below] + ((place - below) * (ordered[above] - ordered[below]));
    }

    /// <summary>
    /// The empirical distribution: at each observed value the share of <paramref name="all"/> that is not above it. What was never observed
    /// counts in <paramref name="all"/>, so that the steps then end below 1.
    /// </summary>
    /// <returns>One point per different value, ascending.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More values than all.</exception>
    public static IReadOnlyList<(double Value, double Share)> Ecdf(IReadOnlyList<double> values, int all)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(all, values.Count);
        var ordered = values.Order().ToList();
        var steps = new List<(double, double)>();
        for (var i = 0; i < ordered.Count; i++)
        {
            if (i + 1 == ordered.Count || ordered[i + 1] > ordered[i])
            {
                steps.Add((ordered[i], (i + 1d) / all));
            }
        }

        return steps;
    }

    /// <summary>The 97.5 % point of Student's t; above 30 degrees of freedom by its series in 1/ν, which is right to six digits there.</summary>
    internal static double Student(int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (freedom <= StudentT.Length)
        {
            return StudentT[freedom - 1];
        }

        double z = Normal, v = freedom;
        return z + (((z * z * z) + z) / (4 * v)) + (((5 * Power(z, 5)) + (16 * Power(z, 3)) + (3 * z)) / (96 * v * v))
            + (((3 * Power(z, 7)) + (19 * Power(z, 5)) + (17 * Power(z, 3)) - (15 * z)) / (384 * v * v * v));
    }

    /// <summary>By multiplication alone, which every machine rounds alike.</summary>
    private static double Power(double value, int exponent) => exponent == 0 ? 1 : value * Power(value, exponent - 1);

    private static void RequireSome(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException("There is no number.", nameof(values));
        }
    }
}
