using System.Numerics;
using System.Text;
using System.Text.Json;
using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>codec.json, and what it does not say.</summary>
public sealed class TransactionCodecTests
{
    /// <summary>Decoding cases where py-ipv8 says otherwise, on purpose.</summary>
    private static readonly Dictionary<string, string> DeliberateDifferences = new(StringComparer.Ordinal)
    {
        ["json text (anydex-core codec)"] = "AnyDex's JSON is a dialect that we read; py-ipv8's own decoder does not know it",
    };

    private static readonly JsonElement Vectors = LedgerVectors.Load("codec.json");

    [Fact]
    public void Every_value_is_written_and_read_as_in_python()
    {
        var cases = Vectors.Items("cases");
        Assert.Equal(78, cases.Count);
        foreach (var vector in cases)
        {
            var value = LedgerVectors.Typed(vector.GetProperty("value"));
            Assert.Equal(vector.String("encoded"), Convert.ToHexStringLower(TransactionCodec.Encode(value)));
            Assert.True(TransactionCodec.TryDecode(vector.Hex("encoded"), out var decoded, out var consumed, out var error), error?.ToString());
            Assert.Equal(LedgerVectors.Typed(vector.GetProperty("decoded")), decoded);
            Assert.Equal(vector.GetProperty("decoded_offset").GetInt32(), consumed);
            Assert.Equal(vector.String("encoded"), Convert.ToHexStringLower(TransactionCodec.Encode(decoded)));
        }
    }

    [Fact]
    public void Sloppy_and_broken_bytes_are_read_or_refused_as_in_python()
    {
        var cases = Vectors.Items("decode_only");
        Assert.Equal(30, cases.Count);
        foreach (var vector in cases)
        {
            var isValue = TransactionCodec.TryDecode(vector.Hex("encoded"), out var decoded, out var consumed, out var error);
            var isValueInPython = !vector.TryGetProperty("error", out _);
            if (DeliberateDifferences.ContainsKey(vector.String("name")))
            {
                Assert.NotEqual(isValueInPython, isValue);
            }
            else if (isValueInPython)
            {
                Assert.True(isValue, vector.String("name"));
                Assert.Equal(LedgerVectors.Typed(vector.GetProperty("decoded")), decoded);
                Assert.Equal(vector.GetProperty("offset").GetInt32(), consumed);
                Assert.Equal(vector.String("py_reencoded"), Convert.ToHexStringLower(TransactionCodec.Encode(decoded!)));
            }
            else
            {
                Assert.False(isValue, vector.String("name"));
                Assert.Equal(new CodecError(vector.String("error"), vector.String("error_text")), error);
                Assert.Equal(0, consumed);
            }
        }
    }

    [Fact]
    public void The_json_of_anydex_is_read()
    {
        var cases = Vectors.GetProperty("anydex_json_codec").Items("cases");
        Assert.Equal(6, cases.Count);
        foreach (var vector in cases)
        {
            Assert.True(TransactionCodec.TryDecode(vector.Hex("encoded"), out var decoded, out var consumed, out _));
            Assert.Equal(LedgerVectors.Typed(vector.GetProperty("value")), decoded);
            Assert.Equal(vector.Hex("encoded").Length, consumed);
        }
    }

