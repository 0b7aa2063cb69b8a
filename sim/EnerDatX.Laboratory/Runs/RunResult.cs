namespace EnerDatX.Laboratory.Runs;

/// <summary>What a run found out.</summary>
/// <param name="Findings">The summary.</param>
/// <param name="FalseAccusations">Honest participants against whom somebody honest held a proof: 0, or the program is wrong.</param>
/// <param name="Attackers">Participants who attacked.</param>
public sealed record RunResult(RunTables Tables, IReadOnlyList<Finding> Findings, int FalseAccusations, int Attackers);
