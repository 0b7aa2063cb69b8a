using System.CommandLine;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Commands;

/// <summary><c>sim list</c>.</summary>
internal static class ListCommand
{
    public static Command Make()
    {
        var command = new Command("list", "Says which scenarios are shipped, and how attackers may behave, each with a sentence.");
        command.SetAction(_ => Show());
        return command;
    }

    private static int Show()
    {
        Console.WriteLine("Scenarios (./enerdatx sim run NAME, or sim sweep NAME where it says so):");
        foreach (var path in Directory.EnumerateFiles(ScenarioInput.Shipped, "*.conf").Order(StringComparer.Ordinal))
        {
            if (ScenarioFile.TryRead(path, Behaviours.Names, out var scenario, out _))
            {
                var cells = scenario.Sweep is null ? string.Empty : $" Sweep: {SweepCells.Count(scenario)} runs.";
                Console.WriteLine($"  {scenario.Name,-22} {scenario.About}{cells}");
            }
            else
            {
                Console.WriteLine($"  {Path.GetFileNameWithoutExtension(path),-22} cannot be read; ./enerdatx sim run says why");
            }
        }

        Console.WriteLine();
        Console.WriteLine("Behaviours of attackers:");
        foreach (var behaviour in Behaviours.Names.Select(name => Behaviours.All[name]))
        {
            Console.WriteLine($"  {behaviour.Name,-22} {behaviour.About}");
        }

        return ExitCode.Done;
    }
}
