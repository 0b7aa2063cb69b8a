using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace EnerDatX.Storage;

/// <summary>Small private files that are on the disk, whole or not at all, when a call returns. Linux.</summary>
internal static partial class Disk
{
    /// <summary>0600: the node's user alone reads and writes.</summary>
    internal const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0700: the node's user alone lists and enters.</summary>
    internal const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // open(2) on Linux: O_RDONLY is 0; O_CLOEXEC is the same number on x86-64 and arm64.
    private const int OpenReadOnlyCloseOnExec = 0x80000;
    private const int ErrorInvalid = 22; // EINVAL

    internal static bool IsOpenToOthers(SafeFileHandle file) => (File.GetUnixFileMode(file) & Others) != UnixFileMode.None;

    internal static bool IsOpenToOthers(string path) => (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;

    internal static void CloseToOthers(string folder) => File.SetUnixFileMode(folder, PrivateFolder);

    /// <summary>
    /// Creates the folder, and what is missing above it, for the node's user alone, and makes their names survive a power cut; one that
    /// exists is left as it is.
    /// </summary>
    internal static void CreatePrivateFolder(string path)
    {
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full) && Path.GetDirectoryName(full) is { } parent)
        {
            CreatePrivateFolder(parent);
            Directory.CreateDirectory(full, PrivateFolder);
            SyncFolder(parent);
        }
    }

    /// <summary>Opens a file that only the node's user may read, and creates it when asked to.</summary>
    internal static FileStream OpenPrivate(string path, FileMode mode, FileShare share) => new(path, new FileStreamOptions
    {
        Mode = mode,
        Access = FileAccess.ReadWrite,
        Share = share,
        UnixCreateMode = mode is FileMode.Open ? null : PrivateFile,
    });

    /// <summary>Puts a private file where there is none: written and synced under another name first, so that it is never half there.</summary>
    /// <exception cref="IOException">There is something at <paramref name="path"/> already; it is left alone.</exception>
    internal static void WriteNew(string path, ReadOnlySpan<byte> content) => WriteThenMove(path, content, overwrite: false);

    /// <summary>Puts a private file in place of what is there, if anything: readers see the old content or the new.</summary>
    internal static void Replace(string path, ReadOnlySpan<byte> content) => WriteThenMove(path, content, overwrite: true);

    /// <summary>The name under which the content of <paramref name="path"/> is written first; a crash may leave it behind.</summary>
    internal static string UnfinishedPath(string path) => path + ".new";

    /// <summary>
    /// Overwrites the bytes of an open file and syncs them. On a journalling or copying disk (SSD, btrfs, snapshots)
    /// older copies may survive below the file system.
    /// </summary>
    internal static void Shred(FileStream file)
    {
        var noise = RandomNumberGenerator.GetBytes(4096);
        file.Position = 0;
        for (var left = file.Length; left > 0; left -= noise.Length)
        {
            file.Write(noise, 0, (int)Math.Min(left, noise.Length));
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Overwrites and deletes the file, if it is there; the caller syncs the folder.</summary>
    internal static void ShredAndDelete(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using (var file = OpenPrivate(path, FileMode.Open, FileShare.None))
        {
            Shred(file);
        }

        File.Delete(path);
    }

    /// <summary>Opens a file for reading whoever has locked it; the base class library would ask for a lock of its own.</summary>
    internal static SafeFileHandle OpenWithoutLock(string path)
    {
        var file = new SafeFileHandle(open(path, OpenReadOnlyCloseOnExec), ownsHandle: true);
        return !file.IsInvalid ? file : throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Makes created, renamed and deleted names in this folder survive a power cut.</summary>
    internal static void SyncFolder(string path)
    {
        // The base class library opens no folders.
        using var folder = OpenWithoutLock(path);

        // EINVAL: this file system has nothing to sync for a folder.
        if (fsync(folder) != 0 && Marshal.GetLastPInvokeError() != ErrorInvalid)
        {
            throw new IOException($"The folder {path} cannot be synced: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    private static void WriteThenMove(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        var unfinished = UnfinishedPath(path);
        File.Delete(unfinished);
        using (var file = OpenPrivate(unfinished, FileMode.CreateNew, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);
}
