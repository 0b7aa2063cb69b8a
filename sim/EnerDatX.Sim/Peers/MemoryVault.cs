using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Sim.Peers;

/// <summary>A vault that survives its peer's crash, as a disk would, and nothing else.</summary>
public sealed class MemoryVault : IVault
{
    private readonly Dictionary<Cid, byte[]> _blocks = [];
    private readonly Dictionary<Cid, byte[]> _false = [];
    private readonly SortedDictionary<string, DatasetRecord> _records = new(StringComparer.Ordinal);

    /// <summary>Whether it takes nothing more, as a full disk does.</summary>
    public bool IsFull { get; set; }

    public Cid Put(byte[] content)
    {
        RequireRoom();
        return UnixFs.Build(new MemoryStream(content, writable: false), (cid, block) => _blocks[cid] = block);
    }

    public byte[]? Read(Cid cid, long maxBytes)
    {
        if (_false.TryGetValue(cid, out var other))
        {
            return other.Length <= maxBytes ? other : null;
        }

        using var content = new MemoryStream();
        return UnixFs.Read(cid, _blocks.GetValueOrDefault, maxBytes, content, out _) == FileReading.Complete ? content.ToArray() : null;
    }

    public byte[]? ReadBlock(Cid cid) => _false.GetValueOrDefault(cid) ?? _blocks.GetValueOrDefault(cid);

    public void PutBlock(Cid cid, byte[] block)
    {
        RequireRoom();
        _blocks[cid] = cid.IsOf(block) ? block : throw new ArgumentException($"These bytes are not {cid}.", nameof(block));
    }

    public void Save(DatasetRecord record)
    {
        RequireRoom();
        _records[record.AssetId] = record;
    }

    public DatasetRecord? Find(string assetId) => _records.GetValueOrDefault(assetId);

    public IReadOnlyList<DatasetRecord> All() => [.. _records.Values.OrderBy(r => r.CreatedMs).ThenBy(r => r.AssetId, StringComparer.Ordinal)];

    public void Destroy(string assetId) => _records.Remove(assetId);

    /// <summary>Serves something else under this CID, as a hostile seller does.</summary>
    public void Falsify(Cid cid, byte[] content) => _false[cid] = content;

    /// <summary>Loses a content, as a node does that stops serving it.</summary>
    public void Lose(Cid cid) => _blocks.Remove(cid);

    private void RequireRoom()
    {
        if (IsFull)
        {
            throw new NotStoredException("The disk is full.");
        }
    }
}
