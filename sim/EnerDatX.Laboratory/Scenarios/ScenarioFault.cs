namespace EnerDatX.Laboratory.Scenarios;

/// <summary>Where a word of a scenario stands.</summary>
/// <param name="File">As it was named, or as the file that includes it reaches it.</param>
/// <param name="Line">From 1; 0 = nowhere, it is a default.</param>
public readonly record struct TextPlace(string File, int Line);

/// <summary>One thing that is wrong with a scenario.</summary>
/// <param name="Key">Path of the key, such as <c>network.loss</c> or <c>attackers.0.share</c>; empty where the text is no key at all.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
public sealed record ScenarioFault(string File, int Line, string Key, string Message)
{
    public override string ToString() => $"{File}:{Line}: {(Key.Length == 0 ? "" : $"{Key}: ")}{Message}";

    internal static ScenarioFault At(TextPlace place, string key, string message) => new(place.File, place.Line, key, message);
}
