using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>chain frauds</c>: who is proven to have cheated, and the half-blocks that prove it beside each other.</summary>
internal static class ChainFrauds
{
    /// <summary>More half-blocks than this do not fit beside each other: they are listed.</summary>
    private const int MaxSideBySide = 3;

    /// <summary>Characters of a value; whole ones are in the JSON.</summary>
    private const int MaxShown = 64;

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = $"Frauds at most, up to {Parameters.MaxPage}.",
        DefaultValueFactory = _ => 100,
        HelpName = "N",
    };

    private static readonly Option<int> Offset = new("--offset") { Description = "Frauds before the first one.", DefaultValueFactory = _ => 0, HelpName = "N" };

    public static Command Create() => NodeChoice.Command("frauds", """
        Who is proven to have cheated, the last to be proven first. Each proof is a few signed half-blocks that cannot all be honest;
        where they are few, what differs stands side by side. --json has their bytes.
        """, [Limit, Offset], Show);

    private static async Task<int> Show(NodeCall call) => call.Show(
        await call.Node.Get<IReadOnlyList<Fraud>>(
            $"/api/v1/frauds?limit={call.Parsed.GetValue(Limit)}&offset={call.Parsed.GetValue(Offset)}", call.Stop),
        frauds =>
        {
            if (frauds.Count == 0)
            {
                call.Screen.Say("Nobody is proven to have cheated.");
            }

            foreach (var fraud in frauds)
            {
                Tell(call.Screen, fraud);
            }
        });

    private static void Tell(Screen screen, Fraud fraud)
    {
        screen.Say($"{fraud.TraderId} {fraud.Says} ({fraud.Kind}).");
        screen.Say($"Public key: {fraud.PublicKey}");
        if (fraud.Halves.Count <= MaxSideBySide)
        {
            screen.Table(
                ["field", .. fraud.Halves.Select((_, i) => Digits(i + 1))],
                Fields(fraud.Halves).Where(row => fraud.Halves.Count == 1 || row.Skip(1).Distinct().Count() > 1));
        }
        else
        {
            screen.Table(
                ["", "type", "half", "by", "#", "hash", "amount"],
                fraud.Halves.Select((half, i) => new[]
                {
                    Digits(i + 1), half.Type, half.Half, ShortKey(half.PublicKey), Digits(half.SequenceNumber), MarketCommand.Short(half.Hash), half.Amount,
                }));
        }

        screen.Say(string.Empty);
    }

    /// <summary>One row per field: its name, and what each half-block has there.</summary>
    private static IEnumerable<string[]> Fields(IReadOnlyList<ChainBlock> halves)
    {
        string[] Row(string name, Func<ChainBlock, string> value) => [name, .. halves.Select(value)];
        yield return Row("type", half => half.Type);
        yield return Row("half", half => half.Half);
        yield return Row("by", half => ShortKey(half.PublicKey));
        yield return Row("sequence", half => Digits(half.SequenceNumber));
        yield return Row("hash", half => half.Hash);
        yield return Row("previous", half => half.PreviousHash);
        yield return Row("with", half => half.Counterparty);
        yield return Row("link sequence", half => Digits(half.LinkSequenceNumber));
        yield return Row("time", half => half.Time);
        var names = halves.SelectMany(half => half.Transaction is JsonObject map ? map.Select(field => field.Key) : []).Distinct(StringComparer.Ordinal);
        foreach (var name in names)
        {
            yield return Row($"transaction: {name}", half => Text((half.Transaction as JsonObject)?[name]));
        }
    }

    /// <summary>Bytes come as one character each: what is no text is shown as hex.</summary>
    private static string Text(JsonNode? value)
    {
        var text = value is null ? "–" : value is JsonValue ? value.ToString() : value.ToJsonString();
        var shown = text.All(letter => letter is >= ' ' and <= '~') || text.Any(letter => letter > 'ÿ') ? text : Convert.ToHexStringLower(Encoding.Latin1.GetBytes(text));
        return shown.Length <= MaxShown ? shown : $"{shown[..MaxShown]}…";
    }

    private static string ShortKey(string hex) => Core.Identity.PublicKey.TryParseHex(hex, out var key) ? MarketCommand.Short(key.Mid.ToString()) : "–";

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Fraud(string Kind, string Says, string PublicKey, string TraderId, IReadOnlyList<ChainBlock> Halves);
}
