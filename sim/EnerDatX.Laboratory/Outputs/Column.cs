namespace EnerDatX.Laboratory.Outputs;

/// <summary>One column of a table, in the CSV file, in <c>results.sqlite</c> and on the page about columns alike: a whole number or a text.</summary>
/// <param name="Name">In snake_case, with its unit last where it has one.</param>
/// <param name="Unit">As a person writes it; empty = a count, a number of something, or a text.</param>
/// <param name="Sentence">What it says, for the page about columns.</param>
internal sealed record Column<TRow>(string Name, string Unit, string Sentence, Func<TRow, long?>? Number, Func<TRow, string>? Text)
{
    public Column(string name, string unit, string sentence, Func<TRow, long?> number)
        : this(name, unit, sentence, number, null)
    {
    }

    public Column(string name, string sentence, Func<TRow, string> text)
        : this(name, "", sentence, null, text)
    {
    }

    public bool IsText => Text is not null;

    /// <summary>A <see cref="long"/>, a text that is not empty, or null.</summary>
    public object? Value(TRow row) => Text is null ? Number!(row) : Text(row) is { Length: > 0 } text ? text : null;
}

/// <inheritdoc cref="Column{TRow}"/>
internal sealed record ColumnTitle(string Name, string Unit, string Sentence, bool IsText);

/// <summary>A table without its kind of row.</summary>
/// <param name="Name">Of the file without its ending, and of the table in the database.</param>
/// <param name="Rows">Each as many values as there are titles: <see cref="long"/>, <see cref="string"/> or null. The array is used again for the next row.</param>
internal sealed record OutputTable(string Name, string Sentence, IReadOnlyList<ColumnTitle> Titles, IEnumerable<object?[]> Rows)
{
    public static OutputTable Of<TRow>(string name, string sentence, IReadOnlyList<Column<TRow>> columns, IReadOnlyList<TRow> rows) =>
        new(name, sentence, [.. columns.Select(c => new ColumnTitle(c.Name, c.Unit, c.Sentence, c.IsText))], Values(columns, rows));

    private static IEnumerable<object?[]> Values<TRow>(IReadOnlyList<Column<TRow>> columns, IReadOnlyList<TRow> rows)
    {
        var values = new object?[columns.Count];
        foreach (var row in rows)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = columns[i].Value(row);
            }

            yield return values;
        }
    }
}
