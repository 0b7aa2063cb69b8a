namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>Guesses what somebody meant who mistyped a name.</summary>
internal static class NearestName
{
    /// <summary>Letters more, fewer or other than there should be, in names of up to nine letters; one more for every three beyond.</summary>
    private const int MaxDistance = 2;

    /// <summary>Nobody mistypes longer ones, and the search takes the square of the length.</summary>
    private const int MaxLength = 100;

    /// <summary>" Did you mean …?", or nothing.</summary>
    public static string Suggest(string name, IEnumerable<string> names)
    {
        if (name.Length > MaxLength)
        {
            return "";
        }

        var nearest = names
            .Select(known => (Known: known, Distance: Distance(name, known)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Known, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Known is { } found && nearest.Distance <= Math.Max(MaxDistance, name.Length / 3) && nearest.Distance < name.Length
            ? $" Did you mean {found}?"
            : "";
    }

    /// <summary>Levenshtein's.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < b.Length; j++)
            {
                var changed = diagonal + (a[i] == b[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(diagonal, row[j]) + 1);
            }
        }

        return row[^1];
    }
}
