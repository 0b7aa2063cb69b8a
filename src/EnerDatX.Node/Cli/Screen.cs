using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace EnerDatX.Node.Cli;

/// <summary>
/// What a command shows: sentences and tables for people, JSON for programs. Texts of strangers are shown without what could steer a
/// terminal.
/// </summary>
internal sealed class Screen(TextWriter output, TextWriter error, bool isTerminal)
{
    /// <summary>A file or a pipe has no edge to wrap at; nothing of ours is wider.</summary>
    private const int PlainWidth = 1_000;

    public static Screen Of(ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        return new Screen(output, parsed.InvocationConfiguration.Error, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);
    }

    public void Say(string sentence)
    {
        output.WriteLine(Printable(sentence));
        output.Flush(); // somebody may be watching a trade through a pipe
    }

    public void Json(string json) => output.WriteLine(json.TrimEnd());

    /// <returns>The exit code.</returns>
    public int Refuse(string sentence)
    {
        error.WriteLine(Printable(sentence));
        return 1;
    }

    public void Warn(string sentence) => error.WriteLine(Printable(sentence));

    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(isTerminal ? TableBorder.Rounded : TableBorder.None);
        foreach (var column in columns)
        {
            var added = new TableColumn(new Text(column));
            table.AddColumn(isTerminal ? added : added.PadLeft(0).PadRight(2)); // cells have single blanks only: two can be split at
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Printable(cell))));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = isTerminal ? console.Profile.Width : PlainWidth;
        console.Write(table);
    }

    /// <summary>Control characters, and those that reorder or hide text, become a question mark.</summary>
    internal static string Printable(string text) => string.Concat(text.Select(letter =>
        char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            ? '?'
            : letter));
}
