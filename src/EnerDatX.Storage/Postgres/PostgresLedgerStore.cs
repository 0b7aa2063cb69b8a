using System.Text;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>
/// The ledger of a node in a PostgreSQL database, which it may share with other nodes: the bytes of half-blocks are stored once, what
/// each owner holds is its own, and each owner's chain is leased to one host. An append is safe from a power cut of the server when it returns. Thread-safe; nothing is loaded at start.
/// </summary>
public sealed class PostgresLedgerStore : ILedgerStore, IDisposable
{
    /// <summary>How long a host that died keeps others from its chain. A live one renews three times in it.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly PostgresPool _pool;
    private readonly PostgresLease _lease;
    private readonly PostgresWriter _writer;
    private readonly long _owner;
    private bool _isClosed;

    private PostgresLedgerStore(PostgresPool pool, PostgresLease lease, PublicKey owner, long ownerId)
    {
        _pool = pool;
        _lease = lease;
        _writer = new PostgresWriter(owner, ownerId, lease);
        _owner = ownerId;
    }

    /// <summary>Ends, with a sentence, when another host has taken over the owner's chain: then this one can append nothing more.</summary>
    public Task<string> TakenOver => _lease.TakenOver;

    /// <inheritdoc/>
    public long Count => Read(connection => (long)connection.Scalar(PostgresQuestions.Count, _owner)!);

