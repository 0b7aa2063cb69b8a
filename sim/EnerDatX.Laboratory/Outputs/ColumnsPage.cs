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

        return page.Append("""
            ## A sweep's cells.csv and runs.csv

            Their columns are those that the sweep varies and measures, each named with its unit. They are the only files with fractions.

            `cells.csv` has one row per cell: the keys of the grid, then for each measure

            | column | what it says |
            |---|---|
            | *measure*`_runs` | How many runs of the cell had anything to measure. |
            | *measure* | Of a proportion, all runs of the cell together; otherwise the mean of the runs. Empty = none had anything. |
            | *measure*`_low`, *measure*`_high` | The ends of its 95 % interval: Wilson's of a proportion, Student's t of a mean. Empty for the mean of one run. |
            | *measure*`_closed_form` | What the formula says; empty where there is none. |

            `runs.csv` has one row per run: the keys, `seed`, and each measure; of a proportion also *measure*`_hits` of *measure*`_of`.

            """).ToString();
    }
}
