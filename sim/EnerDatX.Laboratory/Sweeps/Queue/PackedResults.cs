using System.IO.Compression;
using EnerDatX.Laboratory.Outputs;

namespace EnerDatX.Laboratory.Sweeps.Queue;

/// <summary>The files of a cell's folder as one ZIP file.</summary>
internal static class PackedResults
{
    /// <summary>PostgreSQL keeps a value of 1 GB at most, and both sides hold it in memory while it travels.</summary>
    private const long MostPacked = 256L << 20;

    /// <summary>Of all files together, unpacked: whoever fills the database must not fill the disk.</summary>
    private const long MostBytes = 4L << 30;

    /// <exception cref="OutputException">They cannot be read, or are too large.</exception>
    public static byte[] Pack(string folder)
    {
        using var packed = new MemoryStream();
        Parts.Reading(folder, () =>
        {
            using var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var path in Directory.EnumerateFiles(folder).Where(path => !Parts.IsPart(path)).Order(StringComparer.Ordinal))
            {
                using var file = File.OpenRead(path);
                using var entry = zip.CreateEntry(Path.GetFileName(path), CompressionLevel.Fastest).Open();
                file.CopyTo(entry);
                if (packed.Length > MostPacked)
                {
                    throw new OutputException($"The results in {folder} are too large for the database, more than {MostPacked >> 20} MiB packed; let the scenario write no blocks or links (outputs).");
                }
            }
        });
        return packed.ToArray();
    }

    /// <summary>Writes them into a folder, <c>run.json</c> last.</summary>
    /// <exception cref="OutputException">They cannot be written, or are none of ours.</exception>
    public static void Unpack(byte[] packed, string folder) => Parts.Writing(folder, () =>
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(packed));
            if (zip.Entries.Any(entry => Path.GetFileName(entry.FullName) != entry.FullName || entry.FullName is "" or "." or "..") || zip.Entries.Sum(entry => entry.Length) > MostBytes)
            {
                throw new InvalidDataException("it has other files than those of a cell");
            }

            Directory.CreateDirectory(folder);
            using var parts = new Parts(folder);
            foreach (var entry in zip.Entries.OrderBy(entry => entry.FullName == RunFolder.RunFile))
            {
                parts.Write(entry.FullName, file =>
                {
                    using var bytes = entry.Open();
                    bytes.CopyTo(file);
                });
            }

            parts.Publish();
        }
        catch (InvalidDataException damage)
        {
            throw new OutputException($"The database has something else than the results of {folder}: {damage.Message}", damage);
        }
    });
}
