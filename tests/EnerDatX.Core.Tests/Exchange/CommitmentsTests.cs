using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Tests.Exchange;

/// <summary>Golden values, computed elsewhere from the byte layouts in the docstrings.</summary>
public sealed class CommitmentsTests
{
    private static readonly byte[] Salt = Range(0x10, 16);
    private static readonly Cid Cid = Cid.Of(CidCodec.Raw, "hello world\n"u8);
    private static readonly Digest DatasetId = new(Range(0x20, 32));
    private static readonly byte[] FileKey = Range(1, 16);

    [Fact]
    public void A_payload_commitment_is_the_hash_of_its_domain_the_salt_and_the_binary_CID() =>
        Assert.Equal("01e3e6f8fe62fc0c271d945459379fb183acec4b0f90c07f28961c56481a74d2", Commitments.Payload(Salt, Cid).ToString());

    [Fact]
    public void A_key_commitment_is_the_hash_of_its_domain_the_dataset_and_the_file_key() =>
        Assert.Equal("20b6ac651cbf69f98b75e2b03b1bbaf177a00450ddc3e31c9375593a3f2a5c44", Commitments.Key(DatasetId, FileKey).ToString());

    [Fact]
    public void A_segment_leaf_is_the_hash_of_zero_the_index_and_three_digests()
    {
        var leaf = new SegmentLeaf(258, Commitments.Payload(Salt, Cid), Commitments.Key(DatasetId, FileKey), new Digest(AgeFixture.Bytes(32, 0x77)));
        Assert.Equal("5378f0ad3a864bf83487ed582102a25fec38e5c12550c8eae7d0c4fef666b0c6", leaf.Hash().ToString());
    }

    [Fact]
    public void An_asset_is_named_by_its_owner_and_its_segments()
    {
        var owner = PublicKey.FromParts(Range(0, 32), Range(32, 32));
        var root = new Digest(Convert.FromHexString("5378f0ad3a864bf83487ed582102a25fec38e5c12550c8eae7d0c4fef666b0c6"));
        Assert.Equal("EWe9cb49f10d5eb3be6591401ce8ac1bb34a157ff47348cb1c7d1501c8690b37f3", Commitments.AssetId(owner, root));
        Assert.NotEqual(Commitments.AssetId(PublicKey.FromParts(Range(1, 32), Range(32, 32)), root), Commitments.AssetId(owner, root));
    }

    [Fact]
    public void Every_part_of_a_commitment_counts()
    {
        Assert.NotEqual(Commitments.Payload(Range(0x11, 16), Cid), Commitments.Payload(Salt, Cid));
        Assert.NotEqual(Commitments.Payload(Salt, Cid with { Codec = CidCodec.DagPb }), Commitments.Payload(Salt, Cid));
        Assert.NotEqual(Commitments.Key(new Digest(Range(0x21, 32)), FileKey), Commitments.Key(DatasetId, FileKey));
        Assert.NotEqual(Commitments.Key(DatasetId, Range(2, 16)), Commitments.Key(DatasetId, FileKey));
    }

    [Fact]
    public void Salts_and_keys_of_another_length_are_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => Commitments.Payload(new byte[15], Cid));
        Assert.Throws<ArgumentException>(() => Commitments.Key(DatasetId, new byte[17]));
        Assert.Throws<ArgumentException>(() => new Digest(new byte[31]));
    }

    private static byte[] Range(int first, int count) => [.. Enumerable.Range(first, count).Select(i => (byte)i)];
}
