using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Core.Tests.Exchange;

/// <summary>Fixed "randomness", and headers put together by hand, so that a test can say things that our own code never writes.</summary>
internal static class AgeFixture
{
    public static readonly AgeIdentity Identity = AgeIdentity.FromSecret(Bytes(32, 0x42));
    public static readonly AgeIdentity Stranger = AgeIdentity.FromSecret(Bytes(32, 0x55));
    public static readonly byte[] FileKey = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    public static readonly byte[] Nonce = [.. Enumerable.Range(101, 16).Select(i => (byte)i)];
    public static readonly byte[] Ephemeral = Bytes(32, 0x24);

    public static byte[] Bytes(int count, byte value) => [.. Enumerable.Repeat(value, count)];

    /// <summary>Byte i is i + 3·(i ≫ 8) + 7·(i ≫ 16) + 11·(i ≫ 24), modulo 256: every chunk differs from every other.</summary>
    public static byte[] Content(int length)
    {
        var content = new byte[length];
        for (var i = 0; i < length; i++)
        {
            content[i] = (byte)((i + (3 * (i >> 8)) + (7 * (i >> 16)) + (11 * (i >> 24))) & 0xff);
        }

        return content;
    }

    public static byte[] Encrypt(ReadOnlySpan<byte> plaintext) => AgeFile.Encrypt(Identity.Recipient, FileKey, Nonce, Ephemeral, plaintext);

    public static (AgeOutcome Outcome, byte[] Plaintext) Decrypt(byte[] file, params AgeIdentity[] identities)
    {
        using var plaintext = new MemoryStream();
        var outcome = AgeFile.Decrypt(new MemoryStream(file), plaintext, identities.Length == 0 ? [Identity] : identities);
        return (outcome, plaintext.ToArray());
    }

    public static void AssertIs(AgeOutcome outcome, byte[] plaintext, (AgeOutcome Outcome, byte[] Plaintext) decrypted)
    {
        Assert.Equal(outcome, decrypted.Outcome);
        Assert.Equal(plaintext, decrypted.Plaintext);
    }

    public static AgeOutcome Outcome(byte[] file) => Decrypt(file).Outcome;

    /// <summary>The text of the X25519 stanza for <see cref="Identity"/>.</summary>
    public static string X25519Stanza(AgeIdentity? reader = null)
    {
        var lines = Encoding.ASCII.GetString(AgeHeader.Wrap(FileKey, (reader ?? Identity).Recipient, Ephemeral)).Split('\n');
        return $"{lines[1]}\n{lines[2]}\n";
    }

    /// <summary>A file with these stanzas, a right MAC and the plaintext "age".</summary>
    public static byte[] FileOf(params string[] stanzas)
    {
        var covered = Encoding.ASCII.GetBytes($"age-encryption.org/v1\n{string.Concat(stanzas)}---");
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, FileKey, 32, [], "header"u8.ToArray());
        var mac = Convert.ToBase64String(HMACSHA256.HashData(key, covered)).TrimEnd('=');
        return [.. covered, .. Encoding.ASCII.GetBytes($" {mac}\n"), .. AgePayload.Seal(FileKey, Nonce, "age"u8)];
    }

    public static string Armor(byte[] file)
    {
        var lines = Convert.ToBase64String(file).Chunk(64).Select(line => new string(line));
        return $"-----BEGIN AGE ENCRYPTED FILE-----\n{string.Join('\n', lines)}\n-----END AGE ENCRYPTED FILE-----\n";
    }
}
