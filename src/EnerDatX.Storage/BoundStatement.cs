using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EnerDatX.Storage;

/// <summary>One prepared statement whose parameters are bound without boxes and copies: for what runs once per half-block.</summary>
internal sealed class BoundStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    internal BoundStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        Require(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
    }

    public void Dispose() => _statement.Dispose();

    internal BoundStatement Bind(int parameter, long value)
    {
        Require(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    internal BoundStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Require(raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    /// <summary>Runs it and gives the number of changed rows.</summary>
    /// <exception cref="SqliteException">As every other statement.</exception>
    internal int Execute()
    {
        var result = raw.sqlite3_step(_statement);
        var changed = raw.sqlite3_changes(_connection);
        if (result != raw.SQLITE_DONE)
        {
            var failure = Failure(result);
            _ = raw.sqlite3_reset(_statement); // says the same again
            throw failure;
        }

        Require(raw.sqlite3_reset(_statement));
        return changed;
    }

    private void Require(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result);
        }
    }

    private SqliteException Failure(int result) =>
        new(raw.sqlite3_errmsg(_connection).utf8_to_string(), result, raw.sqlite3_extended_errcode(_connection));
}