    /// <summary>Takes the chain of <paramref name="owner"/> for this host; makes the tables in a database that has none.</summary>
    /// <param name="isNewKey">The key never signed, so that its chain may begin here.</param>
    /// <param name="holder">This host, in words for people; must never be the name of another one that lives.</param>
    /// <param name="leaseDuration">Null for <see cref="LeaseDuration"/>.</param>
    /// <param name="patience">How long a server that does not answer is waited for, at every call; null for 20 s.</param>
    /// <exception cref="StorageException">The server refuses or is away, the chain is leased to another host, or was begun elsewhere.</exception>
    public static PostgresLedgerStore Open(
        PostgresAddress address,
        PublicKey owner,
        bool isNewKey,
        string holder,
        TimeSpan? leaseDuration = null,
        TimeSpan? patience = null)
    {
        var duration = leaseDuration ?? LeaseDuration;
        var pool = new PostgresPool(address, PostgresUse.Ledger, patience ?? PostgresPool.DefaultPatience, longestPause: duration);
        var lease = new PostgresLease(pool, owner, holder, duration);
        var ownerId = 0L;
        var isOpen = false;
        try
        {
            var place = address.ToString();
            pool.Transact(connection =>
            {
                PostgresSchema.Require(connection, place);
                lease.TakeIn(connection, place);
                ownerId = PostgresWriter.NumberOf(connection, owner);
                PostgresGuard.Begin(connection, owner, ownerId, isNewKey, place);
            });
            lease.KeepRenewing();
            isOpen = true;
            return new PostgresLedgerStore(pool, lease, owner, ownerId);
        }
        catch (NotStoredException away)
        {
            throw new StorageException(away.Message, away);
        }
        finally
        {
            if (!isOpen)
            {
                pool.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotStoredException">The server was away for too long, or its disk is full; nothing of the batch is stored.</exception>
    /// <exception cref="StorageException">
    /// The server refuses, or was lost while it committed and did not come back: then the batch may be stored or not. Appending it again is
    /// right in either case, because what is held is skipped.
    /// </exception>
    public void Append(IReadOnlyList<HalfBlock> blocks)
    {
        if (blocks.Count > 0)
        {
            Write(connection => _writer.AppendIn(connection, blocks));
        }
    }

    /// <inheritdoc/>
    public void RememberVerified(IReadOnlyList<BlockHash> credits)
    {
        if (credits.Count > 0)
        {
            Write(connection => _writer.RememberIn(connection, credits));
        }
    }

    /// <inheritdoc/>
    public bool IsVerified(BlockHash credit) =>
        Read(connection => connection.Scalar(PostgresQuestions.IsVerified, _owner, credit.ToArray()) is not null);

    /// <inheritdoc/>
    public bool RememberProof(Proof proof)
    {
        // When an attempt whose end nobody saw was made, a second one finds the proof of the first.
        var isFirst = false;
        Write(connection => isFirst |= _writer.RememberIn(connection, proof));
        return isFirst;
    }

    /// <inheritdoc/>
    public Proof? ProofAgainst(PublicKey key) =>
        Read(connection => connection.Rows(ReadProof, PostgresQuestions.ProofAgainst, _owner, key.Bytes.ToArray())) is [var proof] ? proof : null;

    /// <inheritdoc/>
    public IReadOnlyList<Proof> Proofs(int limit, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return Read(connection => connection.Rows(ReadProof, PostgresQuestions.Proofs, _owner, (long)limit, (long)offset));
    }

    /// <inheritdoc/>
    public HalfBlock? Find(BlockHash hash) => One(PostgresQuestions.ByHash, hash.ToArray());

    /// <inheritdoc/>
    public HalfBlock? Find(PublicKey key, uint sequence) => One(PostgresQuestions.ByPlace, key.Bytes.ToArray(), (long)sequence);

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence) =>
        All(PostgresQuestions.Siblings, key.Bytes.ToArray(), (long)sequence);

    /// <inheritdoc/>
    public HalfBlock? Latest(PublicKey key) => One(PostgresQuestions.Latest, key.Bytes.ToArray());

    /// <inheritdoc/>
    public HalfBlock? Before(PublicKey key, uint sequence) => One(PostgresQuestions.Before, key.Bytes.ToArray(), (long)sequence, 1L);

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> Before(PublicKey key, uint sequence, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return All(PostgresQuestions.Before, key.Bytes.ToArray(), (long)sequence, (long)limit);
    }

    /// <inheritdoc/>
    public HalfBlock? After(PublicKey key, uint sequence) => One(PostgresQuestions.After, key.Bytes.ToArray(), (long)sequence);

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block) => All(
        PostgresQuestions.LinkedTo,
        block.PublicKey.Bytes.ToArray(),
        (long)block.Sequence,
        block.LinkPublicKey.Bytes.ToArray(),
        (long)block.LinkSequence,
        block.Hash.ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return All(PostgresQuestions.Range, key.Bytes.ToArray(), (long)first, (long)last, (long)limit);
    }

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> Recent(int limit, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return All(PostgresQuestions.Recent, (long)limit, (long)offset);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Read(connection => connection.Rows(
            row => (PublicKey.FromField(row.GetFieldValue<byte[]>(0)), checked((uint)row.GetInt64(1))), PostgresQuestions.Chains, _owner, (long)limit));
    }

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) =>
        All(PostgresQuestions.OfType, key.Bytes.ToArray(), Encoding.UTF8.GetBytes(type));

    /// <summary>Gives the lease back, so that another host may take over at once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, true))
        {
            return;
        }

        _pool.StopWaiting();
        lock (_gate)
        {
            _lease.Dispose();
            _pool.Dispose();
        }
    }

    private static Proof ReadProof(NpgsqlDataReader row) => Proof.TryRead(row.GetFieldValue<byte[]>(0), out var proof)
        ? proof
        : throw new StorageException($"The ledger is damaged: a proof cannot be read. {PostgresGuard.HowToRecover}");

    private HalfBlock? One(string question, params object[] values) => All(question, values) is [var only, ..] ? only : null;

    private List<HalfBlock> All(string question, params object[] values) =>
        Read(connection => connection.Rows(PostgresCommands.ReadBlock, question, [_owner, .. values]));

    private T Read<T>(Func<NpgsqlConnection, T> ask)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), this);
        return _pool.Read(ask);
    }

    private void Write(Action<NpgsqlConnection> change)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), this);
            _pool.Transact(change);
        }
    }
}
