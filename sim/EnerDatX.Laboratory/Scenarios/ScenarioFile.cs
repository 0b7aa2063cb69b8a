using System.Diagnostics.CodeAnalysis;
using System.Security;
using System.Text;
using EnerDatX.Laboratory.Scenarios.Hocon;

namespace EnerDatX.Laboratory.Scenarios;

/// <summary>Scenario files: <c>hocon/scenarios/*.conf</c>, and those of researchers.</summary>
public static class ScenarioFile
{
    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>Reads a file and those that it includes, and checks that files which it names are there.</summary>
    /// <param name="behaviours">Names of the attackers that there are.</param>
    /// <param name="scenario">Null if it is refused; its name is the file's without the ending.</param>
    /// <param name="faults">All that is wrong, by file and line. While the text itself cannot be read, its keys are not looked at.</param>
    public static bool TryRead(string path, IReadOnlyCollection<string> behaviours, [NotNullWhen(true)] out Scenario? scenario, out IReadOnlyList<ScenarioFault> faults)
    {
        if (TryReadText(path, out var text, out var refusal))
        {
            return ScenarioText.TryRead(text, path, behaviours, TryReadText, out scenario, out faults);
        }

        scenario = null;
        faults = [new ScenarioFault(path, 0, "", refusal)];
        return false;
    }

    private static bool TryReadText(string path, out string text, out string refusal)
    {
        (text, refusal) = ("", "");
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > HoconReading.MaxLength)
            {
                refusal = $"{path} is longer than {HoconReading.MaxLength / 1_000_000} MB.";
                return false;
            }

            using var reader = new StreamReader(file, Strict);
            text = reader.ReadToEnd();
            return true;
        }
        catch (DecoderFallbackException)
        {
            refusal = $"{path} is not UTF-8.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or SecurityException)
        {
            refusal = e is FileNotFoundException or DirectoryNotFoundException ? $"there is no file {path}." : $"{path} cannot be read: {e.Message}";
        }

        return false;
    }
}
