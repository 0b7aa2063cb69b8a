using System.CommandLine;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Node.Cli;

/// <summary><c>age decrypt</c>: opens age files with X25519 identities, as the stock tool does, so that bought data needs no other program.</summary>
public static class AgeCommand
{
    /// <summary>In bytes: 64 identities with comments. An identity file is never larger.</summary>
    private const int MaxIdentityFile = 64 * 1024;

    public static Command Create()
    {
        var identity = new Option<FileInfo>("--identity", "-i")
        {
            Description = "Identity file: one AGE-SECRET-KEY-1… per line, comments start with #.",
            Required = true,
        };
        var input = new Argument<string>("IN") { Description = "The age file, armored or not; - is standard input." };
        var decrypt = new Command("decrypt", "Decrypt an age file to standard output.") { identity, input };
        decrypt.SetAction(parsed => Decrypt(parsed.GetRequiredValue(identity), parsed.GetRequiredValue(input)));
        return new Command("age", "Read age files (age-encryption.org/v1).") { decrypt };
    }

    /// <summary>0; 1 when the file does not open, with the outcome first on standard error, or when a file cannot be read at all.</summary>
    private static int Decrypt(FileInfo identity, string input)
    {
        try
        {
            if (identity.Length > MaxIdentityFile || !AgeIdentity.TryParseFile(File.ReadAllText(identity.FullName), out var identities))
            {
                Console.Error.WriteLine($"no match: {identity} is not an identity file (lines of AGE-SECRET-KEY-1…, at most {AgeIdentity.MaxPerFile})");
                return 1;
            }

            using var file = Input.Open(input);
            using var plaintext = Console.OpenStandardOutput();
            var outcome = AgeFile.Decrypt(file, plaintext, identities);
            if (outcome == AgeOutcome.Success)
            {
                return 0;
            }

            Console.Error.WriteLine(Explain(outcome));
            return 1;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static string Explain(AgeOutcome outcome) => outcome switch
    {
        AgeOutcome.NoMatch => "no match: no recipient of this file is one of these identities",
        AgeOutcome.HmacFailure => "HMAC failure: the header was changed after it was written",
        AgeOutcome.HeaderFailure => "header failure: the header is not that of an age file, or malformed",
        AgeOutcome.PayloadFailure => "payload failure: the file is damaged or cut off; what was written is its good beginning",
        AgeOutcome.ArmorFailure => "armor failure: the text around the file is not strict PEM",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
