namespace EnerDatX.Laboratory.Wall;

/// <summary>What one process measured; it says it to the first as one line of JSON.</summary>
/// <param name="Done">Trades that its buyers completed in the measured time.</param>
/// <param name="LatenciesMs">Of the trades that began in it and were completed, then or in the time that is left to them.</param>
/// <param name="Failures">How many began in it and came to nothing, by the reason.</param>
/// <param name="Unfinished">Began in it, and were not over when nobody waited any longer.</param>
/// <param name="Lacks">How often a buyer wanted something and knew of no offer.</param>
/// <param name="Datagrams">That its peers sent in the measured time.</param>
/// <param name="Dropped">That came in and were dropped, because the peer was too far behind.</param>
/// <param name="CpuSeconds">Processor time in the measured time, the system's part included.</param>
internal sealed record PartResult(
    int Done,
    IReadOnlyList<double> LatenciesMs,
    SortedDictionary<string, int> Failures,
    int Unfinished,
    int Lacks,
    long Datagrams,
    long Dropped,
    double CpuSeconds);
