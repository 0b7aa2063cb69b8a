using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>The vectors beside the test assembly, and the keys that they were made with.</summary>
internal static class LedgerVectors
{
    public static JsonElement Load(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", file)));
        return json.RootElement.Clone();
    }

    public static SecretKey Key(int index) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.ASCII.GetBytes($"enerdatx/x25519/{index}")),
        SHA256.HashData(Encoding.ASCII.GetBytes($"enerdatx/ed25519/{index}")));

    public static List<JsonElement> Items(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray()];

    public static string String(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.String(name));

    public static List<string> Strings(this JsonElement element, string name) => [.. element.Items(name).Select(item => item.GetString()!)];

    public static HalfBlock Block(this JsonElement element) => Block(element.Hex("packed"));

    public static HalfBlock Block(byte[] packed)
    {
        Assert.True(HalfBlock.TryUnpack(packed, out var block));
        return block;
    }

    /// <summary>The typed JSON of codec.json.</summary>
    public static TransactionValue Typed(JsonElement element) => element.String("t") switch
    {
        "int" => new TransactionValue.Integer(BigInteger.Parse(element.String("v"), CultureInfo.InvariantCulture)),
        "float" => new TransactionValue.Float(
            BitConverter.UInt64BitsToDouble(ulong.Parse(element.String("bits"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))),
        "str" => new TransactionValue.Text(Encoding.UTF8.GetString(element.Hex("utf8"))),
        "bytes" => new TransactionValue.Bytes(element.Hex("hex")),
        "bool" => new TransactionValue.Boolean(element.GetProperty("v").GetBoolean()),
        "none" => new TransactionValue.None(),
        "list" => new TransactionValue.List([.. element.Items("v").Select(Typed)]),
        "tuple" => new TransactionValue.Tuple([.. element.Items("v").Select(Typed)]),
        "set" => new TransactionValue.Set([.. element.Items("v").Select(Typed)]),
        "dict" => new TransactionValue.Map([.. element.Items("v").Select(pair => KeyValuePair.Create(Typed(pair[0]), Typed(pair[1])))]),
        var kind => throw new InvalidDataException(kind),
    };
}
