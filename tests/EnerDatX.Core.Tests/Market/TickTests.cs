using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

public sealed class TickTests
{
    private static readonly JsonElement Vectors = MarketVectors.Load("edmp_py2.json");
    private static readonly Mid Creator = MidOf("2b3ac2d52c2c27d8725072a0ca4fbed607932c36");

    /// <summary>
    /// What each named case of EDMP's truth table changes about its valid ask, and what we say. Where that differs from EDMP's verdict
    /// (the third column says so), it is one of the deliberate differences in <see cref="TickReader"/>'s documentation.
    /// </summary>
    private static readonly Dictionary<string, (Action<JsonObject> Change, TickVerdict Ours, bool Differs)> Mutations = new()
    {
        ["ok"] = (_ => { }, TickVerdict.Valid, false),
        ["missing assets"] = (tick => tick.Remove("assets"), TickVerdict.FieldMissing, false),
        ["missing traded"] = (tick => tick.Remove("traded"), TickVerdict.FieldMissing, false),
        ["trader_id 39 chars"] = (tick => tick["trader_id"] = new string('a', 39), TickVerdict.TraderMalformed, false),
        ["trader_id unicode"] = (_ => { }, TickVerdict.Valid, true),
        ["timeout -1"] = (tick => tick["timeout"] = -1, TickVerdict.TimeoutOutOfRange, false),
        ["timeout 86400"] = (tick => tick["timeout"] = 86400, TickVerdict.Valid, false),
        ["timestamp int"] = (tick => tick["timestamp"] = 1547587907, TickVerdict.Valid, true),
        ["order_number long"] = (_ => { }, TickVerdict.Valid, true),
        ["order_number str"] = (tick => tick["order_number"] = "1", TickVerdict.OrderNumberMalformed, false),
        ["amount -1"] = (tick => tick["assets"]!["first"]!["amount"] = -1, TickVerdict.AmountMalformed, false),
        ["amount 2^63-1"] = (tick => tick["assets"]!["first"]!["amount"] = long.MaxValue, TickVerdict.Valid, false),
        ["amount 2^63"] = (tick => tick["assets"]!["first"]!["amount"] = 1UL << 63, TickVerdict.AmountMalformed, false),
        ["amount float"] = (tick => tick["assets"]!["first"]!["amount"] = 1.5, TickVerdict.AmountMalformed, false),
        ["type unicode"] = (_ => { }, TickVerdict.Valid, true),
        ["traded negative (not checked)"] = (tick => tick["traded"] = -1, TickVerdict.TradedMalformed, true),
        ["assets reversed alphabetical (allowed here)"] = (Reverse, TickVerdict.AssetsMakeNoPair, true),
    };

    [Fact]
    public void Ticks_are_valid_exactly_where_EDMP_says_so_apart_from_the_listed_differences()
    {
        var cases = Vectors.GetProperty("tick_validity").EnumerateArray().ToList();
        Assert.Equal(Mutations.Keys.Order(), cases.Select(row => row.GetProperty("name").GetString()!).Order());
        foreach (var row in cases)
        {
            var name = row.GetProperty("name").GetString()!;
            var (change, ours, differs) = Mutations[name];
            var verdict = ReadChanged(change, asText: name.EndsWith("unicode", StringComparison.Ordinal), out var tick);
            Assert.Equal((name, ours), (name, verdict));
            Assert.Equal((name, row.GetProperty("is_valid_tick").GetBoolean()), (name, (verdict == TickVerdict.Valid) != differs));
            Assert.Equal(verdict == TickVerdict.Valid, tick is not null);
        }
    }

    [Fact]
    public void EDMP_half_blocks_are_ticks_and_cancellations_exactly_where_EDMP_says_so()
    {
        foreach (var vector in Vectors.GetProperty("blocks").EnumerateArray())
        {
            Assert.True(HalfBlock.TryUnpack(Convert.FromHexString(vector.GetProperty("packed").GetString()!), out var block));
            var name = vector.GetProperty("name").GetString()!;
            var json = vector.GetProperty("transaction_json");
            var isTick = vector.GetProperty("is_valid_tick_block").GetBoolean();
            var verdict = TickReader.Read(block.Type, MarketVectors.AsPython2(json), block.PublicKey.Mid, Tick.MaxEdmpTimeoutSeconds, out _);
            var cancelVerdict = TickReader.ReadCancel(block.Type, MarketVectors.AsPython2(json), block.PublicKey.Mid, out _);
            Assert.Equal((name, vector.GetProperty("is_valid_cancel_block").GetBoolean()), (name, cancelVerdict == TickVerdict.Valid));

            // The one in text form is another key's copy of the first ask: EDMP refuses the text form, we the borrowed trader id.
            var borrowed = name.StartsWith("py3-style", StringComparison.Ordinal);
            Assert.Equal((name, isTick), (name, verdict == TickVerdict.Valid));
            Assert.Equal((name, borrowed), (name, verdict == TickVerdict.TraderNotSigner));
        }
    }

