using System.CommandLine;
using System.Globalization;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>sell</c>: offers a dataset of the running node's user; with <c>--meter</c> makes it first.</summary>
public static class SellCommand
{
    private const int MaxHours = Tick.MaxEdmpTimeoutSeconds / 3_600;

    private static readonly Argument<string?> Asset = new("asset") { Arity = ArgumentArity.ZeroOrOne, Description = "EW…, as printed by: meter import." };
    private static readonly Option<string> Price = new("--price") { Description = "For the whole dataset.", Required = true, HelpName = "AMOUNT" };
    private static readonly Option<string> Currency = new("--currency") { Description = "What is to be paid with.", DefaultValueFactory = _ => "DUM1", HelpName = "NAME" };
    private static readonly Option<int> Hours = new("--hours") { Description = $"How long the offer stands: 1 to {MaxHours}.", DefaultValueFactory = _ => 1, HelpName = "N" };

    private static readonly Option<string> Licence = new("--licence")
    {
        Description = "copy: you stay the owner and may offer it again. exclusive: the buyer becomes the owner.",
        DefaultValueFactory = _ => "copy",
    };

    private static readonly Option<int?> Copies = new("--copies")
    {
        Description = "Promises everyone that at most N copies are ever sold; the node keeps to the smallest promise made.",
        HelpName = "N",
    };

    private static readonly Option<string?> Meter = new("--meter") { Description = "Instead of an asset: a meter's file, which is imported first.", HelpName = "FILE" };

    public static Command Create()
    {
        Licence.AcceptOnlyFromAmong("copy", "exclusive");
        return NodeChoice.Command("sell", """
            Offer a dataset on the market. It is sold as soon as somebody bids the price; the node must be running then.
            Examples:
              ./enerdatx sell EW4f… --price 10 --currency DUM1 --state owner
              ./enerdatx sell --meter p1.txt --price 10 --hours 24 --location NL-10 --state owner
            """, [Asset, Price, Currency, Licence, Copies, Hours, Meter, .. MeterImport.Options], Sell);
    }

    private static async Task<int> Sell(NodeCall call)
    {
        var (asset, meter, hours) = (call.Parsed.GetValue(Asset), call.Parsed.GetValue(Meter), call.Parsed.GetValue(Hours));
        if ((asset is null) == (meter is null))
        {
            return call.Screen.Refuse("Name either an asset or --meter FILE.");
        }

        if (hours is < 1 or > MaxHours)
        {
            return call.Screen.Refuse($"--hours is 1 to {MaxHours}.");
        }

        // The price first: a file is not imported for an offer that cannot be made.
        var wallets = await TokenAmounts.Ask(call);
        if (!wallets.TryBody(out var known, out var refusal))
        {
            return call.Screen.Refuse(refusal);
        }

        var amounts = new TokenAmounts(known);
        var currency = call.Parsed.GetRequiredValue(Currency);
        var price = amounts.Parse(call.Parsed.GetRequiredValue(Price), currency, out refusal);
        return refusal is not null ? call.Screen.Refuse(refusal)
            : asset is not null ? await Offer(call, amounts, asset, price, currency, hours)
            : await Import(call, meter!, imported => Offer(call, amounts, imported, price, currency, hours));
    }

    private static async Task<int> Import(NodeCall call, string file, Func<string, Task<int>> offer)
    {
        var imported = await MeterImport.Send(call, file);
        if (!imported.TryBody(out var dataset, out var refusal))
        {
            return call.Screen.Refuse(refusal);
        }

        if (!call.IsJson)
        {
            MeterImport.Tell(call.Screen, dataset);
        }

        return await offer(dataset.Asset);
    }

    private static async Task<int> Offer(NodeCall call, TokenAmounts amounts, string asset, long price, string currency, int hours)
    {
        var order = OrderForm.Of(asset, price, currency);
        order["timeout"] = (3_600 * hours).ToString(CultureInfo.InvariantCulture);
        order["licence"] = call.Parsed.GetRequiredValue(Licence);
        if (call.Parsed.GetValue(Copies) is { } copies)
        {
            order["copies"] = copies.ToString(CultureInfo.InvariantCulture);
        }

        return call.Show(await call.Node.Put<OrderPlacedView>("/market/asks", order, call.Stop), placed => call.Screen.Say(
            $"Order {placed.OrderNumber}: {asset} is offered for {amounts.Show(price, currency)}, for {hours} h. "
            + $"Withdraw it with: ./enerdatx market cancel {placed.OrderNumber}"));
    }
}

/// <summary>An order as the HTTP interface takes it: <c>first</c> is the price, <c>second</c> the dataset.</summary>
internal static class OrderForm
{
    /// <param name="price">Smallest units.</param>
    public static Dictionary<string, string> Of(string asset, long price, string currency) => new(StringComparer.Ordinal)
    {
        ["first_asset_amount"] = price.ToString(CultureInfo.InvariantCulture),
        ["first_asset_type"] = currency,
        ["second_asset_amount"] = "1",
        ["second_asset_type"] = asset,
    };
}
