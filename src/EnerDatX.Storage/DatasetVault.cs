using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EnerDatX.Core.Market;

namespace EnerDatX.Storage;

/// <summary>What lies in a vault: the records that can be read, and a sentence for each file that cannot.</summary>
/// <param name="Records">By time of creation, then asset id.</param>
/// <param name="Unreadable">Each names its file, in order of file names.</param>
public sealed record VaultContent(IReadOnlyList<DatasetRecord> Records, IReadOnlyList<string> Unreadable);

/// <summary>
/// The node's private records of datasets, one file each (0600), because a file can be destroyed: whoever overwrites the
/// file keys has made the ciphertext unreadable wherever it is (crypto-shredding, as IPFS cannot delete).
/// Owned by one process at a time; thread-safe.
/// </summary>
public sealed class DatasetVault
{
    /// <summary>A record with the most segments has about 2 MB; more is not read into memory.</summary>
    private const int MaxFileBytes = 4 << 20;

    private const string Extension = ".json";

    private readonly Lock _gate = new();
    private readonly string _folder;

    /// <summary>Opens a folder that only the node's user may enter; what a crash left half written is destroyed.</summary>
    /// <exception cref="StorageException">The folder cannot be used.</exception>
    public DatasetVault(string folder)
    {
        _folder = Path.GetFullPath(folder);
        OnDisk(() =>
        {
            Disk.CreatePrivateFolder(_folder);
            foreach (var unfinished in Directory.GetFiles(_folder, Disk.UnfinishedPath("*" + Extension)))
            {
                Disk.ShredAndDelete(unfinished);
            }
        });
    }

    /// <summary>Keeps this record, durable when it returns; the bytes of an earlier one for the same asset are overwritten.</summary>
    /// <exception cref="ArgumentException">The record has a defect; the message says which.</exception>
    /// <exception cref="StorageException">The disk refuses.</exception>
    public void Save(DatasetRecord record)
    {
        if (record.Defect() is { } defect)
        {
            throw new ArgumentException(defect, nameof(record));
        }

        var json = DatasetJson.Write(record);
        OnDisk(() =>
        {
            var path = PathOf(record.AssetId);
            // Held open over the rename, so that the old bytes are overwritten only when the new ones are safe.
            using var earlier = File.Exists(path) ? Disk.OpenPrivate(path, FileMode.Open, FileShare.None) : null;
            Disk.Replace(path, json);
            if (earlier is not null)
            {
                Disk.Shred(earlier);
            }
        });
    }

    /// <summary>The record of this asset; false when there is none.</summary>
    /// <exception cref="StorageException">There is a file but no record in it; the message names it.</exception>
    public bool TryLoad(string assetId, [NotNullWhen(true)] out DatasetRecord? record)
    {
        lock (_gate)
        {
            record = IsHeld(assetId) ? Load(PathOf(assetId)) : null;
            return record is not null;
        }
    }

    /// <summary>All records; a file that is none does not hide the others.</summary>
    /// <exception cref="StorageException">The folder cannot be read.</exception>
    public VaultContent All()
    {
        var (records, unreadable) = (new List<DatasetRecord>(), new List<string>());
        OnDisk(() =>
        {
            foreach (var path in Directory.GetFiles(_folder, "*" + Extension).Order(StringComparer.Ordinal))
            {
                try
                {
                    records.Add(Load(path));
                }
                catch (StorageException failure)
                {
                    unreadable.Add(failure.Message);
                }
            }
        });

        return new VaultContent(
            [.. records.OrderBy(record => record.CreatedMs).ThenBy(record => record.AssetId, StringComparer.Ordinal)], unreadable);
    }

    /// <summary>
    /// Overwrites and deletes the record, readable or not; false when there was none. On flash memory, copying file systems
    /// and in backups older copies may survive.
    /// </summary>
    /// <exception cref="StorageException">The disk refuses.</exception>
    public bool Destroy(string assetId)
    {
        var wasHeld = false;
        OnDisk(() =>
        {
            wasHeld = IsHeld(assetId);
            if (wasHeld)
            {
                Disk.ShredAndDelete(PathOf(assetId));
                Disk.SyncFolder(_folder);
            }
        });
        return wasHeld;
    }

    private static DatasetRecord Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
            {
                throw new JsonException($"It has more than {MaxFileBytes} bytes.");
            }

            var record = DatasetJson.Read(File.ReadAllBytes(path));
            return record.AssetId + Extension == Path.GetFileName(path)
                ? record
                : throw new JsonException($"It is the record of {record.AssetId}, by its content.");
        }
        catch (JsonException defect)
        {
            throw new StorageException($"{path} is no dataset record: {defect.Message} Restore it from a backup, or move it away.", defect);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The dataset record {path} cannot be read: {failure.Message}", failure);
        }
    }

    private void OnDisk(Action change)
    {
        try
        {
            lock (_gate)
            {
                change();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The datasets in {_folder} cannot be read or written: {failure.Message}", failure);
        }
    }

    private bool IsHeld(string assetId) => DatasetRecord.IsAssetId(assetId) && File.Exists(PathOf(assetId));

    private string PathOf(string assetId) => Path.Combine(_folder, assetId + Extension);
}
