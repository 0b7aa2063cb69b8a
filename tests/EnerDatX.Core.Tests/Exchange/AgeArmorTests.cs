using System.Text;
using EnerDatX.Core.Exchange;
using static EnerDatX.Core.Tests.Exchange.AgeFixture;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class AgeArmorTests
{
    private const string Begin = "-----BEGIN AGE ENCRYPTED FILE-----\n";
    private const string End = "-----END AGE ENCRYPTED FILE-----\n";

    // 48 · 5 bytes: its armor has only full lines.
    private static readonly byte[] FullLines = Encrypt(Content((48 * 5) - 200));
    private static readonly string Armored = Armor(Encrypt("watt-hours!"u8));

    [Fact]
    public void Armor_may_have_CRLF_and_white_space_around_and_no_last_line_feed()
    {
        foreach (var text in new[]
        {
            Armored,
            Armored.Replace("\n", "\r\n"),
            Armored.TrimEnd('\n'),
            "\n \t\r\n" + Armored + "\r\n\t \n",
            new string('\n', 1024) + Armored + new string('\n', 1024),
        })
        {
            AgeFixture.AssertIs(AgeOutcome.Success, "watt-hours!"u8.ToArray(), Decrypt(Encoding.ASCII.GetBytes(text)));
        }
    }

    [Fact]
    public void The_last_line_may_be_full() => Assert.Equal(AgeOutcome.Success, Outcome(Encoding.ASCII.GetBytes(Armor(FullLines))));

    [Fact]
    public void Armor_around_nothing_is_an_empty_file_and_that_has_no_header() =>
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(Encoding.ASCII.GetBytes(Begin + End)));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Armor_that_is_not_strict_is_refused(string why, string text)
    {
        Assert.NotEqual(Armored, text);
        Assert.True(Outcome(Encoding.ASCII.GetBytes(text)) == AgeOutcome.ArmorFailure, why);
    }

    [Fact]
    public void Armor_broken_after_good_chunks_releases_them()
    {
        var text = Armor(Encrypt(Content(200_000)));
        var (outcome, plaintext) = Decrypt(Encoding.ASCII.GetBytes(text[..^40] + "*" + text[^39..]));
        Assert.Equal(AgeOutcome.ArmorFailure, outcome);
        Assert.Equal(Content(3 * AgePayload.ChunkLength), plaintext);
    }

    [Fact]
    public void What_is_wrong_inside_good_armor_keeps_its_name()
    {
        var file = Encrypt("watt-hours!"u8);
        Assert.Equal(AgeOutcome.PayloadFailure, Outcome(Encoding.ASCII.GetBytes(Armor([.. file, 0]))));
        Assert.Equal(AgeOutcome.HeaderFailure, Outcome(Encoding.ASCII.GetBytes(Armor(file[1..]))));
        Assert.Equal(AgeOutcome.NoMatch, Decrypt(Encoding.ASCII.GetBytes(Armored), Stranger).Outcome);
    }

    public static TheoryData<string, string> Wrong()
    {
        var lines = Armored.TrimEnd('\n').Split('\n');
        string With(int index, string line) => string.Join('\n', [.. lines[..index], line, .. lines[(index + 1)..]]) + "\n";
        string Insert(int index, string line) => string.Join('\n', [.. lines[..index], line, .. lines[index..]]) + "\n";
        var last = lines.Length - 2;
        return new TheoryData<string, string>
        {
            { "something before", "garbage\n" + Armored },
            { "something after", Armored + "garbage\n" },
            { "a space before the first line", " " + Armored },
            { "a space after the first line", With(0, lines[0] + " ") },
            { "another label", Armored.Replace("FILE", "MESSAGE") },
            { "a lower-case label", Armored.Replace("AGE", "age") },
            { "spaced dashes", With(0, "----- BEGIN AGE ENCRYPTED FILE -----") },
            { "spaced dashes at the end", With(last + 1, "----- END AGE ENCRYPTED FILE -----") },
            { "headers", Insert(1, "Version: 1") },
            { "an empty line first", Insert(1, string.Empty) },
            { "an empty line last", Insert(last + 1, string.Empty) },
            { "a line of spaces", Insert(2, "   ") },
            { "a space at the start of a line", With(2, " " + lines[2]) },
            { "a space at the end of a line", With(2, lines[2] + " ") },
            { "a space at the end of the last line", With(last, lines[last] + " ") },
            { "two carriage returns", With(2, lines[2] + "\r\r") },
            { "a character that is not base64", With(2, "*" + lines[2][1..]) },
            { "a short line in the middle", With(2, lines[2][..60]) },
            { "a long line", With(2, lines[2] + "AAAA") },
            { "everything in one line", Begin + string.Concat(lines[1..^1]) + "\n" + End },
            { "no padding", With(last, lines[last].TrimEnd('=')) },
            { "padding in the middle", With(2, lines[2][..62] + "==") },
            { "padding on a line of its own", With(last, lines[last].TrimEnd('=') + "\n" + "==") },
            { "stray bits", With(last, StrayBits(lines[last])) },
            { "a checksum", Insert(last + 1, "=4WTw") },
            { "no last line", string.Join('\n', lines[..^1]) + "\n" },
            { "nothing after the first line", Begin },
            { "a second armor", Armored + Armored },
            { "too much white space before", new string('\n', 1025) + Armored.Replace("-----", "-----") },
            { "too much white space after", Armored + new string('\n', 1025) },
        };
    }

    private static string StrayBits(string line)
    {
        var end = line.TrimEnd('=').Length;
        Assert.NotEqual(line.Length, end);
        return line[..(end - 1)] + (char)(line[end - 1] + 1) + line[end..];
    }
}
