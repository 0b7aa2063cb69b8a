using System.Globalization;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary>Amounts as people write them: with the decimal point where each currency of the node has it.</summary>
internal sealed class TokenAmounts(WalletsView wallets)
{
    public static async Task<NodeAnswer<WalletsView>> Ask(NodeCall call) => await call.Node.Get<WalletsView>("/wallets", call.Stop);

    /// <summary>For example <c>10.50 DUM1</c>; of a currency that the node does not know in smallest units.</summary>
    public string Show(long amount, string type) => $"{Digits(amount, PrecisionOf(type) ?? 0)} {type}";

    /// <summary>In smallest units.</summary>
    /// <param name="refusal">Null when it could be read.</param>
    public long Parse(string text, string currency, out string? refusal)
    {
        if (PrecisionOf(currency) is not { } precision)
        {
            refusal = $"This node knows no currency {currency}; it knows {string.Join(", ", wallets.Wallets.Keys.Where(id => id != EnergyWallet.Id))}.";
            return 0;
        }

        refusal = $"{text} is no price: a number above 0 with at most {precision} digits behind the point.";
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) || price <= 0 || price > long.MaxValue)
        {
            return 0;
        }

        for (var digit = 0; digit < precision && price <= long.MaxValue; digit++)
        {
            price *= 10;
        }

        if (price > long.MaxValue || price != decimal.Truncate(price))
        {
            return 0;
        }

        refusal = null;
        return (long)price;
    }

    private static string Digits(long amount, int precision)
    {
        var digits = amount.ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        return precision == 0 ? digits : $"{digits[..^precision]}.{digits[^precision..]}";
    }

    private int? PrecisionOf(string currency) =>
        currency != EnergyWallet.Id && wallets.Wallets.TryGetValue(currency, out var wallet) ? wallet.Precision : null;
}
