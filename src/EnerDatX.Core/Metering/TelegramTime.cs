using System.Globalization;

namespace EnerDatX.Core.Metering;

/// <summary>Times as telegrams print them: <c>YYMMDDhhmmssX</c>, X = S for summer time (UTC+2), W for winter time (UTC+1).</summary>
public static class TelegramTime
{
    private const int DigitCount = 12;
    private const int Century = 2000;
    private const long SecondsPerHour = 3_600;

    /// <summary>Whether this stamp stands for "no reading": empty, or the start of 1970 that meters print for an empty channel.</summary>
    public static bool IsNone(string stamp) => stamp.Length == 0 || stamp.StartsWith("700101", StringComparison.Ordinal);

    /// <summary>
    /// The moment in UTC, by the flag alone: the hour that autumn repeats is told apart without a time zone table. False for anything
    /// that is no date, and for the stamps of v2 and v3, which have no flag.
    /// </summary>
    public static bool TryParse(string stamp, out UtcSeconds time)
    {
        time = default;
        if (stamp.Length != DigitCount + 1 || stamp[^1] is not ('S' or 'W') || !TryParseLocal(stamp[..DigitCount], out var local))
        {
            return false;
        }

        var offset = stamp[^1] == 'S' ? 2 * SecondsPerHour : SecondsPerHour;
        time = new UtcSeconds(local - offset);
        return true;
    }

    /// <summary>Whether this is a stamp of v2 or v3: twelve digits, local time without a flag.</summary>
    public static bool IsUnflagged(string stamp) => stamp.Length == DigitCount && TryParseLocal(stamp, out _);

    /// <summary>Seconds since 1970 as if the digits were UTC.</summary>
    private static bool TryParseLocal(string digits, out long seconds)
    {
        seconds = 0;
        if (!DateTime.TryParseExact(
            string.Concat(Century.ToString(CultureInfo.InvariantCulture).AsSpan(0, 2), digits),
            "yyyyMMddHHmmss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var local))
        {
            return false;
        }

        seconds = (local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        return true;
    }
}
