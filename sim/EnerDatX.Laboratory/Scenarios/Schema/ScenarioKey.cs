namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>One key of a scenario file.</summary>
/// <param name="Path">With dots; within a row of a list, relative to the row.</param>
/// <param name="Default">As it would stand in a file, without quotes; null = the key must be there.</param>
/// <param name="Min">Least number; of a text, least length in characters.</param>
/// <param name="Max">Greatest number; of a text or a list, greatest length.</param>
/// <param name="Sentence">Unit and reason, for the reference.</param>
internal sealed record ScenarioKey(string Path, KeyKind Kind, string? Default, long Min, long Max, string Sentence)
{
    /// <summary>The words of a <see cref="KeyKind.Choice"/>, whose number is their place here.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Keys of each row of <see cref="KeyKind.Rows"/>.</summary>
    public KeyList? RowKeys { get; init; }

    /// <summary>What a scenario, or a row of it, says of this key.</summary>
    public Func<Scenario, object, KeyValue> Get { get; init; } = (_, _) => default;

    /// <summary>The rows of a scenario, for <see cref="KeyKind.Rows"/>.</summary>
    public Func<Scenario, IReadOnlyList<object>> GetRows { get; init; } = _ => [];
}
