using System.CommandLine;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>wallet …</c>: what the user of a running node has.</summary>
public static class WalletCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "A currency, for example DUM1; EW for datasets." };

    public static Command Create()
    {
        var command = new Command("wallet", """
            Show balances, open a wallet, or list what came in and went out; alone, the same as: wallet list.
            Examples:
              ./enerdatx wallet --state buyer
              ./enerdatx wallet create DUM1 --state buyer
              ./enerdatx wallet history EW --state buyer
            """);
        command.Subcommands.Add(NodeChoice.Command("list", "Balances of every currency that the node believes in, and the number of datasets (EW).", [], List));
        command.Subcommands.Add(NodeChoice.Command("create", "Open a wallet: asks the currency's issuer for its start amount, where there is one.", [Id], Open));
        command.Subcommands.Add(NodeChoice.Command("history", "What came in and went out, oldest first.", [Id], History));
        return NodeChoice.With(command, List);
    }

    private static async Task<int> List(NodeCall call) => call.Show(await TokenAmounts.Ask(call), wallets =>
    {
        var amounts = new TokenAmounts(wallets);
        call.Screen.Table(
            ["wallet", "name", "balance", "opened"],
            wallets.Wallets.Select(entry => new[]
            {
                entry.Key,
                entry.Value.Name,
                entry.Key == EnergyWallet.Id ? $"{entry.Value.Balance.Available} datasets" : amounts.Show(entry.Value.Balance.Available, entry.Key),
                entry.Value.Created ? "yes" : "no",
            }));
    });

    private static async Task<int> Open(NodeCall call) => call.Show(
        await call.Node.Put<CreatedView>($"/wallets/{Uri.EscapeDataString(call.Parsed.GetRequiredValue(Id))}", new Dictionary<string, string>(), call.Stop),
        _ => call.Screen.Say("The wallet is open. Start tokens, where the issuer gives any, arrive as soon as it is reached: ./enerdatx wallet"));

    private static Task<int> History(NodeCall call) =>
        string.Equals(call.Parsed.GetRequiredValue(Id), EnergyWallet.Id, StringComparison.OrdinalIgnoreCase) ? Datasets(call) : Tokens(call);

    private static async Task<int> Datasets(NodeCall call) => call.Show(
        await call.Node.Get<EnergyTransactionsView>($"/wallets/{EnergyWallet.Id}/transactions", call.Stop),
        view => call.Screen.Table(
            ["when", "what", "licence", "asset", "partner"],
            view.Transactions.Select(entry => new[]
            {
                Json.Time(entry.Timestamp.Milliseconds),
                entry.Outgoing ? "sold" : "bought",
                entry.Description,
                entry.Hash,
                MarketCommand.Short(entry.Outgoing ? entry.To : entry.From),
            })));

    private static async Task<int> Tokens(NodeCall call)
    {
        var wallets = await TokenAmounts.Ask(call);
        if (!wallets.TryBody(out var known, out var refusal))
        {
            return call.Screen.Refuse(refusal);
        }

        var amounts = new TokenAmounts(known);
        var id = Uri.EscapeDataString(call.Parsed.GetRequiredValue(Id));
        return call.Show(
            await call.Node.Get<WalletTransactionsView>($"/wallets/{id}/transactions", call.Stop),
            view => call.Screen.Table(
                ["when", "what", "amount", "partner", "half-block"],
                view.Transactions.Select(entry => new[]
                {
                    Json.Time(entry.Timestamp.Milliseconds),
                    entry.Description,
                    (entry.Outgoing ? "-" : "+") + amounts.Show(entry.Amount, entry.Currency),
                    MarketCommand.Short(entry.Outgoing ? entry.To : entry.From),
                    MarketCommand.Short(entry.Id),
                })));
    }
}
