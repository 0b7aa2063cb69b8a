namespace EnerDatX.Core.Metering;

/// <summary>Warnings for a person to read: the first hundred, then how many more. A hostile file can cause one per line.</summary>
internal sealed class WarningList
{
    private const int MaxWarnings = 100;

    private readonly List<string> _kept = [];
    private int _dropped;

    public void Add(string warning)
    {
        if (_kept.Count < MaxWarnings)
        {
            _kept.Add(warning);
        }
        else
        {
            _dropped++;
        }
    }

    public string[] ToArray() => _dropped == 0 ? [.. _kept] : [.. _kept, $"and {_dropped} more warnings"];
}
