using System.Text.Json;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Disputes;

/// <summary>The bytes of bundles, and what they are judged to be (vectors/enerdatx/disputes.json).</summary>
public sealed class DisputeVectorTests
{
    private static readonly List<JsonElement> Vectors = LedgerVectors.Load(Path.Combine("enerdatx", "disputes.json")).Items("bundles");

    public static TheoryData<string> Names => [.. Vectors.Select(v => v.String("name"))];

    [Fact]
    public void Every_verdict_has_a_vector() => Assert.Equal(
        Enum.GetValues<DisputeVerdict>().Select(verdict => verdict.Name()).Order(StringComparer.Ordinal),
        Vectors.Select(v => v.String("verdict")).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bundle_has_exactly_these_bytes_and_this_verdict(string name)
    {
        var vector = Vectors.Single(v => v.String("name") == name);
        var made = GoldenDisputes.All.Single(golden => golden.Name == name).Bundle;
        Assert.Equal(vector.String("bundle"), Convert.ToHexStringLower(made.Encode()));
        Assert.True(DisputeBundle.TryRead(Convert.FromHexString(vector.String("bundle")), out var read, out var refusal), refusal);
        var judgement = read.Judge();
        Assert.Equal(
            (vector.String("verdict"), vector.String("reason"), vector.String("guilty")),
            (judgement.Verdict.Name(), judgement.Reason, judgement.Guilty?.ToHex() ?? ""));
    }
}
