using System.CommandLine;
using EnerDatX.Core.Metering;

namespace EnerDatX.Node.Cli;

/// <summary><c>enerdatx meter …</c>: what a meter's files say.</summary>
public static class MeterCommand
{
    private const string StandardInput = "-";

    private static readonly Argument<string> ImportFile = new("file") { Description = "P1 telegrams (DSMR, e-MUCS) or JSON of the OEHU API; - is standard input." };

    public static Command Create() => new("meter", "Read meters and their files.") { Read(), Import(), OehuCommand.Create() };

    private static Command Read()
    {
        var file = new Argument<string>("file")
        {
            Description = "P1 telegrams (DSMR, e-MUCS) or JSON of the OEHU API; - is standard input.",
        };
        var command = new Command("read", "Print telegrams, registers and readings of a meter's file as JSON.") { file };
        command.SetAction(parsed => Read(
            parsed.GetRequiredValue(file), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static Command Import() => NodeChoice.Command("import", """
        Give a meter's file to a running node, which makes an encrypted dataset of it, ready to be sold.
        Examples:
          ./enerdatx meter import p1.txt --location NL-35 --state owner
          ./enerdatx meter import p1.txt --segments 4 --json --state owner
        """, [ImportFile, .. MeterImport.Options], async call =>
        call.Show(await MeterImport.Send(call, call.Parsed.GetRequiredValue(ImportFile)), dataset =>
        {
            MeterImport.Tell(call.Screen, dataset);
            call.Screen.Say($"Sell it with: ./enerdatx sell {dataset.Asset} --price 10");
        }));

    private static int Read(string path, TextWriter output, TextWriter error)
    {
        if (!TryReadBytes(path, out var bytes, out var refusal) || !MeterFile.TryRead(bytes, out var file, out refusal))
        {
            error.WriteLine($"{(path == StandardInput ? "standard input" : path)}: {refusal}");
            return 1;
        }

        output.WriteLine(MeterFileJson.Write(file));
        return 0;
    }

    internal static bool TryReadBytes(string path, out byte[] bytes, out string refusal)
    {
        bytes = [];
        refusal = string.Empty;
        try
        {
            using var stream = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
            bytes = ReadAtMost(stream, MeterFile.MaxLength + 1); // one more than is read, so that the reader can refuse it
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            refusal = failure.Message;
            return false;
        }
    }

    private static byte[] ReadAtMost(Stream stream, int most)
    {
        using var copy = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int count;
        while (copy.Length < most && (count = stream.Read(chunk, 0, (int)Math.Min(chunk.Length, most - copy.Length))) > 0)
        {
            copy.Write(chunk, 0, count);
        }

        return copy.ToArray();
    }
}
