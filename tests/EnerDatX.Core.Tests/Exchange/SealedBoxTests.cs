using EnerDatX.Core.Exchange;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class SealedBoxTests
{
    [Fact]
    public void What_is_sealed_for_a_reader_opens_for_him_alone() =>
        Prop.ForAll<byte[]>(secret =>
        {
            var box = Seal(secret);
            return box.Length == secret.Length + SealedBox.Overhead
                && SealedBox.TryOpen(AgeFixture.Identity, box, out var opened) && opened.SequenceEqual(secret)
                && !SealedBox.TryOpen(AgeFixture.Stranger, box, out _);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_box_with_any_bit_flipped_does_not_open()
    {
        var box = Seal("index, cid, salt"u8.ToArray());
        for (var bit = 0; bit < 8 * box.Length; bit++)
        {
            box[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SealedBox.TryOpen(AgeFixture.Identity, box, out _));
            box[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_box_has_a_largest_size()
    {
        Assert.True(SealedBox.TryOpen(AgeFixture.Identity, Seal(new byte[SealedBox.MaxSecretLength]), out _));
        Assert.Throws<ArgumentException>(() => Seal(new byte[SealedBox.MaxSecretLength + 1]));
        Assert.False(SealedBox.TryOpen(AgeFixture.Identity, AgeFixture.Encrypt(new byte[SealedBox.MaxSecretLength + 1]), out _));
    }

    [Fact]
    public void A_box_that_is_cut_off_does_not_open()
    {
        var box = Seal([1, 2, 3]);
        for (var length = 0; length < box.Length; length++)
        {
            Assert.False(SealedBox.TryOpen(AgeFixture.Identity, box.AsSpan(0, length), out _));
        }
    }

    private static byte[] Seal(byte[] secret) =>
        SealedBox.Seal(AgeFixture.Identity.Recipient, AgeFixture.FileKey, AgeFixture.Nonce, AgeFixture.Ephemeral, secret);
}
