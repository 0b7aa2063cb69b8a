using System.CommandLine;
using System.Globalization;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>market bundle</c>: the dispute of a trade as one file for <c>judge</c>.</summary>
internal static class BundleCommand
{
    private static readonly Argument<string> Trade = new("trade") { Description = "Its number, as in: market transactions; or its id, 64 hex digits." };

    private static readonly Option<string> Out = new("--out") { Description = "The file to be made; one that exists is not overwritten.", Required = true, HelpName = "FILE" };

    private static readonly Option<bool> Payload = new("--payload") { Description = "Also the ciphertext of the disputed segment, without which a bad one cannot be judged." };

    private static readonly Option<bool> Manifest = new("--manifest") { Description = "Also the manifest that the seller's locator leads to, and the key that shows it." };

    public static Command Create() => NodeChoice.Command("bundle", """
        Write the dispute of a trade to a file that anybody can judge: ./enerdatx judge FILE. It holds half-blocks, which are public, and
        the one-time key of the disputed segment, which the dispute made so.
        """, [Trade, Out, Payload, Manifest], Save);

    private static async Task<int> Save(NodeCall call)
    {
        var (trade, refusal) = await IdOf(call);
        if (trade is null)
        {
            return call.Screen.Refuse(refusal!);
        }

        var path = $"/api/v1/trades/{Uri.EscapeDataString(trade)}/bundle?payload={Flag(Payload)}&manifest={Flag(Manifest)}";
        var file = call.Parsed.GetRequiredValue(Out);
        try
        {
            if (File.Exists(file))
            {
                return call.Screen.Refuse($"{file} is there already. Choose another name.");
            }

            using var bytes = new MemoryStream();
            if (await call.Node.Download(path, bytes, DisputeBundle.MaxLength, call.Stop) is { } why)
            {
                return call.Screen.Refuse(why);
            }

            await File.WriteAllBytesAsync(file, bytes.ToArray(), call.Stop);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return call.Screen.Refuse(failure.Message);
        }

        call.Screen.Say($"{file} holds the dispute. Judge it with: ./enerdatx judge {file}");
        return 0;

        string Flag(Option<bool> option) => call.Parsed.GetValue(option) ? "true" : "false";
    }

    private static async Task<(string? Id, string? Refusal)> IdOf(NodeCall call)
    {
        var name = call.Parsed.GetRequiredValue(Trade);
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (name, null);
        }

        var answer = await call.Node.Get<TransactionsView>("/market/transactions", call.Stop);
        return !answer.TryBody(out var view, out var refusal) ? (null, refusal)
            : view.Transactions.FirstOrDefault(trade => trade.TransactionNumber == number) is { } found ? (found.TransactionId, null)
            : (null, $"There is no trade {number}.");
    }
}
