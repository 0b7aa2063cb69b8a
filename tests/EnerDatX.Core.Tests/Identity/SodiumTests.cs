using System.Text;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Tests.Identity;

/// <summary>The encryption of backups.</summary>
public sealed class SodiumTests
{
    /// <summary>draft-irtf-cfrg-xchacha-03, appendix A.3.1.</summary>
    [Fact]
    public void XChaCha20_Poly1305_is_that_of_the_draft()
    {
        var key = Enumerable.Range(0x80, 32).Select(n => (byte)n).ToArray();
        var nonce = Enumerable.Range(0x40, 24).Select(n => (byte)n).ToArray();
        var header = Convert.FromHexString("50515253c0c1c2c3c4c5c6c7");
        var plaintext = Encoding.ASCII.GetBytes(
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.");
        var ciphertext = new byte[plaintext.Length + Sodium.AeadTagBytes];

        Sodium.AeadSeal(key, nonce, header, plaintext, ciphertext);

        Assert.StartsWith("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb", Convert.ToHexStringLower(ciphertext), StringComparison.Ordinal);
        Assert.EndsWith("c0875924c1c7987947deafd8780acf49", Convert.ToHexStringLower(ciphertext), StringComparison.Ordinal);
        var opened = new byte[plaintext.Length];
        Assert.True(Sodium.AeadOpen(key, nonce, header, ciphertext, opened));
        Assert.Equal(plaintext, opened);
        header[0] ^= 1;
        Assert.False(Sodium.AeadOpen(key, nonce, header, ciphertext, opened));
    }

    [Fact]
    public void A_passphrase_gives_a_key_that_depends_on_every_argument()
    {
        byte[] Derive(string passphrase, byte salt, ulong passes, ulong memory)
        {
            var key = new byte[Sodium.KeyBytes];
            Assert.True(Sodium.Argon2Id(Encoding.UTF8.GetBytes(passphrase), Enumerable.Repeat(salt, Sodium.PassphraseSaltBytes).ToArray(), passes, memory, key));
            return key;
        }

        var keys = new[] { Derive("a", 1, 1, 8_192), Derive("b", 1, 1, 8_192), Derive("a", 2, 1, 8_192), Derive("a", 1, 2, 8_192), Derive("a", 1, 1, 16_384) };
        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(keys[0], Derive("a", 1, 1, 8_192));
    }

    [Fact]
    public void A_length_that_does_not_fit_is_refused_before_memory_is_touched()
    {
        Assert.Throws<ArgumentException>(() => Sodium.AeadSeal(new byte[32], new byte[24], [], new byte[4], new byte[4]));
        Assert.Throws<ArgumentException>(() => Sodium.AeadOpen(new byte[31], new byte[24], [], new byte[20], new byte[4]));
        Assert.Throws<ArgumentException>(() => Sodium.Argon2Id([], new byte[15], 1, 8_192, new byte[32]));
    }
}
