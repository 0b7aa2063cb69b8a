using System.Globalization;
using System.Net;
using System.Text.Json;
using EnerDatX.Core.Identity;

namespace EnerDatX.Laboratory.Wall;

/// <summary>
/// What the first process and its parts say to each other, a line each. In this order: the part with the issuer says where it is; all are told, start
/// their peers, and say how many of their buyers are warm; all are told to trade as planned, and later to measure; each says its result, and ends when
/// nothing more can come to it.
/// </summary>
internal static class PartWords
{
    public const string Trade = "trade";
    public const string Measure = "measure";

    private const string Issuer = "issuer";
    private const string Warm = "warm";
    private const string Result = "result";

    public static string IssuerIs(PublicKey key, IPEndPoint at) => $"{Issuer} {key.ToHex()} {at}";

    public static (PublicKey Key, IPEndPoint At)? IssuerIn(string line) =>
        line.Split(' ') is [Issuer, var hex, var at] && PublicKey.TryParseHex(hex, out var key) && IPEndPoint.TryParse(at, out var address)
            ? (key, address)
            : null;

    public static string WarmAre(int buyers) => string.Create(CultureInfo.InvariantCulture, $"{Warm} {buyers}");

    public static int? WarmIn(string line) =>
        line.Split(' ') is [Warm, var count] && int.TryParse(count, CultureInfo.InvariantCulture, out var buyers) ? buyers : null;

    public static string ResultIs(PartResult result) => $"{Result} {JsonSerializer.Serialize(result)}";

    public static PartResult? ResultIn(string line) =>
        line.StartsWith($"{Result} ", StringComparison.Ordinal) ? JsonSerializer.Deserialize<PartResult>(line.AsSpan(Result.Length + 1)) : null;
}
