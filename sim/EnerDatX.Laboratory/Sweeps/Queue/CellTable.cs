using EnerDatX.Core.Ledger;
using EnerDatX.Storage;

namespace EnerDatX.Laboratory.Sweeps.Queue;

/// <summary>
/// The cells of sweeps in a PostgreSQL database that several machines share, in a schema of their own. A machine claims a cell for a while and
/// renews that as long as it lives; a claim that ran out is anybody's. Each claim of a cell has a higher token than the one before, and a result
/// is stored with the latest token only, once. Only the database's clock counts. Thread-safe.
/// </summary>
internal sealed class CellTable : IDisposable
{
    /// <summary>'EnDS': of machines that come to an empty database together, one makes the tables.</summary>
    private const long CreationLock = 0x456E4453;

    private static readonly PostgresUse Use = new("queue", "sweep", "enerdatx_sim");

    /// <summary>As long as a server takes to start again, and some more: a sweep runs for hours.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const string Tables = """
        CREATE SCHEMA IF NOT EXISTS enerdatx_sim;
        CREATE TABLE IF NOT EXISTS enerdatx_sim.cells (
            sweep   text NOT NULL,
            number  integer NOT NULL,
            worker  text NOT NULL DEFAULT '',
            token   bigint NOT NULL DEFAULT 0,
            expires timestamptz NOT NULL DEFAULT '-infinity',
            result  bytea,
            failure text,
            PRIMARY KEY (sweep, number));
        """;

    private const string ClaimNext = """
        UPDATE enerdatx_sim.cells SET worker = $2, token = token + 1, expires = clock_timestamp() + $3
        WHERE sweep = $1 AND number = (
            SELECT number FROM enerdatx_sim.cells
            WHERE sweep = $1 AND result IS NULL AND failure IS NULL AND expires <= clock_timestamp()
            ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING number, token
        """;

    private const string Ours = "sweep = $1 AND worker = $2 AND result IS NULL AND failure IS NULL";

    private readonly PostgresPool _pool;
    private readonly string _sweep;
    private readonly string _worker;
    private readonly TimeSpan _lease;

    /// <param name="sweep">The sweep's id.</param>
    /// <param name="worker">Nobody else's name, ever.</param>
    /// <param name="lease">How long a claim holds if it is not renewed.</param>
    public CellTable(PostgresAddress address, string sweep, string worker, TimeSpan lease)
    {
        _pool = new PostgresPool(address, Use, Patience, lease);
        (_sweep, _worker, _lease) = (sweep, worker, lease);
    }

    public TimeSpan Lease => _lease;

    /// <summary>Makes the tables and the rows that are not there yet. Cells that failed before get another chance: this machine may be larger.</summary>
    /// <exception cref="NotStoredException">The database is away or full; so for all of these.</exception>
    /// <exception cref="StorageException">It refuses; so for all of these.</exception>
    public void Begin(int cells) => _pool.Transact(connection =>
    {
        connection.Execute("SELECT pg_advisory_xact_lock($1)", CreationLock);
        foreach (var statement in Tables.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            connection.Execute(statement);
        }

        connection.Execute("INSERT INTO enerdatx_sim.cells (sweep, number) SELECT $1, generate_series(0, $2 - 1) ON CONFLICT DO NOTHING", _sweep, cells);
        connection.Execute("UPDATE enerdatx_sim.cells SET failure = NULL, expires = '-infinity' WHERE sweep = $1 AND failure IS NOT NULL", _sweep);
    });

    /// <summary>The first cell that is nobody's; null = each is finished, failed, or somebody's.</summary>
    public CellClaim? Claim()
    {
        CellClaim? claim = null;
        _pool.Transact(connection =>
            claim = connection.Rows(row => new CellClaim(row.GetInt32(0), row.GetInt64(1)), ClaimNext, _sweep, _worker, _lease).FirstOrDefault());
        return claim;
    }

    /// <summary>Keeps what this machine has claimed. A server that is away is asked again the next time.</summary>
    public void Renew() =>
        _pool.TryOnce(connection => connection.Execute($"UPDATE enerdatx_sim.cells SET expires = clock_timestamp() + $3 WHERE {Ours}", _sweep, _worker, _lease));

    /// <summary>Gives back what is not finished, so that another machine may have it at once.</summary>
    public void GiveBack() =>
        _pool.TryOnce(connection => connection.Execute($"UPDATE enerdatx_sim.cells SET expires = '-infinity' WHERE {Ours}", _sweep, _worker));

    /// <summary>Stores a result; nothing where it is another's by now, whose result is the same.</summary>
    public void Store(CellClaim claim, byte[] result) => _pool.Transact(connection => connection.Execute(
        "UPDATE enerdatx_sim.cells SET result = $5 WHERE sweep = $1 AND worker = $2 AND number = $3 AND token = $4 AND result IS NULL",
        _sweep, _worker, claim.Number, claim.Token, result));

    /// <summary>Notes why a cell has no result; nothing where it is another's by now.</summary>
    public void Fail(CellClaim claim, string why) => _pool.Transact(connection => connection.Execute(
        "UPDATE enerdatx_sim.cells SET failure = $5 WHERE sweep = $1 AND worker = $2 AND number = $3 AND token = $4 AND result IS NULL",
        _sweep, _worker, claim.Number, claim.Token, why.Replace('\0', ' ')));

    /// <summary>Cells that have a result, and cells that failed with the reason; the rest is under way or waits.</summary>
    public List<(int Number, string? Failure)> Ended() => _pool.Read(connection => connection.Rows(
        row => (row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1)),
        "SELECT number, failure FROM enerdatx_sim.cells WHERE sweep = $1 AND (result IS NOT NULL OR failure IS NOT NULL) ORDER BY number",
        _sweep));

    public byte[]? Result(int number) => _pool.Read(connection =>
        (byte[]?)connection.Scalar("SELECT result FROM enerdatx_sim.cells WHERE sweep = $1 AND number = $2", _sweep, number));

    public void Dispose() => _pool.Dispose();
}
