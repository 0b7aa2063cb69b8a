using System.CommandLine;
using EnerDatX.Core.Market;
using EnerDatX.Node.Hosting;

namespace EnerDatX.Node.Cli;

/// <summary><c>issuer</c>: makes a currency and gives its tokens.</summary>
public static class IssuerCommand
{
    private static readonly Option<string> State = new("--state")
    {
        Description = "The issuer's own folder.",
        DefaultValueFactory = _ => "issuer",
        HelpName = "DIR",
    };

    public static Command Create() =>
        new("issuer", "Makes a currency, and gives its tokens. A currency is known by its issuer's key.")
        {
            CreateCurrency(),
        };

    private static Command CreateCurrency()
    {
        var currency = new Option<string>("--currency") { Description = "Name: 1 to 16 upper-case letters and digits.", DefaultValueFactory = _ => "DUM1", HelpName = "NAME" };
        var precision = new Option<int>("--precision") { Description = "Digits behind the decimal point when shown.", HelpName = "N" };
        var faucet = new Option<long>("--faucet")
        {
            Description = "Smallest units that each new key gets once when it asks; 0 = none. Only for local and demo networks.",
            HelpName = "AMOUNT",
        };
        var command = new Command("create", """
            Makes the issuer's folder and prints the line that every node of this currency needs in STATE/node.conf.
            Run the issuer with:  ./enerdatx node --state DIR    (or beside another node: --issuer DIR)
            """)
        {
            State, currency, precision, faucet,
        };
        command.SetAction((parsed, stop) => Failures.Explain(parsed, async () =>
        {
            var name = parsed.GetValue(currency)!;
            var start = parsed.GetValue(faucet);
            var digits = parsed.GetValue(precision);
            if (!Currency.IsName(name) || start is < 0 or > MoneyFields.MaxAmount || digits is < 0 or > 18)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    "A currency's name has 1 to 16 upper-case letters and digits and does not begin with EW; precision is 0 to 18; the faucet gives 0 or more.");
                return 1;
            }

            var lines = IssuerState.Create(parsed.GetValue(State)!, name, digits, start, out EnerDatX.Core.Identity.PublicKey _);
            await parsed.InvocationConfiguration.Output.WriteAsync(lines);
            return 0;
        }));
        return command;
    }
}
