namespace EnerDatX.Laboratory.Commands;

/// <summary>What the program ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>An invariant is broken, or two runs that must be equal are not.</summary>
    public const int Violated = 1;

    /// <summary>A file, folder or argument is not as it must be.</summary>
    public const int BadInput = 2;

    /// <summary>There is no room, on disk or in memory.</summary>
    public const int NoRoom = 3;

    /// <summary>By Ctrl-C; what was finished is kept.</summary>
    public const int Stopped = 130;
}
