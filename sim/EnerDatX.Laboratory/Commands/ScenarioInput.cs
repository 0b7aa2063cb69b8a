using System.Diagnostics.CodeAnalysis;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Homes.Profiles;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Commands;

/// <summary>Reads a scenario and the files that it names, and says on standard error all that is wrong with them.</summary>
internal static class ScenarioInput
{
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "hocon", "scenarios");

    public static bool TryRead(string file, [NotNullWhen(true)] out Scenario? scenario, out RunFiles files)
    {
        files = RunFiles.None;
        return TryRead(file, out scenario, out string folder) && TryReadFiles(scenario, folder, out files);
    }

    /// <summary>The scenario alone.</summary>
    /// <param name="folder">From which the names in it go.</param>
    public static bool TryRead(string file, [NotNullWhen(true)] out Scenario? scenario, out string folder)
    {
        var path = File.Exists(file) ? file : Path.Combine(Shipped, Path.ChangeExtension(Path.GetFileName(file), ".conf"));
        folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!ScenarioFile.TryRead(File.Exists(path) ? path : file, Behaviours.Names, out scenario, out var faults))
        {
            foreach (var fault in faults)
            {
                Console.Error.WriteLine(fault);
            }

            return false;
        }

        return true;
    }

    /// <summary>What the scenario names beside itself.</summary>
    public static bool TryReadFiles(Scenario scenario, string folder, out RunFiles files)
    {
        files = RunFiles.None;
        if (scenario.Population.ProfileFile is { } profileFile)
        {
            if (!ProfileFile.TryLoad(Path.Combine(folder, profileFile), out var profile, out var refusal))
            {
                Console.Error.WriteLine(refusal);
                return false;
            }

            files = files with { Profile = profile };
        }

        if (scenario.Network.Latency.MatrixFile is { } matrixFile)
        {
            try
            {
                files = files with { Matrix = Conditions.ReadMatrix(File.ReadLines(Path.Combine(folder, matrixFile))) };
            }
            catch (FormatException bad)
            {
                Console.Error.WriteLine($"{matrixFile}: {bad.Message}");
                return false;
            }
        }

        return true;
    }
}
