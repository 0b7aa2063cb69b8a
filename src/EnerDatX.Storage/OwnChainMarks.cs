using System.Globalization;
using System.Text;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage;

/// <summary>The marks of a node's own chain: a small file in the state folder, and the copy of the head outside it. Thread-safe.</summary>
public sealed class OwnChainMarks : IOwnChainMarks
{
    private readonly Lock _gate = new();
    private readonly StateFolder _folder;
    private readonly HeadCopy? _copy;
    private OwnHead? _required;

    /// <param name="copy">Null where there is none; disposed by whoever opened it.</param>
    /// <exception cref="StorageException">The mark is there but cannot be read: what it says must not be passed over.</exception>
    public OwnChainMarks(StateFolder folder, HeadCopy? copy)
    {
        _folder = folder;
        _copy = copy;
        try
        {
            _required = File.Exists(folder.RequiredHeadPath) ? ParseHead(File.ReadAllText(folder.RequiredHeadPath)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The state folder {folder.Path} cannot be used: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public OwnHead? Copy
    {
        get
        {
            lock (_gate)
            {
                return _copy?.Head;
            }
        }
    }

    /// <inheritdoc/>
    public OwnHead? Required
    {
        get
        {
            lock (_gate)
            {
                return _required;
            }
        }
    }

    /// <inheritdoc/>
    public void Follow(HalfBlock block)
    {
        lock (_gate)
        {
            _copy?.Follow(block);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotStoredException">The disk is full or refuses: it counts while this process lives.</exception>
    public void Require(OwnHead head) => Change(() =>
    {
        _required = head;
        WriteRequired(_folder, head);
    });

    /// <inheritdoc/>
    /// <exception cref="NotStoredException">The disk refuses: the next start asks once more.</exception>
    public void Settle() => Change(() =>
    {
        if (_required is not null)
        {
            File.Delete(_folder.RequiredHeadPath);
            Disk.SyncFolder(_folder.Path);
            _required = null;
        }
    });

    /// <summary>For a restore, before anything else is in the folder.</summary>
    internal static void WriteRequired(StateFolder folder, OwnHead head) => Disk.Replace(
        folder.RequiredHeadPath, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head.Sequence} {head.Hash}\n")));

    private void Change(Action change)
    {
        lock (_gate)
        {
            try
            {
                change();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new NotStoredException($"The state folder {_folder.Path} cannot be written: {failure.Message}", failure);
            }
        }
    }

    private OwnHead ParseHead(string text) =>
        text.TrimEnd().Split(' ') is [var number, var hex]
        && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
        && BlockHash.TryParse(hex, out var hash)
            ? new OwnHead(sequence, hash)
            : throw new StorageException(
                $"{_folder.RequiredHeadPath} cannot be read. It says which half-block of the own chain must be there before the key may sign; restore the backup again.");
}
