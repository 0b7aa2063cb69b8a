using EnerDatX.Core.Ledger;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>Prepared commands on an open connection. Parameters are $1, $2, …; Npgsql keeps what is prepared with the pooled connection.</summary>
internal static class PostgresCommands
{
    /// <summary>Runs one statement and gives the number of changed rows.</summary>
    internal static int Execute(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Prepared(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>First column of the first row; null when there is no row or it is NULL.</summary>
    internal static object? Scalar(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Prepared(connection, sql, values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>All rows of a question, each read by <paramref name="read"/>.</summary>
    internal static List<T> Rows<T>(this NpgsqlConnection connection, Func<NpgsqlDataReader, T> read, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Prepared(connection, sql, values);
        using var reader = command.ExecuteReader();
        return Rest(reader, read);
    }

    /// <summary>The rows of each statement of a batch in one round trip.</summary>
    internal static List<object[]>[] Ask(this NpgsqlConnection connection, params ReadOnlySpan<(string Sql, object[] Values)> statements)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (var (sql, values) in statements)
        {
            var command = new NpgsqlBatchCommand(sql);
            Add(command.Parameters, values);
            batch.BatchCommands.Add(command);
        }

        batch.Prepare();
        using var reader = batch.ExecuteReader();
        var answers = new List<object[]>[statements.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = Rest(reader, Values);
            reader.NextResult();
        }

        return answers;
    }

    /// <summary>The half-block of a row whose columns are hash and packed bytes.</summary>
    internal static HalfBlock ReadBlock(NpgsqlDataReader row)
    {
        var hash = new BlockHash(row.GetFieldValue<byte[]>(0));
        return HalfBlock.TryUnpack(row.GetFieldValue<byte[]>(1), out var block) && block.Hash == hash
            ? block
            : throw new StorageException($"The ledger is damaged: the half-block {hash} does not have this hash. {PostgresGuard.HowToRecover}");
    }

    private static NpgsqlCommand Prepared(NpgsqlConnection connection, string sql, ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        Add(command.Parameters, values);
        command.Prepare();
        return command;
    }

    private static void Add(NpgsqlParameterCollection parameters, ReadOnlySpan<object> values)
    {
        foreach (var value in values)
        {
            parameters.Add(new NpgsqlParameter { Value = value });
        }
    }

    private static List<T> Rest<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static object[] Values(NpgsqlDataReader row)
    {
        var values = new object[row.FieldCount];
        row.GetValues(values);
        return values;
    }
}
