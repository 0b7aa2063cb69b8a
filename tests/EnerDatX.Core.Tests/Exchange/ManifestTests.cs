using EnerDatX.Core.Exchange;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class ManifestTests
{
    private static readonly Cid Cid = Cid.Of(CidCodec.Raw, "hello world\n"u8);
    private static readonly Cid Big = Cid.Of(CidCodec.DagPb, "hello world\n"u8);

    private static readonly Manifest Two = new(
    [
        new ManifestEntry(Cid, AgeFixture.Bytes(16, 0x11), new Digest(AgeFixture.Bytes(32, 0x22)), new Digest(AgeFixture.Bytes(32, 0x33)), 258),
        new ManifestEntry(Big, AgeFixture.Bytes(16, 0x44), new Digest(AgeFixture.Bytes(32, 0x55)), new Digest(AgeFixture.Bytes(32, 0x66)), 1),
    ]);

    private static readonly string Golden = string.Concat(
        "4544584d", "01", "00000002",
        "01551220", "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
        Repeat("11", 16), Repeat("22", 32), Repeat("33", 32), "0000000000000102",
        "01701220", "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
        Repeat("44", 16), Repeat("55", 32), Repeat("66", 32), "0000000000000001");

    [Fact]
    public void A_manifest_is_these_bytes()
    {
        Assert.Equal(Golden, Convert.ToHexStringLower(Two.Encode()));
        AssertSame(Two, Decoded(Convert.FromHexString(Golden)));
    }

    [Fact]
    public void Its_root_is_the_Merkle_root_over_its_leaves_in_order()
    {
        var leaves = Two.Entries.Select((e, i) => new SegmentLeaf((uint)i, Commitments.Payload(e.CidSalt.Span, e.Cid), e.KeyCommit, e.ReadingsRoot));
        Assert.Equal(MerkleTree.Root([.. leaves.Select(l => l.Hash().ToArray())]), Two.SegmentsRoot().ToArray());
        Assert.NotEqual(Two.SegmentsRoot(), new Manifest([Two.Entries[1], Two.Entries[0]]).SegmentsRoot());
        Assert.NotEqual(Two.SegmentsRoot(), new Manifest([Two.Entries[0]]).SegmentsRoot());
    }

    [Fact]
    public void Every_manifest_comes_back_from_its_bytes() => Prop.ForAll(Manifests(), manifest =>
    {
        var bytes = manifest.Encode();
        AssertSame(manifest, Decoded(bytes));
        Assert.Equal(manifest.SegmentsRoot(), Decoded(bytes).SegmentsRoot());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void As_many_segments_as_there_may_be_fit_and_no_more()
    {
        var most = new Manifest([.. Enumerable.Repeat(Two.Entries[0], Manifest.MaxEntries)]);
        Assert.Equal(Manifest.MaxEntries, Decoded(most.Encode()).Entries.Count);
        Assert.Equal(Manifest.MaxSealedLength, AgePayload.Seal(AgeFixture.FileKey, AgeFixture.Nonce, most.Encode()).Length);
        Assert.False(Manifest.TryDecode(new Manifest([.. most.Entries, Two.Entries[0]]).Encode(), out _));
        Assert.False(Manifest.TryDecode(new Manifest([]).Encode(), out _));
        Assert.Equal(EnerDatX.Core.Market.Offer.MaxSegments, Manifest.MaxEntries);
    }

    [Fact]
    public void Bytes_that_are_cut_lengthened_or_of_another_kind_are_refused()
    {
        var bytes = Convert.FromHexString(Golden);
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.False(Manifest.TryDecode(bytes.AsSpan(0, length), out _)));
        Assert.False(Manifest.TryDecode([.. bytes, 0], out _));
        Assert.All(new[] { 0, 3, 4, 5, 8, 9, 10, 11, 12 }, place => Assert.False(Manifest.TryDecode(Damaged(bytes, place), out _)));
    }

    [Fact]
    public void A_payload_is_no_longer_than_the_largest_dataset_and_not_empty()
    {
        Assert.Equal(Manifest.MaxPayloadLength, (long)Decoded(WithLength((ulong)Manifest.MaxPayloadLength)).Entries[0].PayloadLength);
        Assert.False(Manifest.TryDecode(WithLength((ulong)Manifest.MaxPayloadLength + 1), out _));
        Assert.False(Manifest.TryDecode(WithLength(ulong.MaxValue), out _));
        Assert.False(Manifest.TryDecode(WithLength(0), out _));
    }

    [Fact]
    public void Any_bytes_never_throw_and_what_is_read_is_written_the_same()
    {
        Prop.ForAll<byte[]>(IsReadAsItIsWritten).QuickCheckThrowOnFailure();
        var damage = Gen.Choose(0, (Golden.Length / 2) - 1).SelectMany(p => Gen.Choose(0, 255).Select(v => (Place: p, Value: v))).ArrayOf(3).ToArbitrary();
        Prop.ForAll(damage, hits =>
        {
            var bytes = Convert.FromHexString(Golden);
            Array.ForEach(hits, hit => bytes[hit.Place] = (byte)hit.Value);
            return IsReadAsItIsWritten(bytes);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_locator_is_these_bytes()
    {
        var locator = new Locator(Cid, AgeFixture.Bytes(16, 0x77), "192.0.2.1:8090");
        const string Bytes = "01551220a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447" + "77777777777777777777777777777777"
            + "3139322e302e322e313a38303930";
        Assert.Equal(Bytes, Convert.ToHexStringLower(locator.Encode()));
        Assert.True(Locator.TryDecode(Convert.FromHexString(Bytes), out var read));
        Assert.Equal((Cid, "192.0.2.1:8090"), (read.Manifest, read.Gateway));
        Assert.Equal(locator.ManifestKey.ToArray(), read.ManifestKey.ToArray());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("localhost:1", true)]
    [InlineData("host name:1", false)]
    [InlineData("host\n:1", false)]
    public void A_gateway_is_visible_characters_or_nothing(string gateway, bool fits) =>
        Assert.Equal(fits, Locator.TryDecode(new Locator(Cid, new byte[16], gateway).Encode(), out _));

    [Fact]
    public void A_locator_of_another_length_or_with_another_CID_is_refused()
    {
        var bytes = new Locator(Cid, new byte[16], new string('h', 255)).Encode();
        Assert.True(Locator.TryDecode(bytes, out _));
        Assert.False(Locator.TryDecode([.. bytes, (byte)'h'], out _));
        Assert.False(Locator.TryDecode(bytes.AsSpan(0, 51), out _));
        Assert.True(Locator.TryDecode(bytes.AsSpan(0, 52), out _));
        Assert.False(Locator.TryDecode(Damaged(bytes, 1), out _));
        Prop.ForAll<byte[]>(any => !Locator.TryDecode(any, out var locator) || locator.Encode().SequenceEqual(any)).QuickCheckThrowOnFailure();
    }

    private static bool IsReadAsItIsWritten(byte[] bytes) => !Manifest.TryDecode(bytes, out var manifest) || manifest.Encode().SequenceEqual(bytes);

    private static Manifest Decoded(byte[] bytes)
    {
        Assert.True(Manifest.TryDecode(bytes, out var manifest));
        return manifest;
    }

    private static byte[] WithLength(ulong payloadLength) => new Manifest([Two.Entries[0] with { PayloadLength = payloadLength }]).Encode();

    private static byte[] Damaged(byte[] bytes, int place)
    {
        var damaged = bytes.ToArray();
        damaged[place] ^= 0x80;
        return damaged;
    }

    private static void AssertSame(Manifest expected, Manifest actual)
    {
        Assert.Equal(expected.Entries.Count, actual.Entries.Count);
        foreach (var (one, other) in expected.Entries.Zip(actual.Entries))
        {
            Assert.Equal(one with { CidSalt = default }, other with { CidSalt = default });
            Assert.Equal(one.CidSalt.ToArray(), other.CidSalt.ToArray());
        }
    }

    private static Arbitrary<Manifest> Manifests() =>
        (from count in Gen.Choose(1, 9)
         from entries in Entries().ListOf(count)
         select new Manifest([.. entries])).ToArbitrary();

    private static Gen<ManifestEntry> Entries() =>
        from codec in Gen.Elements(CidCodec.Raw, CidCodec.DagPb)
        from content in Bytes(8)
        from salt in Bytes(16)
        from keyCommit in Bytes(32)
        from root in Bytes(32)
        from length in Gen.Choose(1, int.MaxValue)
        select new ManifestEntry(Cid.Of(codec, content), salt, new Digest(keyCommit), new Digest(root), (ulong)(length % Manifest.MaxPayloadLength) + 1);

    private static Gen<byte[]> Bytes(int count) => Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(count);

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
