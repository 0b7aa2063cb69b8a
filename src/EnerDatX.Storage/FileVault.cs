using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Storage.Ipfs;

namespace EnerDatX.Storage;

/// <summary>The node's vault: private records in the state folder, and contents there or with an IPFS node.</summary>
/// <param name="ipfs">The IPFS node that keeps the contents; null for the state folder.</param>
public sealed class FileVault(StateFolder folder, KuboNode? ipfs = null) : IVault
{
    private readonly IContents _contents = ipfs is null ? new ContentStore(folder.ContentPath) : new IpfsContents(folder, ipfs);
    private readonly DatasetVault _records = new(folder.DatasetsPath);
    private volatile bool _isInTrouble;

    /// <summary>A sentence for each record file that cannot be read.</summary>
    public IReadOnlyList<string> Unreadable => _records.All().Unreadable;

    /// <summary>Told when the IPFS node cannot give what it keeps, and when it can again; to whoever asked, nothing is there meanwhile.</summary>
    public Action<string> Trouble { get; init; } = _ => { };

    public Cid Put(byte[] content) => OnDisk(() => _contents.Put(content));

    public byte[]? Read(Cid cid, long maxBytes) =>
        FromContents(() => _contents.TryRead(cid, maxBytes, out var content) == FileReading.Complete ? content : null);

    public byte[]? ReadBlock(Cid cid) => FromContents(() => _contents.TryReadBlock(cid, out var block) == BlockReading.Found ? block : null);

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

    public void Destroy(string assetId)
    {
        var contents = Find(assetId) is { } destroyed ? ContentsOf(destroyed) : [];
        _records.Destroy(assetId);
        var still = All().SelectMany(ContentsOf).ToHashSet();
        foreach (var content in contents.Where(content => !still.Contains(content)))
        {
            OnDisk(() =>
            {
                _contents.Remove(content);
                return content;
            });
        }
    }

    private static IEnumerable<Cid> ContentsOf(DatasetRecord record) =>
        record.Segments.Select(segment => segment.Cid).Append(record.ManifestCid).Select(text => Cid.TryParse(text, out var cid) ? cid : default);

    private byte[]? FromContents(Func<byte[]?> read)
    {
        byte[]? content = null;
        var trouble = false;
        try
        {
            content = read();
        }
        catch (KuboException failure)
        {
            trouble = true;
            if (!_isInTrouble)
            {
                Trouble($"{failure.Message} Until then what it keeps can be neither shown nor delivered.");
            }
        }

        if (content is not null && _isInTrouble)
        {
            Trouble("The IPFS node gives contents again.");
        }

        _isInTrouble = trouble || (_isInTrouble && content is null);
        return content;
    }

    private T OnDisk<T>(Func<T> store)
    {
        try
        {
            return store();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StorageException or KuboException)
        {
            throw new NotStoredException($"The dataset could not be stored in {folder.Path}: {failure.Message}", failure);
        }
    }
}
