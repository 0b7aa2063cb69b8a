using System.Diagnostics;

namespace EnerDatX.Laboratory.Commands;

/// <summary>This program once more, in a process of its own that is talked to over its standard streams.</summary>
internal static class OwnProgram
{
    /// <summary>How it is started with these arguments.</summary>
    public static ProcessStartInfo With(params IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var isRuntime = Path.GetFileNameWithoutExtension(program) == "dotnet"; // it runs the program, and is not the program
        return new ProcessStartInfo(program, [.. isRuntime ? new[] { typeof(OwnProgram).Assembly.Location } : [], .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}

/// <summary>What a process says on its standard error: the first lines, which say most where it crashed. Thread-safe.</summary>
internal sealed class FirstLines
{
    private const int Most = 30;

    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Read()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }

    /// <param name="line">Null at the end.</param>
    public void Hear(string? line)
    {
        lock (_lines)
        {
            if (!string.IsNullOrWhiteSpace(line) && _lines.Count < Most)
            {
                _lines.Add(line);
            }
        }
    }
}
