using System.Globalization;
using System.Text;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>RFC 4180 with line feeds: UTF-8 without a mark, the names of the columns first, numbers the same on every machine.</summary>
internal static class CsvText
{
    public static void Write(Stream stream, OutputTable table)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        text.Write(string.Join(',', table.Titles.Select(title => title.Name)));
        text.Write('\n');
        foreach (var row in table.Rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (i > 0)
                {
                    text.Write(',');
                }

                Write(text, row[i]);
            }

            text.Write('\n');
        }
    }

    /// <summary>A text as one field.</summary>
    public static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static void Write(StreamWriter text, object? value)
    {
        switch (value)
        {
            case long number:
                text.Write(number.ToString(CultureInfo.InvariantCulture));
                break;
            case string word:
                text.Write(Field(word));
                break;
        }
    }
}
