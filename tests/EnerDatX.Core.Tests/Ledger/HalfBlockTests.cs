using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>Every field of every half-block that py-ipv8 and EDMP made (blocks.json, chain.json, edmp_py2.json).</summary>
public sealed class HalfBlockTests
{
    [Fact]
    public void Every_block_of_py_ipv8_unpacks_to_its_fields()
    {
        var vectors = LedgerVectors.Load("blocks.json");
        var blocks = vectors.Items("blocks");
        Assert.Equal(25, blocks.Count);
        foreach (var vector in blocks.Append(vectors.GetProperty("default_block")))
        {
            var block = vector.Block();
            AssertFields(vector, block);
            Assert.Equal(vector.String("type_hex"), Convert.ToHexStringLower(block.TypeBytes));
            Assert.Equal(vector.GetProperty("packed_len").GetInt32(), block.Packed.Length);
            Assert.Equal(vector.GetProperty("hash_number").GetUInt32(), block.HashNumber);
            Assert.Equal(vector.String("block_id"), block.BlockId);
            Assert.Equal(vector.String("linked_block_id"), block.LinkedBlockId);
            AssertKind(vector.Strings("kind"), block);
            Assert.True(TransactionCodec.TryDecode(block.Transaction, out var transaction, out _, out _));
            Assert.Equal(LedgerVectors.Typed(vector.GetProperty("transaction_typed")), transaction);
        }
    }

    [Fact]
    public void Signing_again_gives_the_same_bytes()
    {
        var blocks = LedgerVectors.Load("blocks.json").Items("blocks");
        Assert.Equal(25, blocks.Count);
        foreach (var vector in blocks)
        {
            var block = vector.Block();
            var signer = LedgerVectors.Key(vector.GetProperty("signer").GetInt32());
            var again = HalfBlock.Sign(
                signer, block.Sequence, block.LinkPublicKey, block.LinkSequence, block.PreviousHash, block.Type, block.Transaction, block.TimestampMs);
            Assert.Equal(vector.String("packed"), Convert.ToHexStringLower(again.Packed));
            Assert.Equal(vector.String("hash"), again.Hash.ToString());
            Assert.True(block.SignatureIsValid);
            Assert.Equal(block, again);
        }
    }

    [Fact]
    public void The_default_block_is_nobodys()
    {
        var block = LedgerVectors.Load("blocks.json").GetProperty("default_block").Block();
        Assert.Equal("3958de629267105709dff698c436da55192b361bf4ae69964a7a04914640c0d8", block.Hash.ToString());
        Assert.False(block.SignatureIsValid);
    }

    [Fact]
    public void The_blocks_of_edmps_python_2_are_half_blocks_like_any()
    {
        var blocks = LedgerVectors.Load("edmp_py2.json").Items("blocks");
        Assert.Equal(9, blocks.Count);
        foreach (var vector in blocks)
        {
            var block = vector.Block();
            AssertFields(vector, block);
            Assert.True(block.SignatureIsValid);
            Assert.True(TransactionMap.TryDecode(block.Transaction, out var transaction));
            Assert.Equal(vector.GetProperty("transaction_json").EnumerateObject().Select(member => member.Name).Order(), transaction.Names.Order());
            AssertSame(vector.GetProperty("transaction_json"), transaction);
        }
    }

    [Fact]
    public void A_shortened_block_does_not_unpack()
    {
        var packed = LedgerVectors.Load("blocks.json").Items("blocks")[0].Hex("packed");
        for (var length = 0; length < packed.Length; length++)
        {
            Assert.False(HalfBlock.TryUnpack(packed.AsSpan(0, length), out _, out _));
        }
    }

