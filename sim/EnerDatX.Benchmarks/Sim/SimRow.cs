namespace EnerDatX.Benchmarks.Sim;

/// <summary>One line of the table, and one object of <c>--json</c>.</summary>
/// <param name="Value">Null where nothing could be measured; then the goal is not reached.</param>
internal sealed record SimRow(string Row, double? Value, string Unit, string Goal, bool Reached);

/// <summary>A row before it is measured.</summary>
/// <param name="Row">With the size that is measured, where that is not the goal's.</param>
/// <param name="Goal">As it is shown.</param>
/// <param name="IsReached">By a value.</param>
internal sealed record SimGoal(string Row, string Unit, string Goal, Func<double, bool> IsReached)
{
    /// <param name="isSound">False when the run that gave the value was not as it must be: then no value reaches the goal.</param>
    public SimRow With(double? value, bool isSound = true) => new(Row, value, Unit, Goal, isSound && value is { } number && IsReached(number));
}

/// <summary>Rows that are measured together, by the same runs.</summary>
/// <param name="Measure">Their values, in their order.</param>
internal sealed record SimGroup(IReadOnlyList<SimGoal> Goals, Func<SimRuns, IReadOnlyList<SimRow>> Measure);
