using EnerDatX.Core.Market;

namespace EnerDatX.Core.Exchange;

/// <summary>
/// Where a peer keeps its datasets: ciphertexts by CID, and private records with their keys. Implementations: files (node), memory (simulator).
/// </summary>
public interface IVault
{
    /// <summary>Stores content durably; storing it again changes nothing.</summary>
    /// <exception cref="Ledger.NotStoredException">The disk is full or refuses.</exception>
    Cid Put(byte[] content);

    /// <summary>Content that is held and fits its CID, or null.</summary>
    byte[]? Read(Cid cid, long maxBytes);

    /// <summary>One block of a content, if it is held and fits its CID; a content of one block is that block.</summary>
    byte[]? ReadBlock(Cid cid);

    /// <summary>Stores one block of a content durably; the content can be read when all of its blocks are there.</summary>
    /// <exception cref="ArgumentException">The block is not what its CID names.</exception>
    /// <exception cref="Ledger.NotStoredException">The disk is full or refuses.</exception>
    void PutBlock(Cid cid, byte[] block);

    /// <summary>Stores a record durably, in place of an earlier one of the same asset.</summary>
    /// <exception cref="Ledger.NotStoredException">The disk is full or refuses; an earlier record is still there.</exception>
    void Save(DatasetRecord record);

    DatasetRecord? Find(string assetId);

    /// <summary>By time of creation, then asset id.</summary>
    IReadOnlyList<DatasetRecord> All();

    /// <summary>Destroys the record and with it the keys: what is left of the dataset cannot be read any more.</summary>
    void Destroy(string assetId);
}
