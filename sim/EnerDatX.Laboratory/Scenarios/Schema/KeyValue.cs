namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>What a key was set to: milliseconds, thousandths, bytes, a count, the number of a choice, or else a text.</summary>
internal readonly record struct KeyValue(long Number, string Text = "")
{
    /// <summary>For <see cref="KeyKind.DurationOrEnd"/>.</summary>
    public static readonly KeyValue End = new(-1);

    public static KeyValue Of(TimeSpan duration) => new(duration.Ticks / TimeSpan.TicksPerMillisecond);

    public static KeyValue Of(string? text) => new(0, text ?? "");

    public static KeyValue Of(bool value) => new(value ? 1 : 0);
}
