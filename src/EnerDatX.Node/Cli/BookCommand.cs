using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Cli;

/// <summary>
/// <c>book replay FILE</c>: plays a list of asks, bids and cancellations through the order book, settling every match at once,
/// and prints the same list with the matches of each order and what rests in the end.
/// </summary>
public static class BookCommand
{
    /// <summary>A researcher's own file is not a stranger: nothing in it is refused for being too much.</summary>
    private static readonly OrderBookLimits NoLimits = new(
        OrdersPerTrader: int.MaxValue,
        Orders: int.MaxValue,
        Markets: int.MaxValue,
        ClosedOrders: int.MaxValue,
        BlocksPerOrder: int.MaxValue);

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "JSON: {\"ops\":[…]}; - reads standard input." };
        var replay = new Command("replay", "Play asks, bids and cancellations through the order book and print every match.") { file };
        replay.SetAction(arguments => Replay(
            arguments.GetRequiredValue(file),
            arguments.InvocationConfiguration.Output,
            arguments.InvocationConfiguration.Error));
        return new Command("book", "Try the order book on its own.") { replay };
    }

    private static int Replay(string path, TextWriter output, TextWriter error)
    {
        try
        {
            output.WriteLine(Replayed(Read(path)).ToJsonString());
            return 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException
            or DecoderFallbackException or JsonException or InvalidDataException)
        {
            error.WriteLine($"book replay: {problem.Message}");
            return 1;
        }
    }

    private static JsonObject Read(string path)
    {
        using var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        using var reader = new StreamReader(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        return Parsed(reader.ReadToEnd()) as JsonObject ?? throw new InvalidDataException("the scenario is not a JSON object");
    }

    /// <summary>Writes it once, too, because texts are read lazily and only then is half a surrogate pair found.</summary>
    private static JsonNode? Parsed(string json)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            _ = node?.ToJsonString();
            return node;
        }
        catch (InvalidOperationException broken)
        {
            throw new InvalidDataException("a text in the scenario is not Unicode: half a surrogate pair", broken);
        }
    }

    private static JsonObject Replayed(JsonObject scenario)
    {
        var ops = scenario["ops"] as JsonArray ?? throw new InvalidDataException("\"ops\" is missing or not a list");
        var book = new OrderBook(NoLimits);
        for (var index = 0; index < ops.Count; index++)
        {
            var op = ops[index] as JsonObject ?? throw new InvalidDataException($"ops[{index}] is not a JSON object");
            Play(book, op, index);
        }

        scenario["final_asks"] = Listed(book, TickSide.Ask);
        scenario["final_bids"] = Listed(book, TickSide.Bid);
        return scenario;
    }

    private static void Play(OrderBook book, JsonObject op, int index)
    {
        var id = new OrderId(Trader(op, index), (uint)Whole(op["order"], 0, uint.MaxValue, $"ops[{index}].order"));
        var kind = Text(op["op"], $"ops[{index}].op");
        switch (kind)
        {
            case "ask":
                op["matches"] = Traded(book, id, TickSide.Ask, Pair(op, index), index);
                break;
            case "bid":
                op["matches"] = Traded(book, id, TickSide.Bid, Pair(op, index), index);
                break;
            case "cancel":
                book.Cancel(id);
                break;
            default:
                throw new InvalidDataException($"ops[{index}].op is \"{kind}\"; there are ask, bid and cancel");
        }
    }

    /// <summary>The scenario has no times: an order's place in the list is its timestamp, and none expires.</summary>
    private static JsonArray Traded(OrderBook book, OrderId id, TickSide side, AssetPair assets, int index)
    {
        var verdict = book.Insert(new Tick(id, side, assets, Tick.MaxTimeoutSeconds, index, Traded: 0), index);
        if (verdict != OrderBookVerdict.Done)
        {
            throw new InvalidDataException($"ops[{index}], order {id}: {verdict.Sentence()}");
        }

        var matches = new JsonArray();
        foreach (var match in book.Match(id, index))
        {
            book.Settle(match);
            matches.Add(new JsonArray(match.Counterpart.Trader.ToString(), match.Counterpart.Number, match.Quantity));
        }

        return matches;
    }

    private static JsonArray Listed(OrderBook book, TickSide side) =>
        new([
            .. book.List(side).Select(listing => new JsonObject
            {
                ["asset1"] = listing.Types.First,
                ["asset2"] = listing.Types.Second,
                ["ticks"] = new JsonArray([.. listing.Rows.Select(Listed)]),
            }),
        ]);

    private static JsonArray Listed(OrderBookRow row) => new(
        row.Tick.Id.Trader.ToString(),
        row.Tick.Id.Number,
        row.Tick.Assets.First.Amount,
        row.Tick.Assets.Second.Amount,
        row.Traded);

    private static Mid Trader(JsonObject op, int index) =>
        Mid.TryParse(Text(op["trader"], $"ops[{index}].trader"), out var trader)
            ? trader
            : throw new InvalidDataException($"ops[{index}].trader is not 40 hex digits");

    private static AssetPair Pair(JsonObject op, int index) =>
        AssetPair.TryCreate(
            Amount(op["first"], $"ops[{index}].first"),
            Amount(op["second"], $"ops[{index}].second"),
            out var pair,
            out var refusal)
            ? pair
            : throw new InvalidDataException($"ops[{index}]: {refusal}");

    private static AssetAmount Amount(JsonNode? node, string where)
    {
        if (node is not JsonArray { Count: 2 } amount)
        {
            throw new InvalidDataException($"{where} is not [amount, type]");
        }

        var type = Text(amount[1], $"{where}[1]");
        return AssetAmount.IsType(type)
            ? new AssetAmount(Whole(amount[0], 1, long.MaxValue, $"{where}[0]"), type)
            : throw new InvalidDataException($"{where}[1] is not 1 to 80 printable ASCII characters");
    }

    private static string Text(JsonNode? node, string where) =>
        node is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw new InvalidDataException($"{where} is missing or not text");

    private static long Whole(JsonNode? node, long lowest, long highest, string where) =>
        node is JsonValue value && value.TryGetValue(out long whole) && whole >= lowest && whole <= highest
            ? whole
            : throw new InvalidDataException($"{where} is not a whole number from {lowest} to {highest}");
}
