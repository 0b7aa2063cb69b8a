using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>
/// Files that appear in a folder together: each is written under another name first, and they get their own names when all are whole and on
/// the disk.
/// </summary>
internal sealed class Parts(string folder) : IDisposable
{
    private const string Ending = ".part";
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int SqliteFull = 13; // SQLITE_FULL

    private readonly List<string> _names = [];

    /// <summary>Whether a file of this name is one that was being written when somebody pulled the plug.</summary>
    public static bool IsPart(string name) => name.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>Runs what writes; what the disk says against it becomes one sentence.</summary>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public static void Writing(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (IOException failure) when (failure.HResult is NoSpaceLeft or QuotaExceeded)
        {
            throw new OutputException(Full(folder), failure) { IsNoRoom = true };
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == SqliteFull)
        {
            throw new OutputException(Full(folder), failure) { IsNoRoom = true };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new OutputException($"The results cannot be written to {folder}: {failure.Message}", failure);
        }
    }

    /// <summary>Runs what reads; what the disk says against it becomes one sentence.</summary>
    /// <exception cref="OutputException">It cannot be read.</exception>
    public static void Reading(string folder, Action read)
    {
        try
        {
            read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"{folder} cannot be read: {failure.Message}", failure);
        }
    }

    public void Write(string name, Action<Stream> write)
    {
        _names.Add(name);
        using var file = new FileStream(PartOf(name), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        write(file);
        file.Flush(flushToDisk: true);
    }

    /// <summary>For what opens its file by itself.</summary>
    public void WriteAt(string name, Action<string> write)
    {
        _names.Add(name);
        File.Delete(PartOf(name));
        write(PartOf(name));
        using var file = new FileStream(PartOf(name), FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>SHA-256 in lower-case hex of a part that is whole.</summary>
    public string Hash(string name)
    {
        using var file = File.OpenRead(PartOf(name));
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>In the order of writing: whoever sees the last one sees them all.</summary>
    public void Publish()
    {
        foreach (var name in _names)
        {
            File.Move(PartOf(name), Path.Combine(folder, name), overwrite: true);
        }
    }

    /// <summary>What was not published is gone, and does not fill a disk that is full.</summary>
    public void Dispose()
    {
        foreach (var name in _names)
        {
            File.Delete(PartOf(name));
        }
    }

    private static string Full(string folder) => $"There is no room left on the disk for the results in {folder}.";

    private string PartOf(string name) => Path.Combine(folder, name + Ending);
}
