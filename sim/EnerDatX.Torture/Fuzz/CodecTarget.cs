using EnerDatX.Core.Ledger;

namespace EnerDatX.Torture.Fuzz;

/// <summary>Transactions in all dialects, and the map of names that the market's rules read them through.</summary>
internal sealed class CodecTarget : FuzzTarget
{
    public override string Name => "codec";

    public override int MaxLength => HalfBlock.MaxAcceptedLength;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "a", "1l", "1t", "1d", "1L", "0n", "0T", "0F", "1i1", "2i-1", "3f1.5", "3fnan", "3finf", "4f-inf", "7f1e99999", "2J42", "1s", "1b",
            "{", "}", "[", "]", "\"\"", ":", ",", "null", "true", "1e400", "\"\\ud800\"", "{\"a\":1}", "-0", "-0.0", "1_0", "4300i", "4i_1_1",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
        [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80],
    ];

    /// <summary>The smallest item takes two bytes and becomes an object, an entry of a list and of a set of keys, twice.</summary>
    public override long MaxAllocated(int length) => 16 * 1_024 + (768L * length);

    public override void Run(byte[] input)
    {
        var decoded = TransactionCodec.TryDecode(input, out var value, out var consumed, out var error);
        Promise(decoded == value is not null && decoded == error is null, "either a value or an error");
        if (TransactionMap.TryDecode(input, out var map))
        {
            Read(map);
        }

        if (value is null)
        {
            Promise(error!.ToString().Length < 1_000, "an error is a sentence");
            return;
        }

        Promise(consumed > 0, "a value takes bytes");
        var encoded = TransactionCodec.Encode(value);
        Promise(TransactionCodec.TryDecode(encoded, out var again, out var all, out _) && all == encoded.Length, "what is written is read");
        Promise(value.Equals(again), "what is written is read as the same value");
        Promise(TransactionCodec.Encode(again!).AsSpan().SequenceEqual(encoded), "one value has one text");
    }

    private static void Read(TransactionMap map)
    {
        foreach (var name in map.Names)
        {
            map.TryText(name, 80, out _);
            map.TryInteger(name, 0, long.MaxValue, out _);
            map.TryBytes(name, 32, out _);
            map.TryBytesList(name, 32, 32, out _);
            map.TryMaps(name, 32, out _);
            map.TryMap(name, out _);
        }

        _ = map.ToValue();
    }
}
