using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using EnerDatX.Core.Identity;

namespace EnerDatX.Storage.Backup;

/// <summary>
/// A backup as one file: a header in clear, then the body, encrypted with a key derived from a passphrase (Argon2id, then XChaCha20-Poly1305
/// with the header as associated data). docs/BACKUP.md has it byte by byte.
/// </summary>
public static class BackupFile
{
    private const byte Version = 1;
    private const byte Argon2Id = 1;

    private const int VersionOffset = 8;
    private const int PassesOffset = 10;
    private const int MemoryOffset = 14;
    private const int SaltOffset = 22;
    private const int NonceOffset = SaltOffset + Sodium.PassphraseSaltBytes;
    private const int HeaderBytes = NonceOffset + Sodium.AeadNonceBytes;

    private static ReadOnlySpan<byte> Magic => "EnDXback"u8;

    /// <summary>Writes a private file that is on the disk when this returns.</summary>
    /// <param name="passphrase">UTF-8; the caller zeroes it.</param>
    /// <exception cref="StorageException">There is something at <paramref name="path"/>, or it cannot be written.</exception>
    public static void Write(string path, NodeBackup backup, ReadOnlySpan<byte> passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(Sodium.PassphraseSaltBytes);
        var nonce = RandomNumberGenerator.GetBytes(Sodium.AeadNonceBytes);
        var file = Seal(backup, passphrase, PassphraseCost.Moderate, salt, nonce);
        try
        {
            Disk.WriteNew(path, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The backup {path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <exception cref="StorageException">There is no such file, it is no backup, it was changed, or the passphrase is another.</exception>
    public static NodeBackup Read(string path, ReadOnlySpan<byte> passphrase)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length <= HeaderBytes + NodeBackup.MaxBodyBytes + Sodium.AeadTagBytes
                ? Open(File.ReadAllBytes(path), passphrase, path)
                : throw new StorageException($"{path} is no backup: no backup is so long.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The backup {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The bytes of the file. Salt and nonce are arguments for the sake of the golden file; nobody may use a pair twice.</summary>
    internal static byte[] Seal(NodeBackup backup, ReadOnlySpan<byte> passphrase, PassphraseCost cost, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> nonce)
    {
        var body = backup.Encode();
        var file = new byte[HeaderBytes + body.Length + Sodium.AeadTagBytes];
        Magic.CopyTo(file);
        file[VersionOffset] = Version;
        file[VersionOffset + 1] = Argon2Id;
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(PassesOffset), cost.Passes);
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(MemoryOffset), cost.MemoryBytes);
        salt.CopyTo(file.AsSpan(SaltOffset));
        nonce.CopyTo(file.AsSpan(NonceOffset));
        var key = cost.Derive(passphrase, salt);
        Sodium.AeadSeal(key, nonce, file.AsSpan(0, HeaderBytes), body, file.AsSpan(HeaderBytes));
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(body);
        return file;
    }

    internal static NodeBackup Open(ReadOnlySpan<byte> file, ReadOnlySpan<byte> passphrase, string path)
    {
        RequireHeader(file, path);
        var cost = new PassphraseCost(
            BinaryPrimitives.ReadUInt32BigEndian(file[PassesOffset..]), BinaryPrimitives.ReadUInt64BigEndian(file[MemoryOffset..]));
        if (!cost.IsBearable)
        {
            throw new StorageException($"{path} asks for {cost.Passes} passes over {cost.MemoryBytes >> 20} MiB to check a passphrase: no backup of ours does.");
        }

        var key = cost.Derive(passphrase, file.Slice(SaltOffset, Sodium.PassphraseSaltBytes));
        var body = new byte[file.Length - HeaderBytes - Sodium.AeadTagBytes];
        try
        {
            if (!Sodium.AeadOpen(key, file.Slice(NonceOffset, Sodium.AeadNonceBytes), file[..HeaderBytes], file[HeaderBytes..], body))
            {
                throw new StorageException($"{path} cannot be opened: the passphrase is another, or the file was changed or cut off.");
            }

            return NodeBackup.Decode(body)
                ?? throw new StorageException($"{path} is written with this passphrase, but what it holds is not a node's backup.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(body);
        }
    }

    private static void RequireHeader(ReadOnlySpan<byte> file, string path)
    {
        if (!file.StartsWith(Magic))
        {
            throw new StorageException($"{path} is no backup of a node.");
        }

        if (file.Length < HeaderBytes + Sodium.AeadTagBytes)
        {
            throw new StorageException($"{path} is cut off.");
        }

        if (file[VersionOffset] != Version || file[VersionOffset + 1] != Argon2Id)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture, $"{path} is a backup of version {file[VersionOffset]}, this node knows {Version}. Run the version of the node that wrote it."));
        }
    }
}

/// <summary>What it costs to try one passphrase (Argon2id).</summary>
internal readonly record struct PassphraseCost(uint Passes, ulong MemoryBytes)
{
    /// <summary>libsodium's MODERATE: about 0.7 s on the computer of a household.</summary>
    internal static readonly PassphraseCost Moderate = new(3, 256 << 20);

    /// <summary>No file may demand more of its reader: four times what we write, on either axis.</summary>
    private const uint MaxPasses = 12;
    private const ulong MaxMemoryBytes = 1 << 30;

    /// <summary>libsodium takes no less.</summary>
    private const ulong MinMemoryBytes = 8_192;

    internal bool IsBearable => Passes is >= 1 and <= MaxPasses && MemoryBytes is >= MinMemoryBytes and <= MaxMemoryBytes;

    /// <summary>32 bytes, which the caller zeroes.</summary>
    internal byte[] Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt)
    {
        var key = new byte[Sodium.KeyBytes];
        return Sodium.Argon2Id(passphrase, salt, Passes, MemoryBytes, key)
            ? key
            : throw new StorageException($"There is not enough memory for the passphrase: {MemoryBytes >> 20} MiB are needed.");
    }
}