    [Fact]
    public void Every_field_of_a_tick_is_read()
    {
        Assert.Equal(TickVerdict.Valid, ReadChanged(tick => tick["traded"] = 0, asText: false, out var tick));
        Assert.True(AssetPair.TryCreate(
            new AssetAmount(10, "DUM1"), new AssetAmount(1, "EWQmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPBdG"), out var assets, out _));
        Assert.Equal(new Tick(new OrderId(Creator, 1), TickSide.Ask, assets, 3600, 1_547_587_907_890, 0), tick);
        Assert.Equal(1_547_587_907_890 + 3_600_000, tick!.DeadlineMs);
    }

    [Fact]
    public void Text_and_bytes_say_the_same()
    {
        Assert.Equal(TickVerdict.Valid, ReadChanged(_ => { }, asText: true, out var text));
        Assert.Equal(TickVerdict.Valid, ReadChanged(_ => { }, asText: false, out var bytes));
        Assert.Equal(text, bytes);
    }

    [Fact]
    public void A_whole_timestamp_is_in_milliseconds_and_unknown_keys_are_ignored()
    {
        var verdict = ReadChanged(
            tick =>
            {
                tick["timestamp"] = 1_547_587_907_891;
                tick["seller_gateway"] = new JsonArray(1, 2);
            },
            asText: true,
            out var tick);
        Assert.Equal(TickVerdict.Valid, verdict);
        Assert.Equal(1_547_587_907_891, tick!.TimestampMs);
    }

    [Fact]
    public void A_tick_with_the_trader_id_of_someone_else_is_refused()
    {
        var someone = MidOf("8477cbce012f6255a5a9295b7fcf869df1f46d5e");
        Assert.Equal(TickVerdict.TraderNotSigner, TickReader.Read("ask", Ask(_ => { }, asText: true), someone, Tick.MaxTimeoutSeconds, out _));
    }

    [Fact]
    public void A_cancellation_by_someone_else_is_refused()
    {
        var cancel = JsonDocument.Parse($$"""{"trader_id":"{{Creator}}","order_number":2,"version":2}""").RootElement;
        Assert.Equal(TickVerdict.Valid, TickReader.ReadCancel("cancel_order", MarketVectors.AsText(cancel), Creator, out var id));
        Assert.Equal(new OrderId(Creator, 2), id);
        var someone = MidOf("8477cbce012f6255a5a9295b7fcf869df1f46d5e");
        Assert.Equal(TickVerdict.TraderNotSigner, TickReader.ReadCancel("cancel_order", MarketVectors.AsText(cancel), someone, out _));
        Assert.Equal(TickVerdict.NotATick, TickReader.ReadCancel("ask", MarketVectors.AsText(cancel), Creator, out _));
    }

    [Theory]
    [InlineData("order_number", "4294967296", TickVerdict.OrderNumberMalformed)]
    [InlineData("order_number", "-1", TickVerdict.OrderNumberMalformed)]
    [InlineData("order_number", "true", TickVerdict.OrderNumberMalformed)]
    [InlineData("trader_id", "\"zz3ac2d52c2c27d8725072a0ca4fbed607932c36\"", TickVerdict.TraderMalformed)]
    [InlineData("trader_id", "5", TickVerdict.TraderMalformed)]
    [InlineData("timeout", "86401", TickVerdict.TimeoutOutOfRange)]
    [InlineData("timeout", "1.5", TickVerdict.TimeoutOutOfRange)]
    [InlineData("timestamp", "-0.5", TickVerdict.TimestampMalformed)]
    [InlineData("timestamp", "1.0e300", TickVerdict.TimestampMalformed)]
    [InlineData("timestamp", "-1", TickVerdict.TimestampMalformed)]
    [InlineData("timestamp", "9223372036854775807", TickVerdict.TimestampMalformed)]
    [InlineData("timestamp", "\"now\"", TickVerdict.TimestampMalformed)]
    [InlineData("traded", "9223372036854775808", TickVerdict.TradedMalformed)]
    [InlineData("traded", "null", TickVerdict.TradedMalformed)]
    [InlineData("assets", "[]", TickVerdict.FieldMissing)]
    public void A_malformed_field_is_refused_and_named(string field, string json, TickVerdict expected) =>
        Assert.Equal(expected, ReadChanged(tick => tick[field] = JsonNode.Parse(json) ?? JsonValue.Create((string?)null), asText: true, out _));