    [Theory]
    [InlineData(252)]
    [InlineData(260)]
    public void Lengths_that_promise_more_than_there_is_do_not_unpack(int lengthOffset)
    {
        var packed = LedgerVectors.Load("blocks.json").Items("blocks")[0].Hex("packed");
        foreach (var length in new uint[] { uint.MaxValue, int.MaxValue, (uint)packed.Length })
        {
            BinaryPrimitives.WriteUInt32BigEndian(packed.AsSpan(lengthOffset), length);
            Assert.False(HalfBlock.TryUnpack(packed, out _, out _));
        }
    }

    [Fact]
    public void Bytes_after_a_block_are_left_to_the_caller()
    {
        var packed = LedgerVectors.Load("blocks.json").Items("blocks")[0].Hex("packed");
        byte[] longer = [.. packed, 1, 2, 3];
        Assert.False(HalfBlock.TryUnpack(longer, out _));
        Assert.True(HalfBlock.TryUnpack(longer, out var block, out var consumed));
        Assert.Equal(packed.Length, consumed);
        Assert.Equal(packed, block.Packed.ToArray());
    }

    [Fact]
    public void A_long_block_keeps_its_signature()
    {
        var key = LedgerVectors.Key(0);
        var transaction = Encoding.ASCII.GetBytes("a3000b" + new string('x', 3_000));
        var signed = HalfBlock.Sign(key, 1, LedgerVectors.Key(1).PublicKey, 0, BlockHash.Genesis, "long", transaction, 1);
        Assert.True(LedgerVectors.Block(signed.Packed.ToArray()).SignatureIsValid);
        var changed = signed.Packed.ToArray();
        changed[1_000] ^= 1;
        Assert.False(LedgerVectors.Block(changed).SignatureIsValid);
    }

    private static void AssertFields(JsonElement vector, HalfBlock block)
    {
        Assert.Equal(vector.String("type"), block.Type);
        Assert.Equal(vector.GetProperty("sequence_number").GetUInt32(), block.Sequence);
        Assert.Equal(vector.String("link_public_key"), block.LinkPublicKey.ToHex());
        Assert.Equal(vector.GetProperty("link_sequence_number").GetUInt32(), block.LinkSequence);
        Assert.Equal(vector.String("previous_hash"), block.PreviousHash.ToString());
        Assert.Equal(vector.String("signature"), Convert.ToHexStringLower(block.Signature));
        Assert.Equal(vector.GetProperty("timestamp").GetUInt64(), block.TimestampMs);
        Assert.Equal(vector.String("transaction_hex"), Convert.ToHexStringLower(block.Transaction));
        Assert.Equal(vector.String("hash"), block.Hash.ToString());
        Assert.StartsWith(block.PublicKey.ToHex(), vector.String("packed"), StringComparison.Ordinal);
    }

    private static void AssertKind(List<string> kinds, HalfBlock block)
    {
        Assert.NotEmpty(kinds);
        Assert.Equal(kinds.Contains("genesis"), block.IsGenesis);
        Assert.Equal(kinds.Contains("proposal"), block.IsProposal);
        Assert.Equal(kinds.Contains("agreement"), block.IsAgreement);
        Assert.Equal(kinds.Contains("broadcast"), block.IsSource);
    }

    /// <summary>Text, integers and maps as the tolerant reader sees them; EDMP's floats and flags are nobody's market fields here.</summary>
    private static void AssertSame(JsonElement expected, TransactionMap actual)
    {
        foreach (var member in expected.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.String:
                    Assert.True(actual.TryText(member.Name, 1_000, out var text));
                    Assert.Equal(member.Value.GetString(), text);
                    break;
                case JsonValueKind.Number when member.Value.TryGetInt64(out var number):
                    Assert.True(actual.TryInteger(member.Name, 0, long.MaxValue, out var integer));
                    Assert.Equal(number, integer);
                    break;
                case JsonValueKind.Object:
                    Assert.True(actual.TryMap(member.Name, out var map));
                    AssertSame(member.Value, map);
                    break;
                default:
                    Assert.True(actual.Has(member.Name));
                    break;
            }
        }
    }
}
