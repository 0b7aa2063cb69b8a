using System.CommandLine;
using System.Text.Json.Nodes;
using EnerDatX.Core.Identity;

namespace EnerDatX.Node.Cli;

/// <summary><c>enerdatx key …</c>: looks at keys. It never prints a secret.</summary>
public static class KeyCommand
{
    public static Command Create() => new("key", "Looks at keys.") { CreateShow() };

    private static Command CreateShow()
    {
        var secret = new Option<string>("--secret")
        {
            Description = "Secret key, 74 bytes in hex: LibNaCLSK: ‖ X25519 secret ‖ Ed25519 seed.",
            Required = true,
        };
        var command = new Command("show", "Prints the public key and the member id (trader id) of a secret key as JSON.") { secret };
        command.SetAction(parsed => Show(
            parsed.GetRequiredValue(secret), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Show(string secretHex, TextWriter output, TextWriter error)
    {
        if (!Hex.TryParse(secretHex, out var bytes) || !SecretKey.TryParse(bytes, out var key))
        {
            error.WriteLine("A secret key is 74 bytes in hex and begins with 4c69624e61434c534b3a (LibNaCLSK:).");
            return 1;
        }

        var shown = new JsonObject { ["public_key"] = key.PublicKey.ToHex(), ["mid"] = key.PublicKey.Mid.ToString() };
        output.WriteLine(shown.ToJsonString());
        return 0;
    }
}
