namespace EnerDatX.Core.Metering;

/// <summary>Cuts a channel's registers where one meter, or one run of its counter, ends.</summary>
internal static class SeriesSplit
{
    /// <summary>
    /// 1 MW or 1,000 m³/h: far above what a household's connection carries (3 × 80 A are 55 kW), far below what a garbled digit adds.
    /// </summary>
    private const long MaxWattHoursPerHour = 1_000_000;
    private const long MaxLitresPerHour = 1_000_000;
    private const long MaxKilojoulesPerHour = 3_600_000;

    /// <param name="observations">In order of time.</param>
    public static List<List<Observation>> Split(List<Observation> observations, WarningList warnings)
    {
        var all = new List<List<Observation>>();
        string? meter = null;
        foreach (var next in observations)
        {
            var reason = all.Count == 0 ? string.Empty : Reason(all[^1][^1], next, meter);
            if (reason is not null)
            {
                all.Add([]);
            }

            if (reason is { Length: > 0 })
            {
                warnings.Add($"{next.Channel.Name()}: {reason} at {next.Time}; the series is split there");
            }

            all[^1].Add(next);
            meter = next.EquipmentId ?? meter;
        }

        return all;
    }

    /// <summary>Why <paramref name="next"/> does not continue the series, or null.</summary>
    private static string? Reason(Observation last, Observation next, string? meter)
    {
        if (next.EquipmentId is not null && meter is not null && next.EquipmentId != meter)
        {
            return $"another meter ({meter}, then {next.EquipmentId})";
        }

        if (next.Count.Unit != last.Count.Unit)
        {
            return $"another unit ({last.Count}, then {next.Count})";
        }

        var rise = next.Count.Since(last.Count).Amount;
        if (rise < 0)
        {
            return $"the register fell from {last.Count} to {next.Count} (meter swapped or reset)";
        }

        var seconds = next.Time.Value - last.Time.Value;
        return rise > MaxPerHour(next.Count.Unit) * seconds / Intervals.HourSeconds
            ? $"the register rose from {last.Count} to {next.Count} within {seconds} s, which no connection carries"
            : null;
    }

    private static long MaxPerHour(Unit unit) => unit switch
    {
        Unit.WattHour => MaxWattHoursPerHour,
        Unit.Litre => MaxLitresPerHour,
        Unit.Kilojoule => MaxKilojoulesPerHour,
        Unit.None or _ => 0,
    };
}
