using System.Text;
using EnerDatX.Core.Exchange;
using static EnerDatX.Core.Tests.Exchange.AgeFixture;

namespace EnerDatX.Core.Tests.Exchange;

/// <summary>Headers with a right MAC whose stanzas are unusual or wrong.</summary>
public sealed class AgeHeaderGrammarTests
{
    private const string Grease = "-> grease-2x ~!@ #$%\n\n";
    private const string Scrypt = "-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\ngUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n";

    [Fact]
    public void One_stanza_is_enough() => Assert.Equal(AgeOutcome.Success, Outcome(FileOf(X25519Stanza())));

    [Fact]
    public void Unknown_stanzas_are_passed_over()
    {
        var full = new string('A', 64);
        Assert.Equal(AgeOutcome.Success, Outcome(FileOf(Grease, $"-> x\n{full}\n{full}\n\n", X25519Stanza(), "-> y z\nAA\n")));
    }

    [Fact]
    public void Any_of_several_recipients_can_open()
    {
        var file = FileOf(X25519Stanza(Stranger), X25519Stanza());
        AgeFixture.AssertIs(AgeOutcome.Success, "age"u8.ToArray(), Decrypt(file, AgeFixture.Identity));
        AgeFixture.AssertIs(AgeOutcome.Success, "age"u8.ToArray(), Decrypt(file, Stranger));
        Assert.Equal(AgeOutcome.NoMatch, Decrypt(file, AgeIdentity.FromSecret(Bytes(32, 7))).Outcome);
        AgeFixture.AssertIs(AgeOutcome.Success, "age"u8.ToArray(), Decrypt(file, AgeIdentity.FromSecret(Bytes(32, 7)), Stranger));
    }

    [Fact]
    public void Without_a_stanza_of_ours_there_is_no_match()
    {
        Assert.Equal(AgeOutcome.NoMatch, Outcome(FileOf(Grease)));
        Assert.Equal(AgeOutcome.NoMatch, Outcome(FileOf(Scrypt)));
        Assert.Equal(AgeOutcome.NoMatch, Outcome(FileOf($"-> mlkem768x25519 {new string('A', 1494)}\n{new string('A', 43)}\n")));
        Assert.Equal(AgeOutcome.NoMatch, Outcome(FileOf(X25519Stanza().Replace("X25519", "x25519"))));
    }

    [Fact]
    public void A_passphrase_stands_alone()
    {
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf(Scrypt, X25519Stanza())));
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf(X25519Stanza(), Scrypt)));
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf(Scrypt, Scrypt)));
    }

    [Fact]
    public void A_header_without_a_stanza_is_no_header() => Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf()));

    [Theory]
    [InlineData("->\n\n")]
    [InlineData("-> \n\n")]
    [InlineData("->x\n\n")]
    [InlineData("-> x \n\n")]
    [InlineData("-> x  y\n\n")]
    [InlineData("-> x\ty\n\n")]
    [InlineData("-> x\u007f\n\n")]
    [InlineData("-> x\r\n\n")]
    [InlineData("=> x\n\n")]
    [InlineData("\n")]
    [InlineData("-> x\n")]
    [InlineData("-> x\nA\n")]
    [InlineData("-> x\nAB\n")]
    [InlineData("-> x\nAA==\n")]
    [InlineData("-> x\nAA \n")]
    [InlineData("-> x\nAAAA\nAAAA\n")]
    [InlineData("-> x\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    [InlineData("-> x\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    [InlineData("-> x\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    public void A_stanza_that_breaks_the_grammar_spoils_the_header(string stanza) =>
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf(X25519Stanza(), stanza)));

    [Fact]
    public void An_X25519_stanza_has_one_share_of_32_bytes_and_a_body_of_32()
    {
        var (opening, body) = (X25519Stanza().Split('\n')[0], X25519Stanza().Split('\n')[1]);
        foreach (var stanza in new[]
        {
            $"-> X25519\n{body}\n",
            $"{opening} more\n{body}\n",
            $"{opening}A\n{body}\n",
            $"{opening[..^1]}\n{body}\n",
            $"{opening}=\n{body}\n",
            $"{opening}\n\n",
            $"{opening}\n{body}A\n",
            $"{opening}\n{body[..^1]}\n",
        })
        {
            Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf(stanza)));
        }
    }

    [Fact]
    public void Base64_with_stray_bits_at_the_end_is_refused_in_share_body_and_MAC()
    {
        var file = Encrypt("age"u8);
        foreach (var last in new[] { 74, 118, 166 })
        {
            var changed = (byte[])file.Clone();
            changed[last] = NextInAlphabet(changed[last]);
            Assert.Equal(AgeOutcome.HeaderFailure, Outcome(changed));
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    public void A_share_that_leads_to_an_all_zero_secret_is_refused(string share)
    {
        var text = Convert.ToBase64String(Convert.FromHexString(share)).TrimEnd('=');
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf($"-> X25519 {text}\n{new string('A', 43)}\n")));
    }

    [Fact]
    public void A_stanza_added_later_is_an_HMAC_failure()
    {
        var text = Encoding.Latin1.GetString(FileOf(X25519Stanza()));
        Assert.Equal(AgeOutcome.HmacFailure, Outcome(Encoding.Latin1.GetBytes(text.Replace("--- ", Grease + "--- "))));
    }

    [Theory]
    [InlineData("age-encryption.org/v1\n", "age-encryption.org/v2\n")]
    [InlineData("age-encryption.org/v1\n", "age-encryption.org/v1 \n")]
    [InlineData("age-encryption.org/v1\n", "age-encryption.org/v1\r\n")]
    [InlineData("age-encryption.org/v1\n", "Age-encryption.org/v1\n")]
    [InlineData("age-encryption.org/v1\n", "")]
    [InlineData("--- ", "---")]
    [InlineData("--- ", "---  ")]
    [InlineData("--- ", "---- ")]
    public void A_version_or_MAC_line_that_is_written_otherwise_is_refused(string line, string written)
    {
        var text = Encoding.Latin1.GetString(FileOf(X25519Stanza()));
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(Encoding.Latin1.GetBytes(text.Replace(line, written))));
    }

    [Fact]
    public void A_header_may_be_long_but_not_endless()
    {
        const int MaxLength = 256 * 1024;
        var room = (MaxLength - FileOf(X25519Stanza()).Length) / Grease.Length;
        Assert.Equal(AgeOutcome.Success, Outcome(FileOf([.. Enumerable.Repeat(Grease, room), X25519Stanza()])));
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf([.. Enumerable.Repeat(Grease, MaxLength / Grease.Length), X25519Stanza()])));
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(FileOf($"-> {new string('x', 1_000_000)}\n\n", X25519Stanza())));
    }

    private static byte NextInAlphabet(byte letter)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        return (byte)Alphabet[Alphabet.IndexOf((char)letter) + 1];
    }
}
