using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage;

/// <summary>
/// A copy of the own chain's head outside the state folder: one small file per key. When an older state folder is put back, the copy is
/// ahead of its ledger. The file is locked for the life of the process, so that two processes never sign with one key, not even from
/// two copies of the state folder.
/// </summary>
/// <remarks>
/// It is rewritten in place without a sync. A copy that is behind is harmless: it only says less. A write that a power cut tore does not
/// have its checksum, and counts as no copy. What it protects from, a folder put back by hand, comes with no power cut.
/// <para>Layout, big-endian, 130 bytes: <c>EnDXhead</c> 8, public key 74, process id u32, sequence u32 (0: none yet), hash 32, first 8 bytes of
/// the SHA-256 of all before.</para>
/// </remarks>
public sealed class HeadCopy : IDisposable
{
    public const int Length = ChecksumOffset + ChecksumLength;

    private const int ErrorWouldBlock = 11; // EWOULDBLOCK: someone else has the lock
    private const int KeyOffset = 8;
    private const int ProcessOffset = KeyOffset + PublicKey.Length;
    private const int SequenceOffset = ProcessOffset + 4;
    private const int HashOffset = SequenceOffset + 4;
    private const int ChecksumOffset = HashOffset + BlockHash.Length;
    private const int ChecksumLength = 8;

    private readonly FileStream _file;
    private readonly PublicKey _key;
    private readonly Action<string> _warn;
    private bool _hasFailed;

    private HeadCopy(FileStream file, PublicKey key, Action<string> warn)
    {
        _file = file;
        _key = key;
        _warn = warn;
    }

    /// <summary>The head that was copied last; null when there is none, or none that can be read.</summary>
    public OwnHead? Head { get; private set; }

    private static ReadOnlySpan<byte> Magic => "EnDXhead"u8;

    /// <summary>Takes the key's copy in this folder for this process. Null, with a warning, where the folder does not allow it: the node can do without.</summary>
    /// <param name="warn">Told, in one sentence, what protection is missing and why.</param>
    /// <exception cref="StorageException">Another process has it: it uses this key.</exception>
    public static HeadCopy? TryOpen(string folder, PublicKey key, Action<string> warn)
    {
        var path = Path.Combine(folder, key.Mid.ToString());
        FileStream? file = null;
        try
        {
            Disk.CreatePrivateFolder(folder);

            // FileShare.None is flock(2) on Linux: exclusive, for this open file alone, gone with the process.
            file = Disk.OpenPrivate(path, FileMode.OpenOrCreate, FileShare.None);
            var copy = new HeadCopy(file, key, warn);
            copy.Read();
            copy.Write();
            return copy;
        }
        catch (IOException failure) when (failure.HResult == ErrorWouldBlock)
        {
            throw new StorageException(
                $"Another process (pid {Holder(path)}) signs with the key {key.Mid}. Stop it first: two nodes with one key would sign two "
                + "half-blocks with one sequence number, which others hold against the key for ever.",
                failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            warn($"There is no copy of the own chain's head, because {path} cannot be used ({failure.Message}): an older state folder put back by "
                + "hand is noticed only if other nodes tell. Set node.head-folder to a folder outside the state folder.");
            return null;
        }
    }

    /// <summary>Copies this half-block as the head, if it is the key's and ahead of the copy. A copy that cannot be written any more is said once and left behind.</summary>
    public void Follow(HalfBlock head)
    {
        if (_hasFailed || !head.PublicKey.Equals(_key) || head.Sequence <= (Head?.Sequence ?? 0))
        {
            return;
        }

        try
        {
            Head = OwnHead.Of(head);
            Write();
        }
        catch (IOException failure)
        {
            _hasFailed = true;
            _warn($"The copy of the own chain's head, {_file.Name}, is not kept up any more: {failure.Message}");
        }
    }

    /// <summary>Lets another process have it.</summary>
    public void Dispose() => _file.Dispose();

    private void Read()
    {
        var content = new byte[Length + 1];
        var read = RandomAccess.Read(_file.SafeFileHandle, content, fileOffset: 0);
        if (read == 0)
        {
            return;
        }

        if (read != Length || !IsSound(content.AsSpan(0, Length)))
        {
            _warn($"The copy of the own chain's head, {_file.Name}, cannot be read and is begun anew.");
            return;
        }

        var head = new OwnHead(
            BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(SequenceOffset)), new BlockHash(content.AsSpan(HashOffset, BlockHash.Length)));
        Head = head.Sequence == 0 ? null : head;
    }

    private bool IsSound(ReadOnlySpan<byte> content) =>
        content.StartsWith(Magic)
        && content.Slice(KeyOffset, PublicKey.Length).SequenceEqual(_key.Bytes)
        && content[ChecksumOffset..].SequenceEqual(Checksum(content));

    private void Write()
    {
        var (sequence, hash) = Head ?? OwnHead.None;
        var content = new byte[Length];
        Magic.CopyTo(content);
        _key.Bytes.CopyTo(content.AsSpan(KeyOffset));
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(ProcessOffset), (uint)Environment.ProcessId);
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(SequenceOffset), sequence);
        hash.CopyTo(content.AsSpan(HashOffset));
        Checksum(content).CopyTo(content.AsSpan(ChecksumOffset));
        RandomAccess.Write(_file.SafeFileHandle, content, fileOffset: 0);
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> content) => SHA256.HashData(content[..ChecksumOffset]).AsSpan(0, ChecksumLength);

    /// <summary>Only for the message: who has it.</summary>
    private static string Holder(string path)
    {
        using var file = Disk.OpenWithoutLock(path);
        var content = new byte[Length];
        return RandomAccess.Read(file, content, fileOffset: 0) == Length
            ? BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(ProcessOffset)).ToString(CultureInfo.InvariantCulture)
            : "unknown";
    }
}
