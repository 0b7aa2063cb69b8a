using Microsoft.Data.Sqlite;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>
/// The tables as one SQLite file. The same rows give the same bytes: a fixed page size, one transaction, rows in their order, and nothing
/// that says when.
/// </summary>
internal static class ResultDatabase
{
    /// <param name="path">A file that does not exist yet.</param>
    /// <exception cref="SqliteException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<OutputTable> tables)
    {
        // Not pooled: the file is renamed as soon as this returns. No journal: a file that was not finished is thrown away.
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Run(connection, "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA auto_vacuum = NONE");
        Run(connection, "BEGIN");
        Run(connection, "CREATE TABLE columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, unit TEXT NOT NULL, sentence TEXT NOT NULL)");
        foreach (var table in tables)
        {
            var columns = string.Join(", ", table.Titles.Select(title => $"\"{title.Name}\" {(title.IsText ? "TEXT" : "INTEGER")}"));
            Run(connection, $"CREATE TABLE {table.Name} ({columns})");
            Insert(connection, "columns", 4, table.Titles.Select(title => new object?[] { table.Name, title.Name, title.Unit, title.Sentence }));
            Insert(connection, table.Name, table.Titles.Count, table.Rows);
        }

        Run(connection, "COMMIT");
    }

    private static void Insert(SqliteConnection connection, string table, int columns, IEnumerable<object?[]> rows)
    {
        using var command = connection.CreateCommand();
        var parameters = new SqliteParameter[columns];
        for (var i = 0; i < columns; i++)
        {
            parameters[i] = command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        command.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", parameters.Select(parameter => parameter.ParameterName))})";
        foreach (var row in rows)
        {
            for (var i = 0; i < columns; i++)
            {
                parameters[i].Value = row[i] ?? DBNull.Value;
            }

            command.ExecuteNonQuery();
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
