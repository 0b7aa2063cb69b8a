using EnerDatX.Core.Exchange;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class AgeKeysTests
{
    // The example of the specification: an identity of 32 bytes 0x42.
    private const string Identity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    private const string Recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

    [Fact]
    public void The_keys_of_the_specification_are_read_and_written_as_there()
    {
        Assert.True(AgeIdentity.TryParse(Identity, out var identity));
        Assert.Equal(AgeFixture.Bytes(32, 0x42), identity.ExportSecret());
        Assert.Equal(Identity, identity.Export());
        Assert.Equal(Recipient, identity.Recipient.ToString());
        Assert.True(AgeRecipient.TryParse(Recipient, out var recipient));
        Assert.Equal(identity.Recipient, recipient);
    }

    [Fact]
    public void Every_secret_survives_its_text() =>
        Prop.ForAll(Gen.Choose(0, 255).ArrayOf(32).ToArbitrary(), numbers =>
        {
            var secret = Array.ConvertAll(numbers, number => (byte)number);
            return AgeIdentity.TryParse(AgeIdentity.FromSecret(secret).Export(), out var read) && read.ExportSecret().SequenceEqual(secret);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_letter_changed_anywhere_is_noticed()
    {
        foreach (var text in new[] { Identity, Recipient })
        {
            for (var i = 0; i < text.Length; i++)
            {
                var letter = text[i] is 'q' or 'Q' ? (char)(text[i] - 'q' + 'p') : (char)(text[i] < 'a' ? 'Q' : 'q');
                var changed = text[..i] + letter + text[(i + 1)..];
                Assert.False(AgeIdentity.TryParse(changed, out _), changed);
                Assert.False(AgeRecipient.TryParse(changed, out _), changed);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("age1")]
    [InlineData("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujw")]
    [InlineData("AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ")]
    [InlineData(" age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")]
    [InlineData("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwJ")]
    public void Anything_but_the_one_text_of_a_recipient_is_refused(string? text) => Assert.False(AgeRecipient.TryParse(text, out _));

    [Theory]
    [InlineData("age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex")]
    [InlineData("AGE-SECRET-KEY-PQ-1HZLGZUPT4ETPKDEV8HSGF")]
    [InlineData("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEx")]
    public void Anything_but_the_one_text_of_an_identity_is_refused(string text) => Assert.False(AgeIdentity.TryParse(text, out _));

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    public void A_recipient_of_small_order_is_refused(string key) =>
        Assert.False(AgeRecipient.TryFromKey(Convert.FromHexString(key), out _));

    [Fact]
    public void An_identity_file_has_comments_empty_lines_and_identities()
    {
        var text = $"# created: today\r\n\r\n{Identity}\r\n  {AgeFixture.Stranger.Export()}\n# end";
        Assert.True(AgeIdentity.TryParseFile(text, out var identities));
        Assert.Equal([AgeFixture.Identity.Recipient, AgeFixture.Stranger.Recipient], identities.Select(identity => identity.Recipient));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData(Identity + "\nnot an identity\n")]
    [InlineData(Recipient)]
    public void An_identity_file_with_anything_else_or_nothing_is_refused(string text) => Assert.False(AgeIdentity.TryParseFile(text, out _));

    [Fact]
    public void An_identity_file_has_an_end() =>
        Assert.False(AgeIdentity.TryParseFile(string.Concat(Enumerable.Repeat(Identity + "\n", AgeIdentity.MaxPerFile + 1)), out _));
}
