using System.Collections.Concurrent;
using System.Text;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage;

/// <summary>
/// The node's ledger in one SQLite file. An append is safe from a power cut when it returns; readers on any thread see
/// only what is committed. Nothing is loaded at start.
/// </summary>
public sealed class SqliteLedgerStore : ILedgerStore, IDisposable
{
    /// <summary>More threads than this may read at once; then the surplus connections are closed after use.</summary>
    private const int MaxIdleReaders = 4;

    private readonly string _path;
    private readonly LedgerWriter _writer;
    private readonly ChainEnds _ends;
    private readonly ConcurrentBag<PreparedConnection> _idleReaders = [];
    private readonly TaskCompletionSource<StorageException> _damaged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;

    private SqliteLedgerStore(string path, LedgerWriter writer)
    {
        _path = path;
        _writer = writer;
        _ends = new ChainEnds(LoadEnd);
    }

    /// <inheritdoc/>
    public long Count => Read(reader => (long)reader.Scalar(LedgerQuestions.Count)!);

    /// <summary>Opens the ledger of <paramref name="owner"/>, whose chain the signing guard keeps; creates the file (0600) when there is none.</summary>
    /// <param name="isUsed">Whether the key was used before: then an empty ledger is not its ledger.</param>
    /// <exception cref="StorageException">The file is another key's, not ours, newer than we are, damaged, incomplete, or the disk refuses.</exception>
    public static SqliteLedgerStore Open(string path, PublicKey owner, bool isUsed = false) => new(path, new LedgerWriter(path, owner, isUsed));

    /// <summary>
    /// Completes when what is read or written shows that the file is not what was written to it: whoever holds the ledger should end, and
    /// tell its owner why.
    /// </summary>
    public Task<StorageException> Damaged => _damaged.Task;