    [Theory]
    [InlineData("a1n", "AssertionError")]
    [InlineData("a1Tx", "AssertionError")]
    [InlineData("a2F", "AssertionError")]
    [InlineData("aT", "ValueError")]
    [InlineData("ai4", "ValueError")]
    [InlineData("a", "IndexError")]
    [InlineData("a12", "IndexError")]
    [InlineData("a4sabc", "ValueError")]
    [InlineData("a4babc", "ValueError")]
    [InlineData("a99999999999999999999b", "ValueError")]
    [InlineData("a2i1_", "ValueError")]
    [InlineData("a3i_1_", "ValueError")]
    [InlineData("a4i1__0", "ValueError")]
    [InlineData("a3i+ 1", "ValueError")]
    [InlineData("a3i0x1", "ValueError")]
    [InlineData("a4f0x10", "ValueError")]
    [InlineData("a4f1_.0", "ValueError")]
    [InlineData("a1f.", "ValueError")]
    [InlineData("a2d1i10n0T0n", "ValueError")]
    [InlineData("a2d3f1.00n1i10n", "ValueError")]
    [InlineData("a1d1L1sx0n", "TypeError")]
    [InlineData("a1d0d0n", "TypeError")]
    [InlineData("a1d1t0l0n", "TypeError")]
    [InlineData("a2d1sx0n1sx1zy", "KeyError")]
    [InlineData("a9d0l", "IndexError")]
    [InlineData("b2i42", "ValueError")]
    [InlineData("{\"a\":1", "ValueError")]
    [InlineData("{\"a\":1}x", "ValueError")]
    [InlineData("{\"a\":1,\"a\":2}", "ValueError")]
    [InlineData("{\"a\":1,}", "ValueError")]
    [InlineData("{\"a\":1e999}", "ValueError")]
    [InlineData("{\"a\":\"\\ud800\"}", "ValueError")]
    [InlineData("{\"a\":01}", "ValueError")]
    public void Broken_bytes_name_pythons_error(string bytes, string errorClass)
    {
        Assert.False(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes(bytes), out _, out _, out var error));
        Assert.Equal(errorClass, error.ErrorClass);
    }

    [Theory]
    [InlineData("a3i 42", 42)]
    [InlineData("a4i+042", 42)]
    [InlineData("a99999999999999999999i42", 42)]
    [InlineData("a6i\t-1_0\n", -10)]
    public void Sloppy_integers_are_integers(string bytes, int expected)
    {
        Assert.True(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes(bytes), out var value, out _, out _));
        Assert.Equal(new TransactionValue.Integer(expected), value);
    }

    [Theory]
    [InlineData("a4d1sx0n1bx0n1i10n3f1.50n", 4)]
    [InlineData("a2d3fnan0n3fnan0n", 2)]
    [InlineData("a2d1t1i10n1t1s10n", 2)]
    [InlineData("a2d16i90071992547409930n18f9007199254740992.00n", 2)]
    public void Keys_that_only_look_alike_are_different(string bytes, int entries)
    {
        Assert.True(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes(bytes), out var value, out _, out var error), error?.ToString());
        Assert.Equal(entries, Assert.IsType<TransactionValue.Map>(value).Entries.Count);
    }

    [Fact]
    public void A_set_keeps_the_first_of_equal_values()
    {
        Assert.True(TransactionCodec.TryDecode("a4L1i10T3f1.01i2"u8, out var value, out _, out _));
        Assert.Equal(new TransactionValue.Set([new TransactionValue.Integer(1), new TransactionValue.Integer(2)]), value);
    }

    [Fact]
    public void Sixty_four_values_inside_one_another_are_enough()
    {
        var deep = "a" + string.Concat(Enumerable.Repeat("1l", TransactionCodec.MaxDepth - 1)) + "0l";
        Assert.True(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes(deep), out var value, out _, out _));
        Assert.Equal(deep, Encoding.ASCII.GetString(TransactionCodec.Encode(value)));

        var deeper = "a" + string.Concat(Enumerable.Repeat("1l", TransactionCodec.MaxDepth)) + "0l";
        Assert.False(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes(deeper), out _, out _, out var error));
        Assert.Equal("RecursionError", error.ErrorClass);
        Assert.Throws<ArgumentException>(() => TransactionCodec.Encode(new TransactionValue.List([value])));

        var json = "{\"a\":" + new string('[', TransactionCodec.MaxDepth) + new string(']', TransactionCodec.MaxDepth) + "}";
        Assert.False(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes(json), out _, out _, out error));
        Assert.Equal("RecursionError", error.ErrorClass);
    }

    [Fact]
    public void Numbers_of_more_than_4300_digits_are_refused()
    {
        var digits = new string('9', PythonText.MaxIntegerDigits + 1);
        Assert.False(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes($"a4301i{digits}"), out _, out _, out var error));
        Assert.Equal("ValueError", error.ErrorClass);
        Assert.False(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes($"a{digits}i1"), out _, out _, out _));
        Assert.True(TransactionCodec.TryDecode(Encoding.ASCII.GetBytes($"a4300i{digits[1..]}"), out var value, out _, out _));
        Assert.Throws<ArgumentException>(() => TransactionCodec.Encode(new TransactionValue.Integer(((TransactionValue.Integer)value).Value * 10)));
    }

    [Fact]
    public void What_python_cannot_hold_is_not_written()
    {
        var key = new TransactionValue.Integer(1);
        var none = new TransactionValue.None();
        Assert.Throws<ArgumentException>(() => TransactionCodec.Encode(new TransactionValue.Map([new(key, none), new(new TransactionValue.Boolean(true), none)])));
        Assert.Throws<ArgumentException>(() => TransactionCodec.Encode(new TransactionValue.Map([new(new TransactionValue.List([]), none)])));
        Assert.Throws<ArgumentException>(() => TransactionCodec.Encode(new TransactionValue.Set([key, key])));
        Assert.Throws<EncoderFallbackException>(() => TransactionCodec.Encode(new TransactionValue.Text("\ud800")));
    }

    [Fact]
    public void Integers_in_json_stay_exact()
    {
        Assert.True(TransactionCodec.TryDecode("{\"n\":9007199254740993,\"m\":-123456789012345678901234567890}"u8, out var value, out _, out _));
        var entries = ((TransactionValue.Map)value).Entries;
        Assert.Equal(new TransactionValue.Integer(9007199254740993), entries[0].Value);
        Assert.Equal(new TransactionValue.Integer(BigInteger.Parse("-123456789012345678901234567890")), entries[1].Value);
    }

    [Theory]
    [InlineData("ed a0 80", "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte")]
    [InlineData("61 ff", "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte")]
    [InlineData("61 62 e2 82", "'utf-8' codec can't decode bytes in position 2-3: unexpected end of data")]
    [InlineData("c3", "'utf-8' codec can't decode byte 0xc3 in position 0: unexpected end of data")]
    [InlineData("c0 80", "'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte")]
    public void Broken_utf8_is_named_as_in_python(string hex, string text)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        byte[] encoded = [.. Encoding.ASCII.GetBytes($"a{bytes.Length}s"), .. bytes];
        Assert.False(TransactionCodec.TryDecode(encoded, out _, out _, out var error));
        Assert.Equal(new CodecError("UnicodeDecodeError", text), error);
    }

    [Fact]
    public void Whatever_is_written_reads_back_the_same()
    {
        Prop.ForAll(Values.ToArbitrary(), value =>
        {
            var bytes = TransactionCodec.Encode(value);
            return TransactionCodec.TryDecode(bytes, out var read, out var consumed, out _) && read.Equals(value) && consumed == bytes.Length;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Random_bytes_never_break_the_decoder_and_what_they_mean_can_be_written_again()
    {
        var alphabet = Gen.Elements("0123456789iJfsblLtdnTF-+_. e{}[]\":,\u00ff".ToCharArray());
        var text = Gen.ArrayOf(alphabet).Select(characters => new string(characters));
        Prop.ForAll(text.ToArbitrary(), tail =>
        {
            var bytes = Encoding.Latin1.GetBytes((tail.Length % 4 == 0 ? "{" : "a") + tail);
            return !TransactionCodec.TryDecode(bytes, out var value, out _, out _)
                || (TransactionCodec.TryDecode(TransactionCodec.Encode(value), out var again, out _, out _) && again.Equals(value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static Gen<TransactionValue> Values => Gen.Sized(size => ValuesOf(Math.Min(size, 3)));

    private static Gen<TransactionValue> ValuesOf(int depth)
    {
        Gen<TransactionValue>[] leaves =
        [
            ArbMap.Default.GeneratorFor<BigInteger>().Select(number => (TransactionValue)new TransactionValue.Integer(number)),
            ArbMap.Default.GeneratorFor<double>().Select(number => (TransactionValue)new TransactionValue.Float(number)),
            ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => (TransactionValue)new TransactionValue.Bytes(bytes)),
            Gen.ArrayOf(Gen.Choose(0x20, 0x2fff)).Select(points => (TransactionValue)new TransactionValue.Text(string.Concat(points.Select(char.ConvertFromUtf32)))),
            ArbMap.Default.GeneratorFor<bool>().Select(yes => (TransactionValue)new TransactionValue.Boolean(yes)),
            Gen.Constant((TransactionValue)new TransactionValue.None()),
        ];
        if (depth == 0)
        {
            return Gen.OneOf(leaves);
        }

        var items = Gen.ListOf(ValuesOf(depth - 1)).Select(list => (IReadOnlyList<TransactionValue>)[.. list.Take(4)]);
        return Gen.OneOf([
            .. leaves,
            items.Select(list => (TransactionValue)new TransactionValue.List(list)),
            items.Select(list => (TransactionValue)new TransactionValue.Tuple(list)),
            items.Select(list => (TransactionValue)new TransactionValue.Map(
                [.. list.Select((value, index) => KeyValuePair.Create<TransactionValue, TransactionValue>(new TransactionValue.Text($"k{index}"), value))])),
        ]);
    }
}
