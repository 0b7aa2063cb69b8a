using System.Text.Json;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Tests.Identity;

/// <summary>Ed25519 keys of an IETF draft on TrustChain: another implementation's seeds and public keys.</summary>
public sealed class SampleKeyTests
{
    [FactIfSamples]
    public void Seeds_of_the_draft_give_the_drafts_public_keys()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Samples.Path("trustchain", "viftode4_test_vectors.json")));
        var vectors = json.RootElement.GetProperty("identity_vectors").EnumerateArray().ToList();
        Assert.Equal(5, vectors.Count);
        foreach (var vector in vectors)
        {
            var seed = Convert.FromHexString(vector.GetProperty("seed").GetString()!);
            var key = SecretKey.FromSeeds(seed, seed);
            Assert.Equal(vector.GetProperty("pubkey").GetString(), Convert.ToHexStringLower(key.PublicKey.Ed25519));
        }
    }
}
