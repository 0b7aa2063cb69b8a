using System.Text;
using EnerDatX.Core.Exchange;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class AgeFileTests
{
    private static readonly byte[] Small = AgeFixture.Encrypt("three thousand watt-hours"u8);

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", "age", name);

    [Fact]
    public void A_file_with_fixed_randomness_is_always_these_bytes() =>
        Assert.Equal(Convert.ToHexStringLower(File.ReadAllBytes(Sample("golden.age"))), Convert.ToHexStringLower(Small));

    [Theory]
    [InlineData("golden.age")]
    [InlineData("stock.age")]
    [InlineData("stock_armored.age")]
    public void The_samples_open_with_the_identity_beside_them(string name)
    {
        Assert.True(AgeIdentity.TryParseFile(File.ReadAllText(Sample("identity.txt")), out var identities));
        var (outcome, plaintext) = AgeFixture.Decrypt(File.ReadAllBytes(Sample(name)), [.. identities]);
        Assert.Equal((AgeOutcome.Success, "three thousand watt-hours"), (outcome, Encoding.ASCII.GetString(plaintext)));
    }

    [Fact]
    public void A_header_has_168_bytes_and_wraps_the_same_key_for_anyone()
    {
        foreach (var reader in new[] { AgeFixture.Identity, AgeFixture.Stranger })
        {
            var header = AgeHeader.Wrap(AgeFixture.FileKey, reader.Recipient, AgeFixture.Ephemeral);
            Assert.Equal(AgeHeader.Length, header.Length);
            Assert.Equal(AgeFixture.FileKey, AgeHeader.Unwrap(header, reader, out _));
        }
    }

    [Fact]
    public void A_header_of_another_length_is_no_detached_header()
    {
        var two = AgeFixture.FileOf(AgeFixture.X25519Stanza(AgeFixture.Stranger), AgeFixture.X25519Stanza());
        foreach (var header in new[] { Small[..167], Small[..169], two[..(AgeHeader.Length + 98)], [] })
        {
            Assert.Null(AgeHeader.Unwrap(header, AgeFixture.Identity, out var outcome));
            Assert.Equal(AgeOutcome.HeaderFailure, outcome);
        }
    }

    [Fact]
    public void A_header_for_someone_else_is_no_match()
    {
        Assert.Null(AgeHeader.Unwrap(Small.AsSpan(0, AgeHeader.Length), AgeFixture.Stranger, out var outcome));
        Assert.Equal(AgeOutcome.NoMatch, outcome);
    }

    [Fact]
    public void Every_plaintext_comes_back() =>
        Prop.ForAll<byte[]>(plaintext => AgePayload.TryOpen(AgeFixture.FileKey, AgePayload.Seal(AgeFixture.FileKey, AgeFixture.Nonce, plaintext), out var opened)
            && opened.SequenceEqual(plaintext)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(131072)]
    [InlineData(200000)]
    public void Plaintexts_around_the_chunks_borders_come_back_also_in_armor_and_byte_by_byte(int size)
    {
        var file = AgeFixture.Encrypt(AgeFixture.Content(size));
        Assert.Equal(AgeHeader.Length + AgePayload.SealedLength(size), file.Length);
        AgeFixture.AssertIs(AgeOutcome.Success, AgeFixture.Content(size), AgeFixture.Decrypt(file));
        AgeFixture.AssertIs(AgeOutcome.Success, AgeFixture.Content(size), AgeFixture.Decrypt(Encoding.ASCII.GetBytes(AgeFixture.Armor(file))));

        using var plaintext = new MemoryStream();
        Assert.Equal(AgeOutcome.Success, AgeFile.Decrypt(new Trickle(file), plaintext, [AgeFixture.Identity]));
        Assert.Equal(AgeFixture.Content(size), plaintext.ToArray());
    }

    [Fact]
    public void A_payload_does_not_open_with_another_file_key()
    {
        var payload = AgePayload.Seal(AgeFixture.FileKey, AgeFixture.Nonce, "age"u8);
        Assert.False(AgePayload.TryOpen(AgeFixture.Bytes(16, 1), payload, out var plaintext));
        Assert.Null(plaintext);
    }

    [Fact]
    public void A_bit_flipped_in_the_header_is_named_by_where_it_is()
    {
        for (var bit = 0; bit < 8 * AgeHeader.Length; bit++)
        {
            var (outcome, plaintext) = AgeFixture.Decrypt(Flip(Small, bit));
            Assert.Empty(plaintext);
            Assert.True(AllowedInHeader(bit / 8).Contains(outcome), $"bit {bit} of the header: {outcome}");
        }
    }

    [Fact]
    public void A_bit_flipped_in_the_payload_is_a_payload_failure_and_nothing_is_released()
    {
        for (var bit = 8 * AgeHeader.Length; bit < 8 * Small.Length; bit++)
        {
            var (outcome, plaintext) = AgeFixture.Decrypt(Flip(Small, bit));
            Assert.Equal(AgeOutcome.PayloadFailure, outcome);
            Assert.Empty(plaintext);
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        for (var length = 0; length < Small.Length; length++)
        {
            var (outcome, plaintext) = AgeFixture.Decrypt(Small[..length]);
            var expected = length < AgeHeader.Length + AgePayload.NonceLength ? AgeOutcome.HeaderFailure : AgeOutcome.PayloadFailure;
            Assert.Equal(expected, outcome);
            Assert.Empty(plaintext);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(15, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 1)]
    [InlineData(65551, 1)]
    [InlineData(65552, 2)]
    [InlineData(65553, 2)]
    public void A_payload_cut_off_after_its_first_chunk_releases_the_whole_chunks_before(int bytesAfterFirstChunk, int wholeChunks)
    {
        const int FirstChunk = AgeHeader.Length + AgePayload.NonceLength + AgePayload.ChunkLength + 16;
        var file = AgeFixture.Encrypt(AgeFixture.Content(200_000));
        var (outcome, plaintext) = AgeFixture.Decrypt(file[..(FirstChunk + bytesAfterFirstChunk)]);
        Assert.Equal(AgeOutcome.PayloadFailure, outcome);
        Assert.Equal(AgeFixture.Content(Math.Max(1, wholeChunks) * AgePayload.ChunkLength), plaintext);
    }

    [Fact]
    public void Chunks_that_changed_places_are_refused_at_the_first()
    {
        const int Start = AgeHeader.Length + AgePayload.NonceLength;
        const int Chunk = AgePayload.ChunkLength + 16;
        var file = AgeFixture.Encrypt(AgeFixture.Content(200_000));
        byte[] swapped = [.. file[..Start], .. file[(Start + Chunk)..(Start + (2 * Chunk))], .. file[Start..(Start + Chunk)], .. file[(Start + (2 * Chunk))..]];
        AgeFixture.AssertIs(AgeOutcome.PayloadFailure, [], AgeFixture.Decrypt(swapped));
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(65536, 65536)]
    public void Bytes_after_the_last_chunk_are_refused(int size, int released)
    {
        var (outcome, plaintext) = AgeFixture.Decrypt([.. AgeFixture.Encrypt(AgeFixture.Content(size)), 0]);
        Assert.Equal(AgeOutcome.PayloadFailure, outcome);
        Assert.Equal(released, plaintext.Length);
    }

    private static byte[] Flip(byte[] file, int bit)
    {
        var changed = (byte[])file.Clone();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    private static AgeOutcome[] AllowedInHeader(int index) => index switch
    {
        < 25 => [AgeOutcome.HeaderFailure], // version line, "-> "
        < 120 => [AgeOutcome.NoMatch, AgeOutcome.HeaderFailure], // type, share and body: unknown, another key, or against the grammar
        < 124 => [AgeOutcome.HeaderFailure], // "--- "
        _ => [AgeOutcome.HmacFailure, AgeOutcome.HeaderFailure],
    };

    /// <summary>Gives one byte at a time, as a network may.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }
}
