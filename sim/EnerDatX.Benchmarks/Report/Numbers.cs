using System.Globalization;

namespace EnerDatX.Benchmarks.Report;

/// <summary>Numbers as the table shows them.</summary>
internal static class Numbers
{
    /// <summary>Thousands apart; two decimals below 100.</summary>
    public static string Plain(double number) =>
        number.ToString(number >= 100 || number == Math.Round(number) ? "#,0" : "0.00", CultureInfo.InvariantCulture);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
