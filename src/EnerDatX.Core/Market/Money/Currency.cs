using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Market;

/// <summary>A token that this node believes in. Currencies are configuration (protocol rule 5), never learnt from strangers.</summary>
/// <param name="Name">Upper-case letters and digits, for example <c>DUM1</c>; never begins with <c>EW</c>.</param>
/// <param name="Precision">How many of the amount's last digits stand behind the decimal point when shown.</param>
/// <param name="Issuer">The only key whose <c>issue</c> half-blocks count.</param>
/// <param name="FaucetAmount">Given once to each new key that asks; 0 = none. For local and demo networks only.</param>
public sealed record Currency(string Name, int Precision, PublicKey Issuer, long FaucetAmount)
{
    public const int MaxNameLength = 16;

    public static bool IsName(string? name) =>
        name is { Length: >= 1 and <= MaxNameLength }
        && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
        && !name.StartsWith("EW", StringComparison.Ordinal);
}

/// <summary>The currencies of this node's configuration, by name.</summary>
public sealed class Currencies(IEnumerable<Currency> currencies)
{
    private readonly SortedDictionary<string, Currency> _byName =
        new(currencies.ToDictionary(c => c.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    public IReadOnlyCollection<Currency> All => _byName.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out Currency? currency) => _byName.TryGetValue(name, out currency);
}
