using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EnerDatX.Laboratory.Homes.Profiles;

/// <summary>
/// A load profile as comma-separated text. Lines that begin with <c>#</c> and empty lines are left out. The first line is
/// <c>time,&lt;any name&gt;</c>, or <c>time</c> and the nine names of <see cref="LoadProfile.DayNames"/> in any order; then come 24, 48 or 96
/// lines, one for each slot of the local day from 00:00 on: <c>hh:mm</c> and kW of a home of 1,000 kWh a year, without sign or exponent.
/// </summary>
internal static class LoadProfileCsv
{
    /// <summary>A hundred times what the longest good file needs.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>The mean is 0.114 kW; no slot of anything is a thousand times the mean.</summary>
    private const double MaxKilowatts = 100;

    /// <summary>Farther from 1,000 kWh a year, the values are in another unit, or of a home of another consumption.</summary>
    private const double LeastAnnual = 500;
    private const double MostAnnual = 2_000;

    /// <param name="name">Of the file, for the refusal: <c>name:line: reason</c>.</param>
    public static bool TryRead(
        string name, string text, [NotNullWhen(true)] out LoadProfile? profile, [NotNullWhen(false)] out string? refusal)
    {
        profile = null;
        var lines = text.Split('\n').Select((line, index) => (Number: index + 1, Cells: line.Trim().Split(',')))
            .Where(line => line.Cells is not [""] && !line.Cells[0].StartsWith('#'))
            .ToList();
        if (lines.Count == 0)
        {
            refusal = $"{name}: the file is empty";
            return false;
        }

        var slots = lines[1..];
        var order = ColumnsInOrder(lines[0].Cells);
        refusal = order is null ? $"{name}:{lines[0].Number}: the first line is time and one name, or time and {string.Join(", ", LoadProfile.DayNames)}"
            : slots.Count is not (24 or 48 or 96) ? $"{name}:{lines[^1].Number}: {slots.Count} slots; a day has 24, 48 or 96"
            : null;
        return refusal is null && TryReadSlots(name, slots, order!, out profile, out refusal);
    }

    private static bool TryReadSlots(
        string name, List<(int Number, string[] Cells)> slots, int[] order, [NotNullWhen(true)] out LoadProfile? profile, [NotNullWhen(false)] out string? refusal)
    {
        profile = null;
        var days = order.Select(_ => new double[slots.Count]).ToArray();
        for (var slot = 0; slot < slots.Count; slot++)
        {
            refusal = ReadSlot(slots[slot].Cells, slot, order, days);
            if (refusal is not null)
            {
                refusal = $"{name}:{slots[slot].Number}: {refusal}";
                return false;
            }
        }

        var read = new LoadProfile(days);
        var annual = read.MeanAnnualKilowattHours();
        refusal = annual is < LeastAnnual or > MostAnnual
            ? $"{name}:{slots[^1].Number}: these are {annual:F0} kWh a year; a profile is in kW for a home of 1,000 kWh a year"
            : null;
        profile = refusal is null ? read : null;
        return profile is not null;
    }

    /// <summary>For each day of a profile its column; null when the line is no such header.</summary>
    private static int[]? ColumnsInOrder(string[] header)
    {
        var names = header.Select(cell => cell.Trim()).ToArray();
        if (names[0] != "time")
        {
            return null;
        }

        var order = names.Length == 2 ? [1] : LoadProfile.DayNames.Select(day => Array.IndexOf(names, day)).ToArray();
        return order.Length == names.Length - 1 && !order.Contains(-1) ? order : null;
    }

    /// <summary>What is wrong with it, or null.</summary>
    private static string? ReadSlot(string[] cells, int slot, int[] order, double[][] days)
    {
        var minute = slot * HomeDay.Minutes / days[0].Length;
        var time = $"{minute / 60:D2}:{minute % 60:D2}";
        if (cells[0].Trim() != time)
        {
            return $"time \"{Shown(cells[0])}\" where {time} comes next";
        }

        if (cells.Length != order.Length + 1)
        {
            return $"{cells.Length - 1} values under {order.Length} names";
        }

        for (var day = 0; day < order.Length; day++)
        {
            var cell = cells[order[day]].Trim();
            var isNumber = double.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out days[day][slot]);
            if (!isNumber || !(days[day][slot] <= MaxKilowatts)) // NaN is read as a number, and is in no range
            {
                return $"\"{Shown(cell)}\" is no power in kW from 0 to {MaxKilowatts}";
            }
        }

        return null;
    }

    private static string Shown(string cell) => cell.Length <= 20 ? cell : cell[..20] + "…";
}
