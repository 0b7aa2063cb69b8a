using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Sim.Peers;

/// <summary>A vault that survives its peer's crash, as a disk would, and nothing else.</summary>
public sealed class MemoryVault : IVault
{
    private readonly Dictionary<Cid, byte[]> _contents = [];
    private readonly SortedDictionary<string, DatasetRecord> _records = new(StringComparer.Ordinal);

    /// <summary>Whether it takes nothing more, as a full disk does.</summary>
    public bool IsFull { get; set; }

    public Cid Put(byte[] content)
    {
        RequireRoom();
        var cid = SealedDataset.CidOf(content);
        _contents[cid] = content;
        return cid;
    }

    public byte[]? Read(Cid cid, long maxBytes) =>
        _contents.TryGetValue(cid, out var content) && content.Length <= maxBytes ? content : null;

    public void Save(DatasetRecord record)
    {
        RequireRoom();
        _records[record.AssetId] = record;
    }

    public DatasetRecord? Find(string assetId) => _records.GetValueOrDefault(assetId);

    public IReadOnlyList<DatasetRecord> All() => [.. _records.Values.OrderBy(r => r.CreatedMs).ThenBy(r => r.AssetId, StringComparer.Ordinal)];

    public void Destroy(string assetId) => _records.Remove(assetId);

    /// <summary>Serves something else under this CID, as a hostile gateway does.</summary>
    public void Falsify(Cid cid, byte[] content) => _contents[cid] = content;

    /// <summary>Loses a content, as a node does that stops serving it.</summary>
    public void Lose(Cid cid) => _contents.Remove(cid);

    private void RequireRoom()
    {
        if (IsFull)
        {
            throw new NotStoredException("The disk is full.");
        }
    }
}
