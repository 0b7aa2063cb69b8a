using System.CommandLine;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Node.Cli;

/// <summary><c>cid FILE</c>: the CID that <c>ipfs add --cid-version=1 --raw-leaves</c> would print, without adding anything.</summary>
public static class CidCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("FILE") { Description = "The file; - is standard input." };
        var cid = new Command("cid", "Print a file's content identifier.") { input };
        cid.SetAction(parsed => Print(parsed.GetRequiredValue(input)));
        return cid;
    }

    /// <summary>0; 1 when the file cannot be read.</summary>
    private static int Print(string input)
    {
        try
        {
            using var file = Input.Open(input);
            Console.Out.WriteLine(UnixFs.Build(file, (_, _) => { }));
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }
}

/// <summary>A file named on the command line.</summary>
internal static class Input
{
    public static Stream Open(string name) => name == "-" ? Console.OpenStandardInput() : File.OpenRead(name);
}
