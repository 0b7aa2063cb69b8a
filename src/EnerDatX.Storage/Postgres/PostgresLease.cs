using System.Globalization;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>
/// The right to append to one owner's chain, for one host at a time. It is renewed while the host lives and can be taken when it has run
/// out. The token rises whenever it is taken, and every append checks it in its own transaction, so that a host which was stopped for
/// longer than that (and believes to have the lease) can never append again. Only the database's clock counts.
/// </summary>
internal sealed class PostgresLease : IDisposable
{
    /// <summary>Locks the lease until the end of the transaction, and renews it: nothing when it is somebody else's.</summary>
    internal const string Fence = """
        UPDATE leases SET expires = clock_timestamp() + $4 WHERE owner = $1 AND token = $2 AND holder = $3 RETURNING token
        """;

    /// <summary>
    /// A holder of the same name is this host's process before this one. Whoever uses that name has its state folder locked, so the
    /// earlier process is gone and need not be waited for.
    /// </summary>
    private const string Take = """
        INSERT INTO leases AS held VALUES ($1, $2, 1, clock_timestamp() + $3)
        ON CONFLICT (owner) DO UPDATE SET holder = excluded.holder, token = held.token + 1, expires = excluded.expires
        WHERE held.expires <= clock_timestamp() OR held.holder = excluded.holder
        RETURNING token
        """;

    private readonly PostgresPool _pool;
    private readonly byte[] _owner;
    private readonly string _holder;
    private readonly TimeSpan _duration;
    private readonly TaskCompletionSource<string> _takenOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer _renewal;
    private long _token;

    internal PostgresLease(PostgresPool pool, PublicKey owner, string holder, TimeSpan duration)
    {
        _pool = pool;
        _owner = owner.Bytes.ToArray();
        _holder = holder;
        _duration = duration;
        _renewal = new Timer(_ => Renew());
    }

    /// <summary>Ends, with a sentence, when another host has taken the lease.</summary>
    internal Task<string> TakenOver => _takenOver.Task;

    internal object[] FenceValues => [_owner, _token, _holder, _duration];

    /// <summary>Takes the lease, inside an open transaction.</summary>
    /// <exception cref="StorageException">Another host has it; says which, and until when.</exception>
    internal void TakeIn(NpgsqlConnection connection, string place)
    {
        if (connection.Scalar(Take, _owner, _holder, _duration) is long token)
        {
            _token = token;
            return;
        }

        var (holder, expires) = connection.Rows(
            row => (row.GetString(0), row.GetDateTime(1)), "SELECT holder, expires FROM leases WHERE owner = $1", _owner)[0];
        throw new StorageException(string.Create(
            CultureInfo.InvariantCulture,
            $"This key's chain in {place} is leased to {holder} until {expires:yyyy-MM-dd HH:mm:ss} UTC. Stop that node, or, if it is dead, start this one again after that time."));
    }

    /// <summary>From now on, renews the lease three times in its duration, so that one failure does not cost it.</summary>
    internal void KeepRenewing() => _renewal.Change(_duration / 3, Timeout.InfiniteTimeSpan);

    /// <summary>Locks the lease until the end of the transaction.</summary>
    /// <exception cref="LedgerConflictException">Another host has it.</exception>
    internal void FenceIn(NpgsqlConnection connection)
    {
        if (connection.Scalar(Fence, FenceValues) is null)
        {
            throw Lost();
        }
    }

    /// <summary>The refusal of an append whose <see cref="Fence"/> changed nothing.</summary>
    internal LedgerConflictException Lost()
    {
        const string Sentence = "Another host has taken over the chain of this key; this one must not sign any more.";
        _takenOver.TrySetResult(Sentence);
        return new LedgerConflictException(Sentence, isTakenOver: true);
    }

    /// <summary>Gives the lease back, so that another host may have it at once.</summary>
    public void Dispose()
    {
        using (var stopped = new ManualResetEvent(initialState: false))
        {
            if (_renewal.Dispose(stopped))
            {
                stopped.WaitOne(); // a renewal under way
            }
        }

        _pool.TryOnce(connection => connection.Execute(
            "UPDATE leases SET expires = '-infinity' WHERE owner = $1 AND token = $2 AND holder = $3", _owner, _token, _holder));
    }

    private void Renew()
    {
        var isOurs = false;
        if (_pool.TryOnce(connection => isOurs = connection.Scalar(Fence, FenceValues) is not null) && !isOurs)
        {
            _ = Lost();
            return;
        }

        // A server that is away comes back: as long as nobody else took the lease, it can be renewed after its end too.
        KeepRenewing();
    }
}
