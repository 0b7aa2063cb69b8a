using System.Diagnostics;
using System.Globalization;

namespace EnerDatX.Node.Demo;

/// <summary>Tells the story step by step, and how long each step took.</summary>
internal sealed class Narrator(TextWriter output)
{
    private readonly List<(string Name, double Seconds)> _steps = [];
    private readonly Stopwatch _watch = new();

    public IReadOnlyList<(string Name, double Seconds)> Steps => _steps;

    public void Say(string line) => output.WriteLine(line);

    public async Task<T> Step<T>(string name, string title, Func<Task<T>> step)
    {
        output.WriteLine();
        output.WriteLine($"{_steps.Count + 1}. {title}");
        _watch.Restart();
        var result = await step();
        _steps.Add((name, Math.Round(_watch.Elapsed.TotalSeconds, 3)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   ({_steps[^1].Seconds:0.00} s)"));
        return result;
    }
}
