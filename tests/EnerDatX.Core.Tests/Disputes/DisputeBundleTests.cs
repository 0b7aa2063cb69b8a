using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Exchange;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Disputes;

public sealed class DisputeBundleTests
{
    private static readonly DisputeBundle Whole = new DisputedSale { FileKey = AgeFixture.FileKey }.Bundle();

    [Fact]
    public void A_bundle_is_read_as_it_was_written()
    {
        var (disputed, all) = (Whole.Disputed, Whole.Exhibits);
        DisputeBundle[] bundles =
        [
            Whole, new(disputed with { Credit = null }, Exhibits.None), new(disputed, all with { Locator = null }), new(disputed, all with { Segment = null }),
            new(disputed, new(all.Locator! with { SealedManifest = [] }, all.Segment! with { Payload = [] })),
        ];
        Assert.All(bundles, bundle =>
        {
            var bytes = bundle.Encode();
            Assert.True(bytes.Length <= DisputeBundle.MaxLength);
            Assert.True(DisputeBundle.TryRead(bytes, out var read, out var refusal), refusal);
            Assert.Equal(bundle.Disputed, read.Disputed);
            Assert.Equal(bytes, read.Encode());
            Assert.Equal(DisputeVerdict.SellerWrongKey, read.Judge().Verdict);
        });
    }

    [Fact]
    public void The_layout_is_the_documented_one()
    {
        var bytes = Whole.Encode();
        Assert.Equal("4544584201" + "07", Convert.ToHexStringLower(bytes.AsSpan(0, 6)));
        Assert.Equal(Whole.Disputed.Ask.Packed.Length, (bytes[6] << 8) | bytes[7]);
        Assert.Equal(Whole.Disputed.Ask.Packed, bytes.AsSpan(8, Whole.Disputed.Ask.Packed.Length));
        var parts = bytes.AsSpan(6 + Whole.Disputed.Halves.Sum(half => 2 + half.Packed.Length));
        var locator = Whole.Exhibits.Locator!;
        Assert.Equal(1, parts[0]);
        Assert.Equal(32 + locator.SealedManifest.Length, (parts[3] << 8) | parts[4]);
        var segment = parts[(5 + 32 + locator.SealedManifest.Length)..];
        Assert.Equal(2, segment[0]);
        Assert.Equal(Whole.Exhibits.Segment!.Cid.ToArray(), segment.Slice(5, 36));
        Assert.Equal(Whole.Exhibits.Segment.Payload, segment[(5 + 36 + 16)..]);
    }

    [Fact]
    public void A_bundle_that_is_cut_off_anywhere_is_refused_or_judged_by_less()
    {
        var bytes = Whole.Encode();
        var ends = new[] { 0, 3, 4, 5, 6, 7, 8, 100 }.Concat(Enumerable.Range(0, 200).Select(i => i * bytes.Length / 200));
        Assert.All(ends, end => AssertHarmless(bytes[..end]));
    }

    [Theory]
    [InlineData(0, "this is no bundle")]
    [InlineData(4, "version 0 of a bundle is not known")]
    [InlineData(5, "6 or 7 half-blocks")]
    [InlineData(6, "a half-block is cut off or malformed")]
    [InlineData(200, "the signature of")]
    public void A_changed_byte_is_refused_with_its_reason(int place, string because)
    {
        var bytes = Whole.Encode();
        bytes[place] ^= bytes[place];
        Assert.False(DisputeBundle.TryRead(bytes, out var bundle, out var refusal));
        Assert.Null(bundle);
        Assert.Contains(because, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_twice_out_of_order_unknown_or_too_long_are_refused()
    {
        var bare = new DisputeBundle(Whole.Disputed, Exhibits.None).Encode();
        var parts = Whole.Encode()[bare.Length..];
        AssertRefused("the parts are not in order", [.. bare, .. parts, .. parts]);
        AssertRefused("part 3 is not known here", [.. bare, 3, 0, 0, 0, 0]);
        AssertRefused("the parts are not in order", [.. bare, 0, 0, 0, 0, 0]);
        AssertRefused("a part is cut off", [.. bare, 1, 0xff, 0xff, 0xff, 0xff]);
        AssertRefused("a part is cut off", [.. bare, 2, 0, 0]);
        AssertRefused("part 1 is malformed", [.. bare, 1, 0, 0, 0, 31, .. new byte[31]]);
        AssertRefused("part 1 is malformed", [.. bare, 1, 0, 3, 0, 0, .. new byte[3 << 16]]);
        AssertRefused("part 2 is malformed", [.. bare, 2, 0, 0, 0, 52, .. new byte[52]]);
    }

    [Fact]
    public void Half_blocks_of_other_trades_or_in_another_order_are_refused()
    {
        var other = new DisputedSale(segments: 1, segment: 0).File();
        AssertRefused("the terms are not for what the ask offers", new DisputeBundle(Whole.Disputed with { Ask = other.Ask }, Exhibits.None).Encode());
        AssertRefused("there is no dispute", new DisputeBundle(
            Whole.Disputed with { Dispute = Whole.Disputed.Delivery, Delivery = Whole.Disputed.Dispute }, Exhibits.None).Encode());
        AssertRefused("do not belong to one delivery", new DisputeBundle(Whole.Disputed with { Delivery = other.Delivery }, Exhibits.None).Encode());
    }

    /// <summary>Whoever forges cannot make a bundle that accuses somebody else, or one that fails.</summary>
    [Fact]
    public void No_mutation_of_a_bundle_changes_who_is_guilty() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var bytes = Whole.Encode();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        AssertHarmless(random.Next(3) == 0 ? [.. bytes, .. AgeFixture.Content(random.Next(40))] : bytes);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void AssertHarmless(byte[] bytes)
    {
        if (DisputeBundle.TryRead(bytes, out var bundle, out var refusal))
        {
            Assert.Equal(Whole.Disputed.Seller, bundle.Judge().Guilty);
        }
        else
        {
            Assert.NotEmpty(refusal);
        }
    }

    private static void AssertRefused(string because, byte[] bytes)
    {
        Assert.False(DisputeBundle.TryRead(bytes, out _, out var refusal));
        Assert.Contains(because, refusal, StringComparison.Ordinal);
    }
}
