using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Identity;

/// <summary>keys.json: py-ipv8's keys, member ids and signatures, and kotlin-ipv8's own test key.</summary>
public sealed class KeyVectorTests
{
    /// <summary>Where py-ipv8 says otherwise, on purpose.</summary>
    private static readonly Dictionary<string, string> DeliberateDifferences = new(StringComparer.Ordinal)
    {
        ["truncated by 1"] = "a key has 74 bytes; py-ipv8 looks at the first 42 only",
        ["one extra byte"] = "a key has 74 bytes; py-ipv8 ignores what follows",
        ["empty"] = "py-ipv8 falls through to its legacy key parser, which accepts nothing at all",
        ["short 63 + message byte shift (63-byte sig, msg one longer)"] = "a signature has 64 bytes; py-ipv8 verifies signature + message without a border",
        ["empty sig, message=sig||msg (concatenation ambiguity)"] = "a signature has 64 bytes; py-ipv8 verifies signature + message without a border",
        ["empty message good"] = "RFC 8032 signs the empty message; half-blocks are never empty",
    };

    private static readonly JsonElement Vectors = LedgerVectors.Load("keys.json");

    [Fact]
    public void Every_key_has_its_public_half_member_id_and_signature()
    {
        var keys = Vectors.Items("keys");
        Assert.Equal(12, keys.Count);
        foreach (var vector in keys)
        {
            Assert.True(SecretKey.TryParse(vector.Hex("secret_bin"), out var key));
            Assert.Equal(vector.Hex("secret_bin"), SecretKey.FromSeeds(vector.Hex("x25519_secret"), vector.Hex("ed25519_seed")).Export());
            Assert.Equal(vector.Hex("secret_bin"), LedgerVectors.Key(vector.GetProperty("index").GetInt32()).Export());
            Assert.Equal(vector.String("public_bin"), key.PublicKey.ToHex());
            Assert.Equal(vector.Hex("x25519_public"), key.PublicKey.X25519.ToArray());
            Assert.Equal(vector.Hex("ed25519_public"), key.PublicKey.Ed25519.ToArray());
            Assert.Equal(vector.String("mid"), key.PublicKey.Mid.ToString());
            Assert.Equal(vector.Hex("signature"), key.Sign(vector.Hex("message")));
            Assert.True(key.PublicKey.Verify(vector.Hex("message"), vector.Hex("signature")));
        }
    }

    [Fact]
    public void The_constants_are_ascii_zeros()
    {
        var constants = Vectors.GetProperty("constants");
        Assert.Equal(constants.String("GENESIS_HASH"), BlockHash.Genesis.ToString());
        Assert.Equal(constants.String("ANY_COUNTERPARTY_PK"), PublicKey.Any.ToHex());
        Assert.Equal(constants.String("EMPTY_PK"), PublicKey.Any.ToHex());
        Assert.Equal(HalfBlock.GenesisSequence, constants.GetProperty("GENESIS_SEQ").GetUInt32());
    }

    [Fact]
    public void Public_keys_are_told_from_other_bytes()
    {
        var cases = Vectors.Items("public_key_parsing");
        Assert.Equal(11, cases.Count);
        foreach (var vector in cases)
        {
            var isKey = PublicKey.TryParse(vector.Hex("bin"), out _);
            AssertAsInPython(vector, vector.GetProperty("is_valid_public_bin").GetBoolean(), isKey);
        }
    }

    [Fact]
    public void Signatures_are_told_from_forgeries()
    {
        var cases = Vectors.Items("signatures");
        Assert.Equal(10, cases.Count);
        foreach (var vector in cases)
        {
            var key = PublicKey.FromField(vector.Hex("public_bin"));
            AssertAsInPython(vector, vector.GetProperty("valid").GetBoolean(), key.Verify(vector.Hex("message"), vector.Hex("signature")));
        }
    }

    [Fact]
    public void Kotlins_own_test_block_gets_the_same_signature_and_hash_number()
    {
        var vector = Vectors.GetProperty("kotlin_cross");
        Assert.True(SecretKey.TryParse(vector.Hex("secret_bin"), out var key));
        Assert.Equal(vector.String("public_bin"), key.PublicKey.ToHex());
        Assert.Equal(vector.String("mid"), key.PublicKey.Mid.ToString());
        var theirs = vector.GetProperty("block").Block();
        var ours = HalfBlock.Sign(key, 1, PublicKey.Any, 0, BlockHash.Genesis, "test", "a1d2sid2i42"u8, 0);
        Assert.Equal(vector.String("expected_signature_in_kotlin_test"), Convert.ToHexStringLower(ours.Signature));
        Assert.Equal(theirs.Packed.ToArray(), ours.Packed.ToArray());
        Assert.Equal(vector.GetProperty("expected_hash_number_in_kotlin_test").GetUInt32(), ours.HashNumber);
    }

    [Fact]
    public void Keys_are_equal_by_content_wherever_their_bytes_lie()
    {
        var block = HalfBlock.Sign(LedgerVectors.Key(1), 1, LedgerVectors.Key(2).PublicKey, 0, BlockHash.Genesis, "t", "a0d"u8, 5);
        var parsed = PublicKey.FromField(LedgerVectors.Key(2).PublicKey.Bytes);
        Assert.Equal(parsed, block.LinkPublicKey);
        Assert.Equal(parsed.GetHashCode(), block.LinkPublicKey.GetHashCode());
        Assert.Equal(parsed.Mid, block.LinkPublicKey.Mid);
        Assert.Equal(0, parsed.CompareTo(block.LinkPublicKey));
        Assert.NotEqual(block.PublicKey, block.LinkPublicKey);
    }

    private static void AssertAsInPython(JsonElement vector, bool python, bool ours)
    {
        if (DeliberateDifferences.ContainsKey(vector.String("name")))
        {
            Assert.NotEqual(python, ours);
        }
        else
        {
            Assert.True(python == ours, vector.String("name"));
        }
    }
}
