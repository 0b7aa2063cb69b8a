namespace EnerDatX.Laboratory.Tests.Homes;

/// <summary>Moments as homes count them.</summary>
internal static class Days
{
    public const long Seconds = 86_400;
    public const int QuarterHour = 900;

    /// <summary>Seconds since 1970 of a midnight of UTC.</summary>
    public static long Midnight(int year, int month, int day) => Number(year, month, day) * Seconds;

    /// <summary>Days since 1970.</summary>
    public static long Number(int year, int month, int day) => At(year, month, day, 0, 0) / Seconds;

    /// <summary>Seconds since 1970 of a moment of UTC.</summary>
    public static long At(int year, int month, int day, int hour, int minute, int second = 0) =>
        new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds();
}
