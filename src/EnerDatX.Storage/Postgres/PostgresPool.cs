using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using EnerDatX.Core.Ledger;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>
/// Connections to the server of a ledger, or of something else. A server that is away for a while (restarted, failed over) is waited for; what was asked is then
/// asked again, on a new connection. Thread-safe.
/// </summary>
internal sealed class PostgresPool : IDisposable
{
    /// <summary>The journal, the renewal of the lease, and readers: more readers wait for each other. A server has 100 connections by default.</summary>
    internal const int MaxConnections = 8;

    /// <summary>Longer than a restart after a crash takes; a node that cannot write for this long has to say so.</summary>
    internal static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);

    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 30;
    private const string IdleInTransactionTimeout = "25P03";

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _source;
    private readonly string _place;
    private readonly PostgresUse _use;
    private readonly TimeSpan _patience;
    private readonly ManualResetEventSlim _isClosing = new();

    /// <param name="longestPause">A transaction whose client says nothing for this long is rolled back by the server: a host that was
    /// stopped in the middle of one must not hold its locks.</param>
    internal PostgresPool(PostgresAddress address, PostgresUse use, TimeSpan patience, TimeSpan longestPause)
    {
        _use = use;
        _place = address.ToString();
        _patience = patience;
        var settings = address.Connection();
        settings.ApplicationName = "enerdatx";
        settings.SearchPath = use.Schema;
        settings.MaxPoolSize = MaxConnections;
        settings.Timeout = ConnectSeconds;
        settings.CommandTimeout = CommandSeconds;
        settings.TcpKeepAlive = true;
        settings.NoResetOnClose = true; // nothing here changes a session
        settings.GssEncryptionMode = GssEncryptionMode.Disable;
        settings.Options = string.Create(
            CultureInfo.InvariantCulture, $"-c idle_in_transaction_session_timeout={(long)longestPause.TotalMilliseconds}");
        _source = NpgsqlDataSource.Create(settings);
    }

    public void Dispose()
    {
        _source.Dispose();
        _isClosing.Dispose();
    }

    /// <summary>Who waits for the server now gives up.</summary>
    internal void StopWaiting() => _isClosing.Set();

    /// <summary>Asks, again if need be, until the server has answered.</summary>
    /// <exception cref="StorageException">It is away for too long, or refuses.</exception>
    internal T Read<T>(Func<NpgsqlConnection, T> ask)
    {
        for (var begun = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var connection = _source.OpenConnection();
                return ask(connection);
            }
            catch (Exception failure) when (failure is NpgsqlException or SocketException)
            {
                if (!WaitsFor(failure, begun))
                {
                    throw Explain(failure, "Nothing was changed.");
                }
            }
        }
    }

    /// <summary>
    /// Changes something in one transaction that is on the server's disk when this returns. When the connection is lost while the server
    /// commits, nobody knows whether it did, so <paramref name="change"/> runs again and looks: it must begin with a lock that the
    /// transaction before it held too, and do nothing where everything is done.
    /// </summary>
    /// <exception cref="NotStoredException">The server is away for too long, or its disk is full; nothing was changed.</exception>
    /// <exception cref="StorageException">The server refuses, or was lost while it committed: says that the change may have been made.</exception>
    internal void Transact(Action<NpgsqlConnection> change)
    {
        var isUnknown = false;
        for (var begun = Stopwatch.GetTimestamp(); ;)
        {
            var commits = false;
            try
            {
                using var connection = _source.OpenConnection();
                using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
                // Whatever the server, the database or the role is set to: acknowledged is on the disk.
                connection.Execute("SELECT set_config('synchronous_commit', 'on', true)");
                change(connection);
                isUnknown = false; // it has looked
                commits = true;
                transaction.Commit();
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or SocketException)
            {
                isUnknown |= commits && !IsRollback(failure);
                if (!WaitsFor(failure, begun))
                {
                    throw isUnknown
                        ? Explain(failure, "The connection was lost while the server committed: it is not known whether the last change was stored. It is looked up when the server is back.")
                        : NotStored(failure);
                }
            }
        }
    }

    /// <summary>One attempt; false when the server is away or refuses.</summary>
    internal bool TryOnce(Action<NpgsqlConnection> change)
    {
        try
        {
            using var connection = _source.OpenConnection();
            change(connection);
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Waits for a moment after this failure; false when that is no use, or was done for long enough.</summary>
    private bool WaitsFor(Exception failure, long begun)
    {
        if (!MayPass(failure) || Stopwatch.GetElapsedTime(begun) >= _patience)
        {
            return false;
        }

        if (failure is not PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected })
        {
            _source.Clear(); // the connections that lie idle are most likely lost too
        }

        return !_isClosing.Wait(RetryPause);
    }

    /// <summary>Whether the server is away or about to be, so that the same may go well later.</summary>
    private static bool MayPass(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleInTransactionTimeout } => true,
        NpgsqlException refused => refused.IsTransient,
        _ => true,
    };

    /// <summary>An error (not the end of the session, which may come after a commit) is the server's word that it rolled back.</summary>
    private static bool IsRollback(Exception failure) => failure is PostgresException { InvariantSeverity: "ERROR" };

    private Exception NotStored(Exception failure)
    {
        var explained = Explain(failure, "Nothing of the last change was stored.");
        return MayPass(failure) || failure is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
            ? new NotStoredException(explained.Message, failure)
            : explained;
    }

    private StorageException Explain(Exception failure, string outcome)
    {
        var what = failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
                $"PostgreSQL does not let the {_use.User} in at {_place}: {refused.MessageText}.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } refused =>
                $"There is no database at {_place}: {refused.MessageText}. Make it, with createdb.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
                $"The user of {_place} may not do that: {refused.MessageText}. The user must own the database, or at least the schema {_use.Schema}.",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => $"The disk of {_place} is full. Make room and start the {_use.User} again.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => $"The server of {_place} only reads: it is a standby. Name the primary.",
            PostgresException refused => $"The {_use.What} {_place} failed: {refused.MessageText} (SQLSTATE {refused.SqlState}).",
            _ => $"The server of {_place} does not answer: {Innermost(failure).Message}.",
        };
        return new StorageException($"{what} {outcome}", failure);
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } cause ? Innermost(cause) : failure;
}
