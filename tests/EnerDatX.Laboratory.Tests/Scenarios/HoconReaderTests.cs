using EnerDatX.Laboratory.Scenarios.Hocon;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Laboratory.Tests.Scenarios;

public sealed class HoconReaderTests
{
    [Fact]
    public void Braces_dots_and_quotes_name_the_same_keys() =>
        Assert.All(
            new[] { "a { b { c = 1 } }", "a.b.c = 1", "a.b { c : 1 }", "\"a\".\"b\".c=1", "a {\n  b.c = 1 # one\n}", "a { b {\n} }\na.b { c = 1 } // one" },
            text => Assert.Equal("{a={b={c=1}}}", Shown(text)));

    [Fact]
    public void A_dot_inside_quotes_divides_nothing() => Assert.Equal("{a.b=1}", Shown("\"a.b\" = 1"));

    [Fact]
    public void Lists_are_divided_by_commas_or_lines() =>
        Assert.Equal("{a=[1;x y;{b=2;c=[]};]}", Shown("a = [1, x y\n  { b = 2, c = [] }\n  \"\",\n]"));

    [Fact]
    public void Words_end_at_commas_comments_and_lines() => Assert.Equal("{a=10 m;b=c;d=e}", Shown("a = 10 m # ten\nb = c, d = e // f"));

    [Fact]
    public void Quotes_keep_what_would_mean_something_outside() => Assert.Equal("{a=x # {\"y\"} \\}", Shown("a = \"x # {\\\"y\\\"} \\\\\""));

    [Fact]
    public void A_mark_of_byte_order_and_foreign_line_ends_are_nothing() => Assert.Equal("{a=1;b=2}", Shown("\uFEFFa = 1\r\nb = 2\r\n"));

    [Theory]
    [InlineData("a = ${b}", "test.conf:1: a: a value was expected")]
    [InlineData("a += 1", "test.conf:1: a: a key is followed by =")]
    [InlineData("\na = \"\"\"x\"\"\"", "test.conf:2: text in triple quotes is not read")]
    [InlineData("a = \"x", "test.conf:1: these quotes are not closed in their line.")]
    [InlineData("a = \"x\\n\"", "test.conf:1: inside quotes a backslash stands before")]
    [InlineData("a = 1 {", "test.conf:1: a comma or a new line was expected where { stands.")]
    [InlineData("a =\n", "test.conf:1: a: a value was expected")]
    [InlineData("# c\na {\n b = 1\n", "test.conf:2: this { is never closed.")]
    [InlineData("a = [\n1", "test.conf:1: a: this [ is never closed.")]
    [InlineData("a = 1\n}\n", "test.conf:2: this } closes nothing.")]
    [InlineData("a = 1\nb = 2\na = 3", "test.conf:3: a: this is said already in line 1.")]
    [InlineData("a..b = 1", "test.conf:1: a key was expected")]
    [InlineData("{ a = 1 }", "test.conf:1: a key was expected")]
    [InlineData("include \"\"", "test.conf:1: include: an include is followed by the name of a file in quotes")]
    [InlineData("include other", "test.conf:1: include: an include is followed by the name of a file in quotes")]
    public void What_is_not_of_the_part_that_is_read_is_refused_with_its_line(string text, string expected) =>
        Assert.StartsWith(expected, Read(text, out _)[0], StringComparison.Ordinal);

    [Fact]
    public void Every_line_with_a_mistake_is_named() =>
        Assert.Equal([1, 3, 5], Lines("a = $\nb = 1\nc + 2\nd = 3\ne = \"\nf = 1"));

    [Fact]
    public void Depth_keys_and_length_are_bounded()
    {
        Assert.Contains("at most 16 deep", Read(string.Concat(Enumerable.Repeat("a {", 17)), out _)[0], StringComparison.Ordinal);
        Assert.Contains("at most 16 deep", Read(string.Join('.', Enumerable.Repeat("a", 17)) + " = 1", out _)[0], StringComparison.Ordinal);
        Assert.Contains("at most 16 deep", Read("a = " + new string('[', 100_000), out _)[0], StringComparison.Ordinal);
        Assert.Contains("more than 10000 keys", Assert.Single(Read($"a = [{string.Join(',', Enumerable.Repeat("1", 20_000))}]", out _)), StringComparison.Ordinal);
        Assert.Contains("longer than 1 MB", Assert.Single(Read(new string(' ', 1_000_001), out _)), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_more() => Prop.ForAll<string?>(text =>
    {
        var faults = Read(text ?? "", out _);
        return faults.All(fault => fault.StartsWith("test.conf:", StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_heap_of_its_own_signs_is_read_or_refused() =>
        Prop.ForAll(Gen.Elements("{", "}", "[", "]", "=", ",", "\n", "a", ".", "\"", "#", "\\", " ", "include", "+", "\0").ArrayOf().ToArbitrary(), signs =>
            Read(string.Concat(signs), out _).Count <= HoconReading.MaxFaults).QuickCheckThrowOnFailure();

    private static List<int> Lines(string text)
    {
        Read(text, out var reading);
        return [.. reading.Faults.Select(fault => fault.Line)];
    }

    private static string Shown(string text)
    {
        Assert.Empty(Read(text, out var reading, out var root));
        Assert.Empty(reading.Faults);
        return Show(root);
    }

    private static string Show(HoconNode node) => node switch
    {
        HoconSection section => $"{{{string.Join(';', section.Entries.Select(entry => $"{entry.Key}={Show(entry.Node)}"))}}}",
        HoconList list => $"[{string.Join(';', list.Items.Select(Show))}]",
        HoconScalar scalar => scalar.Text,
        _ => throw new InvalidOperationException("There are three kinds of nodes."),
    };

    private static List<string> Read(string text, out HoconReading reading) => Read(text, out reading, out _);

    private static List<string> Read(string text, out HoconReading reading, out HoconSection root)
    {
        reading = new HoconReading((string _, out string included, out string refusal) =>
        {
            (included, refusal) = ("", "no file");
            return false;
        });
        root = new HoconSection(default);
        reading.ReadInto(root, "test.conf", text, 0);
        return [.. reading.Faults.Select(fault => fault.ToString())];
    }
}
