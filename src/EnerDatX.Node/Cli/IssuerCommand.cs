using System.CommandLine;
using System.Globalization;
using EnerDatX.Core.Market;
using EnerDatX.Node.Hosting;
using EnerDatX.Node.Http;

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
            Give(),
        };

    private static Command Give()
    {
        var amount = new Argument<long>("amount") { Description = "Smallest units." };
        var currency = new Argument<string>("currency") { Description = "A currency whose issuer the running node is." };
        var to = new Argument<string>("public-key") { Description = "Who gets them: 148 hex digits, as `./enerdatx wallet --json` shows them as address." };
        var reason = new Option<string>("--reason") { Description = "Stands in the half-block, for everyone to read.", DefaultValueFactory = _ => "issued by hand", HelpName = "TEXT" };
        return NodeChoice.Command("give", """
            Gives new tokens through a running issuer: a node of its own (./enerdatx node --state DIR), not one beside another node (--issuer DIR),
            which has no HTTP interface and only runs the faucet.
            Example:  ./enerdatx issuer give 50 DUM1 4c69624e61434c504b3a… --state issuer
            """, [amount, currency, to, reason], async call =>
        {
            var form = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["amount"] = call.Parsed.GetRequiredValue(amount).ToString(CultureInfo.InvariantCulture),
                ["currency"] = call.Parsed.GetRequiredValue(currency),
                ["to"] = call.Parsed.GetRequiredValue(to),
                ["reason"] = call.Parsed.GetValue(reason)!,
            };
            return call.Show(
                await call.Node.Post<IssuedView>("/api/v1/issue", new FormUrlEncodedContent(form), call.Stop),
                issued => call.Screen.Say($"Signed as half-block {issued.Block}. They count when the receiver's node has countersigned."));
        });
    }

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