    /// <inheritdoc/>
    /// <exception cref="StorageException">The file is damaged.</exception>
    public void Append(IReadOnlyList<HalfBlock> blocks)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (blocks.Count > 0)
        {
            Write(() => _ends.Grow(_writer.Append(blocks)));
        }
    }

    /// <inheritdoc/>
    public void RememberVerified(IReadOnlyList<BlockHash> credits)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        foreach (var credit in credits)
        {
            Write(() => _writer.RememberVerified(credit));
        }
    }

    /// <inheritdoc/>
    public bool IsVerified(BlockHash credit) => Read(reader => reader.Scalar(LedgerQuestions.IsVerified, credit.ToArray()) is not null);

    /// <inheritdoc/>
    public bool RememberProof(Proof proof)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return _writer.RememberProof(proof);
    }

    /// <inheritdoc/>
    public Proof? ProofAgainst(PublicKey key) => Read(reader =>
        reader.Rows(ReadProof, LedgerQuestions.ProofAgainst, key.Bytes.ToArray()) is [var proof] ? proof : null);

    /// <inheritdoc/>
    public IReadOnlyList<Proof> Proofs(int limit, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit); // SQLite takes a negative limit for none.
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return Read(reader => reader.Rows(ReadProof, LedgerQuestions.Proofs, (long)limit, (long)offset));
    }

    /// <inheritdoc/>
    public HalfBlock? Find(BlockHash hash) => Read(reader => reader.Block(LedgerQuestions.ByHash, hash.ToArray()));

    /// <inheritdoc/>
    public HalfBlock? Find(PublicKey key, uint sequence)
    {
        var latest = EndOf(key).Latest;
        return latest is null || sequence >= latest.Sequence
            ? (latest?.Sequence == sequence ? latest : null)
            : Read(reader => reader.Block(LedgerQuestions.ByPlace, key.Bytes.ToArray(), (long)sequence));
    }

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence) =>
        Read(reader => reader.Blocks(LedgerQuestions.Siblings, key.Bytes.ToArray(), (long)sequence));

    /// <inheritdoc/>
    public HalfBlock? Latest(PublicKey key) => Read(reader => reader.Block(LedgerQuestions.Latest, key.Bytes.ToArray()));

    /// <inheritdoc/>
    public HalfBlock? Before(PublicKey key, uint sequence)
    {
        var latest = EndOf(key).Latest;
        return latest is null || latest.Sequence < sequence
            ? latest
            : Read(reader => reader.Block(LedgerQuestions.Before, key.Bytes.ToArray(), (long)sequence, 1L));
    }

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> Before(PublicKey key, uint sequence, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit); // SQLite takes a negative limit for none.
        return EndOf(key).Latest is null ? [] : Read(reader => reader.Blocks(LedgerQuestions.Before, key.Bytes.ToArray(), (long)sequence, (long)limit));
    }

    /// <inheritdoc/>
    public HalfBlock? After(PublicKey key, uint sequence)
    {
        var latest = EndOf(key).Latest;
        return latest is null || latest.Sequence <= sequence
            ? null
            : Read(reader => reader.Block(LedgerQuestions.After, key.Bytes.ToArray(), (long)sequence));
    }

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block)
    {
        var isNamed = block.Sequence <= EndOf(block.PublicKey).HighestNamed;
        return !block.IsAgreement && !isNamed
            ? []
            : Read(reader => reader.Blocks(
                LedgerQuestions.LinkedTo,
                block.PublicKey.Bytes.ToArray(),
                (long)block.Sequence,
                block.LinkPublicKey.Bytes.ToArray(),
                (long)block.LinkSequence,
                block.Hash.ToArray()));
    }

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit); // SQLite takes a negative limit for none.
        return Read(reader => reader.Blocks(LedgerQuestions.Range, key.Bytes.ToArray(), (long)first, (long)last, (long)limit));
    }

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> Recent(int limit, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return Read(reader => reader.Blocks(LedgerQuestions.Recent, (long)limit, (long)offset));
    }

    /// <inheritdoc/>
    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Read(reader => reader.Rows(
            row => (PublicKey.FromField(row.GetFieldValue<byte[]>(0)), checked((uint)row.GetInt64(1))), LedgerQuestions.Chains, (long)limit));
    }

    /// <inheritdoc/>
    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) =>
        Read(reader => reader.Blocks(LedgerQuestions.OfType, key.Bytes.ToArray(), Encoding.UTF8.GetBytes(type)));

    /// <summary>Closes the file; the last to close it folds the write-ahead log in.</summary>
    public void Dispose()
    {
        _isClosed = true;
        while (_idleReaders.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
    }

    private static Proof ReadProof(SqliteDataReader row) => Proof.TryRead(row.GetFieldValue<byte[]>(0), out var proof)
        ? proof
        : throw new StorageException($"The ledger is damaged: a proof cannot be read. {LedgerFile.HowToRecover}");

    private ChainEnd EndOf(PublicKey key)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return _ends.Of(key);
    }

    private ChainEnd LoadEnd(PublicKey key) => Read(reader =>
    {
        var bytes = key.Bytes.ToArray();
        return new ChainEnd(
            reader.Block(LedgerQuestions.Latest, bytes), reader.Scalar(LedgerQuestions.HighestNamed, bytes) is long named ? checked((uint)named) : 0);
    });

    private T Read<T>(Func<PreparedConnection, T> ask)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        PreparedConnection? reader = null;
        try
        {
            reader = _idleReaders.TryTake(out var idle) ? idle : LedgerFile.OpenReader(_path);
            return ask(reader);
        }
        catch (SqliteException failure)
        {
            var explained = LedgerFile.Explain(failure, _path);
            throw LedgerFile.IsDamage(failure) || failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_IOERR ? Tell(explained) : explained;
        }
        catch (StorageException damage)
        {
            throw Tell(damage);
        }
        finally
        {
            GiveBack(reader);
        }
    }

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (StorageException damage)
        {
            throw Tell(damage);
        }
    }

    private StorageException Tell(StorageException damage)
    {
        _damaged.TrySetResult(damage);
        return damage;
    }

    private void GiveBack(PreparedConnection? reader)
    {
        if (_isClosed || _idleReaders.Count >= MaxIdleReaders)
        {
            reader?.Dispose();
        }
        else if (reader is not null)
        {
            _idleReaders.Add(reader);
        }
    }
}
