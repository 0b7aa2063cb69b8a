using System.Text.Json;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Evidence;

/// <summary>The bytes of proofs (vectors/enerdatx/proofs.json).</summary>
public sealed class ProofVectorTests
{
    private static readonly JsonElement Vectors = LedgerVectors.Load(Path.Combine("enerdatx", "proofs.json"));

    public static TheoryData<string> Proofs => Names("proofs");

    public static TheoryData<string> NearMisses => Names("near_misses");

    public static TheoryData<string> Unreadable => Names("unreadable");

    [Fact]
    public void Every_kind_has_vectors() => Assert.Equal(
        Enumerable.Range(1, 9), Vectors.Items("proofs").Select(v => v.GetProperty("kind").GetInt32()).Distinct().Order());

    [Theory]
    [MemberData(nameof(Proofs))]
    public void A_proof_has_exactly_these_bytes_and_verifies(string name)
    {
        var vector = Vector("proofs", name);
        var made = new GoldenProofs().Valid.Single(p => p.Name == name).Proof;
        Assert.Equal(vector.String("encoded"), Convert.ToHexStringLower(made.Encode()));
        Assert.True(Proof.TryRead(Convert.FromHexString(vector.String("encoded")), out var proof));
        Assert.True(proof.Verify());
        Assert.Equal(vector.GetProperty("kind").GetInt32(), (int)proof.Kind);
        Assert.Equal(vector.String("culprit"), proof.Culprit.ToHex());
        Assert.Equal(vector.GetProperty("halves").EnumerateArray().Select(h => h.GetString()), proof.Halves.Select(h => h.Hash.ToString()));
    }

    [Theory]
    [MemberData(nameof(NearMisses))]
    public void What_comes_near_to_a_proof_does_not_verify(string name) => Assert.False(
        Proof.TryRead(Convert.FromHexString(Vector("near_misses", name).String("encoded")), out var proof) && proof.Verify());

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_is_no_proof_is_not_read(string name) =>
        Assert.False(Proof.TryRead(Convert.FromHexString(Vector("unreadable", name).String("encoded")), out _));

    private static TheoryData<string> Names(string list) => [.. Vectors.Items(list).Select(v => v.String("name"))];

    private static JsonElement Vector(string list, string name) => Vectors.Items(list).Single(v => v.String("name") == name);
}
