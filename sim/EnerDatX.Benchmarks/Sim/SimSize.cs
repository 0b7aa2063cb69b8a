namespace EnerDatX.Benchmarks.Sim;

/// <summary>How large the runs are.</summary>
internal enum SimSize
{
    /// <summary>What the goals speak of.</summary>
    Full = 0,

    /// <summary>Smaller, and the rows say how much; what says nothing at a smaller size is left out.</summary>
    Quick,
}
