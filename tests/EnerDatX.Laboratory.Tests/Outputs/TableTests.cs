using System.Text;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Laboratory.Tests.Outputs;

/// <summary>The CSV files and the database: the same rows, in a form that other programs read.</summary>
public sealed class TableTests
{
    private static readonly RunTables Odd = new(
        [
            new FraudRow(1, "a, \"b\"\r\nc", 3, "", 10, null, null, null, null, 0, -5),
            new FraudRow(2, "'; DROP TABLE frauds; --", 4, "double-spend", long.MaxValue, long.MinValue, 0, 1, 2, 3, 4),
        ],
        [new TradeRow(1, 2, 3, 4, null, "", 5, 6, 7, 8)], [], [], []);

    [Fact]
    public void A_csv_file_is_what_rfc_4180_says_with_line_feeds() => Assert.Equal(
        """
        attack,behaviour,attacker,kind,committed_ms,first_detected_ms,known_50_ms,known_90_ms,known_99_ms,known_at_end,booked_millitokens
        1,"a, ""b""
        c",3,,10,,,,,0,-5
        2,'; DROP TABLE frauds; --,4,double-spend,9223372036854775807,-9223372036854775808,0,1,2,3,4

        """.Replace("b\"\"\n", "b\"\"\r\n", StringComparison.Ordinal),
        Csv(RunColumns.Of(Odd)[0]));

    [Fact]
    public void A_csv_file_without_rows_has_its_header() =>
        Assert.Equal("from_peer,to_peer,datagrams,bytes,lost\n", Csv(RunColumns.Of(Odd)[3]));

    [Fact]
    public void Any_text_comes_back_from_its_field() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((first, second) =>
        {
            var line = $"{CsvText.Field(first.Get)},{CsvText.Field(second.Get)}\n";
            return ReadCsv(line).Single().SequenceEqual([first.Get, second.Get], StringComparer.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_database_says_what_the_csv_files_say()
    {
        Assert.All(new[] { Odd, Demo.Tables }, tables =>
        {
            using var folder = new TemporaryFolder();
            var written = RunColumns.Of(tables);
            ResultDatabase.Write(folder.Of("results.sqlite"), written);
            Assert.All(written, table => Assert.Equal(ReadCsv(Csv(table)), ReadTable(folder.Of("results.sqlite"), table.Name)));
        });
    }

    [Fact]
    public void What_is_empty_is_null_in_the_database_and_numbers_are_numbers()
    {
        using var folder = new TemporaryFolder();
        ResultDatabase.Write(folder.Of("results.sqlite"), RunColumns.Of(Odd));
        Assert.Equal(1L, Scalar(folder.Of("results.sqlite"), "SELECT COUNT(*) FROM frauds WHERE kind IS NULL AND first_detected_ms IS NULL AND typeof(booked_millitokens) = 'integer'"));
        Assert.Equal("ok", Scalar(folder.Of("results.sqlite"), "PRAGMA integrity_check"));
    }

    [Fact]
    public void The_database_explains_its_columns()
    {
        using var folder = new TemporaryFolder();
        ResultDatabase.Write(folder.Of("results.sqlite"), RunColumns.Of(Odd));
        Assert.Equal(RunColumns.Of(Odd).Sum(table => (long)table.Titles.Count), Scalar(folder.Of("results.sqlite"), "SELECT COUNT(*) FROM columns"));
        Assert.Equal("W", Scalar(folder.Of("results.sqlite"), "SELECT unit FROM columns WHERE table_name = 'samples' AND column_name = 'load_watts'"));
    }

    [Fact]
    public void The_same_rows_make_the_same_database_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        ResultDatabase.Write(folder.Of("one"), RunColumns.Of(Demo.Tables));
        ResultDatabase.Write(folder.Of("two"), RunColumns.Of(Demo.Tables));
        Assert.True(File.ReadAllBytes(folder.Of("one")).SequenceEqual(File.ReadAllBytes(folder.Of("two"))));
        Assert.Equal(["one", "two"], Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)); // no journal beside it
    }

    [Fact]
    public void Every_column_is_in_snake_case_and_has_a_sentence() =>
        Assert.All(RunColumns.Of(Odd).SelectMany(table => table.Titles), title =>
        {
            Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", title.Name);
            Assert.EndsWith(".", title.Sentence, StringComparison.Ordinal);
            Assert.True(title.Unit != "ms" || title.Name.EndsWith("_ms", StringComparison.Ordinal), title.Name);
        });

    [Fact]
    public void The_page_about_columns_is_the_one_that_the_code_says()
    {
        var expected = ColumnsPage.Text();
        var made = Path.Combine(AppContext.BaseDirectory, "SIMULATION-columns.md");
        File.WriteAllText(made, expected);
        var page = new FileInfo(Path.Combine(ProjectFolder.PathOf(), "docs", "SIMULATION-columns.md"));
        Assert.True(page.Exists && File.ReadAllText(page.FullName) == expected, $"docs/SIMULATION-columns.md is not what the code says; copy {made} there.");
    }

    [Fact]
    public void The_findings_are_a_table_for_people_and_json_for_programs()
    {
        var output = new StringWriter();
        FindingsTable.Show(Demo.Outcome.Findings, output);
        var lines = output.ToString().Split('\n');
        Assert.Contains(lines, line => line.Contains("Mean time to first detection", StringComparison.Ordinal) && line.Contains(" 2.13 |", StringComparison.Ordinal) && line.Contains("2.3 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("214,500", StringComparison.Ordinal));
        Assert.StartsWith("{\"findings\":[{\"name\":\"detection.mean\",\"text\":\"Mean time to first detection\",\"value\":2.13,\"unit\":\"s\",\"published\":2.3,", FindingsTable.Json(Demo.Outcome.Findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.000123456, "0.0001235")]
    [InlineData(2.30, "2.3")]
    [InlineData(999.96, "1,000")]
    [InlineData(-1234567.8, "-1,234,568")]
    [InlineData(double.NaN, "-")]
    public void Numbers_are_short_and_without_exponents(double value, string text) => Assert.Equal(text, FindingsTable.Plain(value));

    private static string Csv(OutputTable table)
    {
        using var stream = new MemoryStream();
        CsvText.Write(stream, table);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Header and rows, all as text; null is empty.</summary>
    private static List<string[]> ReadTable(string path, string table)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table}"; // in the order of writing
        using var reader = command.ExecuteReader();
        List<string[]> rows = [[.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)]];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))]);
        }

        return rows;
    }

    private static object? Scalar(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>A reader of RFC 4180 that shares nothing with the writer.</summary>
    private static List<string[]> ReadCsv(string text)
    {
        var (rows, row, field, isQuoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when isQuoted && i + 1 < text.Length && text[i + 1] == '"':
                    field.Append('"');
                    i++;
                    break;
                case '"' when isQuoted || field.Length == 0:
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    row.Add(field.ToString());
                    field.Clear();
                    break;
                case '\n' when !isQuoted:
                    rows.Add([.. row, field.ToString()]);
                    row.Clear();
                    field.Clear();
                    break;
                default:
                    field.Append(text[i]);
                    break;
            }
        }

        return rows;
    }
}
