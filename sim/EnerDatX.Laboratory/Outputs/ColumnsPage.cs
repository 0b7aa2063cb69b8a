using System.Text;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Outputs;

/// <summary><c>docs/SIMULATION-columns.md</c>: what stands in each column, from the same definitions that write the files.</summary>
public static class ColumnsPage
{
    public static string Text()
    {
        var page = new StringBuilder("""
            # Columns of a run's outputs

            This page is generated from the code that writes the files; a test compares them.

            Each table is a CSV file and, with the same columns and rows, a table of `results.sqlite`. CSV follows RFC 4180 with line feeds; the first line has the names of the columns. An empty field is null. All numbers are whole. Times are virtual milliseconds since the end of the warm-up. Peers are numbers; 0 is the issuer of the tokens. The table `columns` of `results.sqlite` says all of this again.

            """).Append('\n');
        foreach (var table in RunColumns.Of(new RunTables([], [], [], [], [])))
        {
            page.Append("## ").Append(table.Name).Append(".csv\n\n").Append(table.Sentence).Append("\n\n| column | unit | what it says |\n|---|---|---|\n");
            foreach (var title in table.Titles)
            {
                page.Append("| `").Append(title.Name).Append("` | ").Append(title.Unit).Append(" | ").Append(title.Sentence).Append(" |\n");
            }

            page.Append('\n');
        }

        page.Length--;
        return page.ToString();
    }
}
