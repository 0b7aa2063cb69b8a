using EnerDatX.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage;

/// <summary>One SQLite connection that prepares each statement once. For one thread at a time.</summary>
internal sealed class PreparedConnection : IDisposable
{
    /// <summary>How long a statement waits for another process (a backup, a shell) that holds the file.</summary>
    private const int BusySeconds = 5;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    static PreparedConnection()
    {
        // Nobody asks SQLite how much memory it uses, and counting takes a lock at each allocation. Refused, harmlessly, where SQLite is in use already.
        SQLitePCL.Batteries_V2.Init();
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    internal PreparedConnection(string path, SqliteOpenMode mode, int cacheKib)
    {
        _path = path;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ToString());
        _connection.Open();
        Run($"PRAGMA cache_size = -{cacheKib}");
    }

    internal bool IsDisposed { get; private set; }

    /// <summary>
    /// Whether this connection, if it is the last to the file, copies the write-ahead log into it and removes the log when it is closed.
    /// SQLite does unless told; but then a file that is refused at start would be changed.
    /// </summary>
    internal bool RemovesLogAtEnd
    {
        set => SQLitePCL.raw.sqlite3_db_config(_connection.Handle, SQLitePCL.raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, value ? 0 : 1, out _);
    }

    /// <summary>Whether a transaction is open: SQLite itself ends one on some failures.</summary>
    internal bool IsInTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    public void Dispose()
    {
        IsDisposed = true;
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    /// <summary>A statement for what runs once per half-block; its owner ends it before the connection.</summary>
    internal BoundStatement Prepare(string sql) => new(_connection, sql);

    /// <summary>Runs statements that are not worth keeping.</summary>
    internal void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs one prepared statement and gives the number of changed rows. Parameters are ?1, ?2, …</summary>
    internal int Execute(string sql, params ReadOnlySpan<object> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>First column of the first row; null when there is no row or it is NULL.</summary>
    internal object? Scalar(string sql, params ReadOnlySpan<object> values) =>
        Command(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>All rows of a question, each read by <paramref name="read"/>.</summary>
    internal List<T> Rows<T>(Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Half-blocks of a question whose columns are hash and packed bytes.</summary>
    internal List<HalfBlock> Blocks(string sql, params ReadOnlySpan<object> values) => Rows(ReadBlock, sql, values);

    /// <summary>The first half-block of a question whose columns are hash and packed bytes.</summary>
    internal HalfBlock? Block(string sql, params ReadOnlySpan<object> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        return reader.Read() ? ReadBlock(reader) : null;
    }

    private HalfBlock ReadBlock(SqliteDataReader row)
    {
        var hash = new BlockHash(row.GetFieldValue<byte[]>(0));
        return HalfBlock.TryUnpack(row.GetFieldValue<byte[]>(1), out var block) && block.Hash == hash
            ? block
            : throw new StorageException($"The ledger {_path} is damaged: the half-block {hash} does not have this hash. {LedgerFile.HowToRecover}");
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
            }

            _prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
