using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Storage;

/// <summary>The node's vault: a content store and private records, in the state folder.</summary>
public sealed class FileVault(StateFolder folder) : IVault
{
    private readonly ContentStore _contents = new(folder.ContentPath);
    private readonly DatasetVault _records = new(folder.DatasetsPath);

    /// <summary>A sentence for each record file that cannot be read.</summary>
    public IReadOnlyList<string> Unreadable => _records.All().Unreadable;

    public Cid Put(byte[] content) => OnDisk(() => _contents.Put(content));

    public byte[]? Read(Cid cid, long maxBytes) =>
        _contents.TryRead(cid, maxBytes, out var content) == FileReading.Complete ? content : null;

    public byte[]? ReadBlock(Cid cid) => _contents.TryReadBlock(cid, out var block) == BlockReading.Found ? block : null;

    public void PutBlock(Cid cid, byte[] block)
    {
        if (!OnDisk(() => _contents.TryPutBlock(cid, block)))
        {
            throw new ArgumentException($"These bytes are not {cid}.", nameof(block));
        }
    }

    public void Save(DatasetRecord record) => OnDisk(() =>
    {
        _records.Save(record);
        return record;
    });

    /// <summary>A record that cannot be read is not there for anybody but its owner, who is told at each start (<see cref="Unreadable"/>).</summary>
    public DatasetRecord? Find(string assetId)
    {
        try
        {
            return _records.TryLoad(assetId, out var record) ? record : null;
        }
        catch (StorageException)
        {
            return null;
        }
    }

    public IReadOnlyList<DatasetRecord> All() => _records.All().Records;

    public void Destroy(string assetId) => _records.Destroy(assetId);

    private T OnDisk<T>(Func<T> store)
    {
        try
        {
            return store();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StorageException)
        {
            throw new NotStoredException($"The dataset could not be stored in {folder.Path}: {failure.Message}", failure);
        }
    }
}
