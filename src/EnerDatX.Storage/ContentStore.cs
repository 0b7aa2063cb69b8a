using System.Runtime.InteropServices;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Storage;

/// <summary>Whether a block was read.</summary>
public enum BlockReading
{
    Missing,

    /// <summary>A file has its name, but not its hash; it is never handed out, and putting the block again repairs it.</summary>
    Corrupt,

    Found,
}

/// <summary>
/// Blocks by CID on disk: one file per block, <c>&lt;folder&gt;/&lt;shard&gt;/&lt;cid&gt;</c>, where the shard is the two characters before the last
/// (the first ones are the same in every CID). Names come only from parsed CIDs. One process at a time uses a folder.
/// Failures of the disk are exceptions.
/// </summary>
public sealed partial class ContentStore : IContents
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;
    private readonly string _incoming;

    /// <summary>Opens or makes the folder (mode 0700) and removes what a crash left half-written.</summary>
    public ContentStore(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _incoming = Path.Combine(_folder, "incoming");
        Directory.CreateDirectory(_folder, OwnerFolder);
        File.SetUnixFileMode(_folder, OwnerFolder);
        Directory.CreateDirectory(_incoming, OwnerFolder);
        foreach (var leftover in Directory.EnumerateFiles(_incoming))
        {
            File.Delete(leftover);
        }
    }

    /// <summary>Stores a file as a UnixFS tree; when this returns its root, all of it is on the disk. Putting it again changes nothing.</summary>
    public Cid Put(byte[] content)
    {
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        var root = UnixFs.Build(new MemoryStream(content, writable: false), (cid, block) => Write(cid, block, changed));
        Sync(changed);
        return root;
    }

    /// <summary>Stores a block that somebody else sent; false, and nothing stored, when it is too large or not what its CID names.</summary>
    public bool TryPutBlock(Cid cid, ReadOnlySpan<byte> block)
    {
        if (block.Length > UnixFs.MaxBlockLength || !cid.IsOf(block))
        {
            return false;
        }

        var changed = new SortedSet<string>(StringComparer.Ordinal);
        Write(cid, block, changed);
        Sync(changed);
        return true;
    }

    /// <summary>Whether a file of that name is there; only reading tells whether it is good.</summary>
    public bool Has(Cid cid) => File.Exists(PathOf(cid));

    public BlockReading TryReadBlock(Cid cid, out byte[]? block)
    {
        block = null;
        if (Load(cid) is not { } bytes)
        {
            return BlockReading.Missing;
        }

        if (!cid.IsOf(bytes))
        {
            return BlockReading.Corrupt;
        }

        block = bytes;
        return BlockReading.Found;
    }

    /// <summary>Reads a whole file of at most <paramref name="maxBytes"/>, or says why not; null unless it is complete.</summary>
    public FileReading TryRead(Cid root, long maxBytes, out byte[]? content)
    {
        using var read = new MemoryStream();
        var reading = UnixFs.Read(root, Load, maxBytes, read, out _);
        content = reading == FileReading.Complete ? read.ToArray() : null;
        return reading;
    }

    /// <summary>Deletes all of a file that is there; a block that another file shares goes too, and comes again when that one is put again.</summary>
    public void Remove(Cid root)
    {
        var blocks = new List<Cid>();
        UnixFs.Read(
            root,
            cid =>
            {
                blocks.Add(cid);
                return Load(cid);
            },
            long.MaxValue,
            Stream.Null,
            out _);
        blocks.ForEach(block => File.Delete(PathOf(block)));
    }

    /// <summary>The bytes of a file, not yet checked, or null. One more than a block may have is enough to be refused.</summary>
    private byte[]? Load(Cid cid)
    {
        if (!Has(cid))
        {
            return null;
        }

        using var file = File.OpenRead(PathOf(cid));
        var bytes = new byte[Math.Min(file.Length, UnixFs.MaxBlockLength + 1)];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private void Write(Cid cid, ReadOnlySpan<byte> block, SortedSet<string> changed)
    {
        if (TryReadBlock(cid, out _) == BlockReading.Found)
        {
            return;
        }

        var path = PathOf(cid);
        var shard = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(shard))
        {
            Directory.CreateDirectory(shard, OwnerFolder);
            changed.Add(_folder);
        }

        var incoming = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile };
        try
        {
            using (var file = new FileStream(incoming, options))
            {
                file.Write(block);
                file.Flush(flushToDisk: true);
            }

            File.Move(incoming, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(incoming); // on a full disk, what is half written is in the way
            throw;
        }

        changed.Add(shard);
    }

    private string PathOf(Cid cid)
    {
        var name = cid.ToString();
        return Path.Combine(_folder, name[^3..^1], name);
    }

    /// <summary>A renamed file survives a power cut only once its folder is on the disk too; .NET has no call for that.</summary>
    private static void Sync(SortedSet<string> folders)
    {
        foreach (var folder in folders)
        {
            var handle = open(folder, 0);
            var failed = handle < 0 || fsync(handle) != 0;
            var error = Marshal.GetLastPInvokeError();
            _ = handle < 0 ? 0 : close(handle);
            if (failed)
            {
                throw new IOException($"The folder {folder} could not be written to the disk (errno {error}).");
            }
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int handle);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int handle);
}
