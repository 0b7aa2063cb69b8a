using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;
using Microsoft.Win32.SafeHandles;

namespace EnerDatX.Storage;

/// <summary>
/// The file with a peer's secret key: the 74 raw bytes that py-ipv8 and EDMP keep (<c>LibNaCLSK:</c>…), or the same as
/// hex or base64 text. A symbolic link is followed, so that the key may lie on another disk; what counts are the rights
/// of the file it leads to.
/// </summary>
public static class KeyFile
{
    /// <summary>Longer than any spelling of a key with its line ends; more is never read.</summary>
    private const int MaxFileBytes = 1_024;

    private const int SeedBytes = 32;

    /// <summary>Loads the key, or makes one from the system's randomness when there is no file.</summary>
    /// <param name="prepare">Called with a new key before it is written: from then on, the key counts as used.</param>
    /// <exception cref="StorageException">As <see cref="Load"/>, or the file cannot be created.</exception>
    public static SecretKey LoadOrCreate(string path, Action<SecretKey>? prepare = null)
    {
        if (!File.Exists(path))
        {
            Create(path, prepare);
        }

        return Load(path);
    }

    /// <exception cref="StorageException">There is no such file, others may read it, or it holds no key.</exception>
    public static SecretKey Load(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return Read(file, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The key file {path} cannot be read: {failure.Message}", failure);
        }
    }

    private static void Create(string path, Action<SecretKey>? prepare)
    {
        var x25519Secret = RandomNumberGenerator.GetBytes(SeedBytes);
        var ed25519Seed = RandomNumberGenerator.GetBytes(SeedBytes);
        var key = SecretKey.FromSeeds(x25519Secret, ed25519Seed);
        var exported = key.Export();
        try
        {
            prepare?.Invoke(key);
            Disk.CreatePrivateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            Disk.WriteNew(path, exported);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The key file {path} cannot be created: {failure.Message}", failure);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(x25519Secret);
            CryptographicOperations.ZeroMemory(ed25519Seed);
            CryptographicOperations.ZeroMemory(exported);
        }
    }

    private static SecretKey Read(SafeFileHandle file, string path)
    {
        // Rights of the open file, not of the name, which may lead elsewhere a moment later.
        if (Disk.IsOpenToOthers(file))
        {
            throw new StorageException($"Other users may read or change the key file {path}. Run: chmod 600 {path}");
        }

        var length = RandomAccess.GetLength(file);
        var content = new byte[Math.Min(length, MaxFileBytes)];
        try
        {
            var read = RandomAccess.Read(file, content, fileOffset: 0);
            return length <= MaxFileBytes && TryParse(content.AsSpan(0, read), out var key)
                ? key
                : throw new StorageException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} ({length} bytes) holds no key: {SecretKey.Length} bytes that begin with LibNaCLSK:, or the same as hex or base64, are wanted."));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out SecretKey? key)
    {
        if (SecretKey.TryParse(content, out key))
        {
            return true;
        }

        var text = Encoding.ASCII.GetString(content).Trim();
        var bytes = new byte[SecretKey.Length];
        try
        {
            var isText = text.Length == 2 * SecretKey.Length
                ? Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
                : Convert.TryFromBase64String(text, bytes, out var written) && written == SecretKey.Length;
            return isText && SecretKey.TryParse(bytes, out key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