    [Theory]
    [InlineData("first", "amount", "0", TickVerdict.AmountMalformed)]
    [InlineData("second", "amount", "2", TickVerdict.DatasetNotWhole)]
    [InlineData("second", "type", "\"\"", TickVerdict.AssetTypeMalformed)]
    [InlineData("second", "type", "\"M\\u00fcsli\"", TickVerdict.AssetTypeMalformed)]
    [InlineData("first", "type", "\"EWxyz\"", TickVerdict.AssetsMakeNoPair)]
    public void A_malformed_asset_is_refused_and_named(string asset, string field, string json, TickVerdict expected) =>
        Assert.Equal(expected, ReadChanged(tick => tick["assets"]![asset]![field] = JsonNode.Parse(json), asText: true, out _));

    [Fact]
    public void Timestamps_that_are_no_numbers_are_refused()
    {
        foreach (var seconds in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 253_402_300_800.0 })
        {
            Assert.False(TickFields.TryTimestamp(new TransactionValue.Float(seconds), out _));
        }
    }

    [Fact]
    public void A_type_that_is_not_ask_or_bid_is_no_tick() =>
        Assert.Equal(TickVerdict.NotATick, TickReader.Read("tx_init", Ask(_ => { }, asText: true), Creator, Tick.MaxTimeoutSeconds, out _));

    [Fact]
    public void A_long_timeout_is_allowed_where_the_caller_allows_it()
    {
        var longLived = Ask(tick => tick["timeout"] = Tick.MaxTimeoutSeconds, asText: true);
        Assert.Equal(TickVerdict.TimeoutOutOfRange, TickReader.Read("ask", longLived, Creator, Tick.MaxEdmpTimeoutSeconds, out _));
        Assert.Equal(TickVerdict.Valid, TickReader.Read("ask", longLived, Creator, Tick.MaxTimeoutSeconds, out _));
    }

    [Theory]
    [InlineData(-10_001, TickVerdict.FromTheFuture)]
    [InlineData(-10_000, TickVerdict.Valid)]
    [InlineData(0, TickVerdict.Valid)]
    [InlineData(3_599_999, TickVerdict.Valid)]
    [InlineData(3_600_000, TickVerdict.TimedOut)]
    public void A_tick_is_valid_from_ten_seconds_before_its_timestamp_until_its_timeout(long afterMs, TickVerdict expected)
    {
        Assert.Equal(TickVerdict.Valid, ReadChanged(_ => { }, asText: true, out var tick));
        Assert.Equal(expected, tick!.VerdictAt(tick.TimestampMs + afterMs));
    }

    [Fact]
    public void Every_verdict_has_its_own_sentence() =>
        Assert.Equal(Enum.GetValues<TickVerdict>().Length, Enum.GetValues<TickVerdict>().Select(verdict => verdict.Sentence()).Distinct().Count());

    private static TickVerdict ReadChanged(Action<JsonObject> change, bool asText, out Tick? tick) =>
        TickReader.Read("ask", Ask(change, asText), Creator, Tick.MaxEdmpTimeoutSeconds, out tick);

    /// <summary>The transaction of EDMP's own ask, with a change to its tick.</summary>
    private static TransactionValue Ask(Action<JsonObject> change, bool asText)
    {
        var json = JsonNode.Parse(Vectors.GetProperty("blocks")[0].GetProperty("transaction_json").GetRawText())!;
        change(json["tick"]!.AsObject());
        var element = JsonDocument.Parse(json.ToJsonString()).RootElement;
        return asText ? MarketVectors.AsText(element) : MarketVectors.AsPython2(element);
    }

    private static void Reverse(JsonObject tick)
    {
        tick["assets"]!["first"]!["type"] = "MB";
        tick["assets"]!["second"]!["type"] = "DUM1";
    }

    private static Mid MidOf(string hex)
    {
        Assert.True(Mid.TryParse(hex, out var mid));
        return mid;
    }
}
