using System.Text.Json;
using EnerDatX.Node.Cli;

namespace EnerDatX.Node.Tests;

/// <summary><c>codec decode</c> and <c>codec encode</c> on every case of codec.json.</summary>
public sealed class ConformanceOfCodec
{
    /// <summary>AnyDex's JSON is a dialect that we read and py-ipv8's own decoder refuses.</summary>
    private const string ReadByUsOnly = "json text (anydex-core codec)";

    private static readonly JsonElement Vectors = ConformanceVectors.Load("codec.json");

    [Fact]
    public void Every_value_is_encoded_and_decoded()
    {
        var cases = Vectors.Items("cases");
        Assert.Equal(78, cases.Count);
        foreach (var vector in cases)
        {
            AssertSame(vector.GetProperty("decoded"), Decode(vector.String("encoded")));
            Assert.Equal((0, vector.String("encoded")), Encode(vector.GetProperty("value").GetRawText()));
        }
    }

    [Fact]
    public void Every_sloppy_or_broken_case_is_decoded_or_refused()
    {
        var cases = Vectors.Items("decode_only");
        Assert.Equal(30, cases.Count);
        Assert.Single(cases, vector => vector.String("name") == ReadByUsOnly);
        foreach (var vector in cases.Where(vector => vector.String("name") != ReadByUsOnly))
        {
            if (vector.TryGetProperty("decoded", out var decoded))
            {
                AssertSame(decoded, Decode(vector.String("encoded")));
                continue;
            }

            var (exitCode, output, _) = ConformanceVectors.Run("codec", "decode", vector.String("encoded"));
            Assert.Equal(1, exitCode);
            Assert.Equal(vector.String("error"), ConformanceVectors.Parse(output).String("error"));
            Assert.Equal(vector.String("error_text"), ConformanceVectors.Parse(output).String("error_text"));
        }
    }

    [Fact]
    public void The_json_of_anydex_is_decoded()
    {
        var cases = Vectors.GetProperty("anydex_json_codec").Items("cases");
        Assert.Equal(6, cases.Count);
        foreach (var vector in cases)
        {
            AssertSame(vector.GetProperty("value"), Decode(vector.String("encoded")));
        }
    }

    [Fact]
    public void The_transactions_of_all_half_blocks_decode_to_their_typed_values()
    {
        var blocks = ConformanceVectors.Load("blocks.json").Items("blocks").Concat(ConformanceVectors.Load("chain.json").Items("blocks")).ToList();
        Assert.Equal(25 + 222, blocks.Count);
        foreach (var vector in blocks)
        {
            AssertSame(vector.GetProperty("transaction_typed"), Decode(vector.String("transaction_hex")));
        }
    }

    [Fact]
    public void The_deepest_value_survives_both_ways()
    {
        var hex = Convert.ToHexStringLower([(byte)'a', .. Enumerable.Repeat("1d1sk"u8.ToArray(), 63).SelectMany(level => level), .. "0d"u8]);
        Assert.Equal((0, hex), Encode(Decode(hex).GetRawText()));
    }

    [Theory]
    [InlineData("{\"t\":\"complex\"}", "KeyError")]
    [InlineData("{\"v\":\"1\"}", "KeyError")]
    [InlineData("{\"t\":\"int\",\"v\":\"x\"}", "ValueError")]
    [InlineData("{\"t\":\"int\",\"v\":1}", "ValueError")]
    [InlineData("{\"t\":\"float\",\"bits\":\"10000000000000000\"}", "ValueError")]
    [InlineData("{\"t\":\"dict\",\"v\":[[{\"t\":\"none\"}]]}", "ValueError")]
    [InlineData("{\"t\":\"dict\",\"v\":[[{\"t\":\"list\",\"v\":[]},{\"t\":\"none\"}]]}", "ValueError")]
    [InlineData("{\"t\":\"str\",\"v\":\"\\ud800\"}", "ValueError")]
    [InlineData("[]", "ValueError")]
    [InlineData("nonsense", "ValueError")]
    public void What_cannot_be_encoded_is_an_error(string typed, string errorClass) => Assert.Equal((1, errorClass), Encode(typed));

    [Fact]
    public void A_float_may_be_given_by_its_text_alone() => Assert.Equal((0, "613366312e35"), Encode("{\"t\":\"float\",\"repr\":\"1.5\"}"));

    [Fact]
    public void Hex_that_is_none_is_an_error() => Assert.Equal(1, ConformanceVectors.Run("codec", "decode", "xyz").ExitCode);

    private static JsonElement Decode(string hex)
    {
        var (exitCode, output, error) = ConformanceVectors.Run("codec", "decode", hex);
        Assert.Equal((0, ""), (exitCode, error));
        return ConformanceVectors.Parse(output);
    }

    /// <summary>Exit code, and the hex or the error's class.</summary>
    private static (int ExitCode, string Answer) Encode(string typed)
    {
        using var input = new StringReader(typed);
        using var output = new StringWriter();
        var exitCode = CodecCommand.Encode(input, output);
        var answer = ConformanceVectors.Parse(output.ToString());
        return (exitCode, answer.String(exitCode == 0 ? "hex" : "error"));
    }

    private static void AssertSame(JsonElement expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(expected, actual), $"{expected} is not {actual}");
}
