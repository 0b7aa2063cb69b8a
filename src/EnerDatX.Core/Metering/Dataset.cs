using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Core.Metering;

/// <param name="TimeZone">IANA name of the meter's zone, for people; all times are UTC. 1 to 64 letters, digits and <c>/_+-</c>.</param>
/// <param name="ResolutionSeconds">Length of a slot; see <see cref="Intervals.IsResolution"/>.</param>
public sealed record DatasetHeader(MeterPseudonym Meter, string TimeZone, int ResolutionSeconds, SourceFormat Source);

/// <param name="Salt">16 random bytes, big-endian, that keep the row's leaf hash from being guessed (a quarter hour's Wh has about 12 bits).</param>
public readonly record struct DatasetRow(Reading Reading, UInt128 Salt);

/// <summary>
/// Readings of one meter as they are encrypted, hashed, sold and exported. Immutable, and always well-formed: at least one row, rows in strict
/// order of (start, channel), no two rows of a channel overlapping. The bytes are described at <see cref="DatasetCodec"/>.
/// </summary>
public sealed class Dataset
{
    /// <summary>Five channels of quarter hours for more than five years.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>As large a file as <see cref="MeterFile"/> reads.</summary>
    public const int MaxOriginalLength = MeterFile.MaxLength;

    public const int MaxTimeZoneLength = 64;
    public const int SaltLength = 16;

    private readonly DatasetRow[] _rows;

    private Dataset(DatasetHeader header, DatasetRow[] rows, ReadOnlyMemory<byte> original)
    {
        Header = header;
        _rows = rows;
        Original = original;
    }

    public DatasetHeader Header { get; }

    public IReadOnlyList<DatasetRow> Rows => _rows;

    /// <summary>The file that the readings were made from; empty when it does not go along.</summary>
    public ReadOnlyMemory<byte> Original { get; }

    /// <summary>Puts readings in order and salts them.</summary>
    /// <param name="randomBytes">Gives so many random bytes, for example <c>RandomNumberGenerator.GetBytes</c>.</param>
    public static bool TryPack(
        DatasetHeader header,
        IEnumerable<Reading> readings,
        Func<int, byte[]> randomBytes,
        byte[] original,
        [NotNullWhen(true)] out Dataset? dataset,
        [NotNullWhen(false)] out string? refusal)
    {
        var inOrder = readings.OrderBy(reading => (reading.Start, reading.Channel));
        var rows = inOrder.Select(reading => new DatasetRow(reading, BinaryPrimitives.ReadUInt128BigEndian(randomBytes(SaltLength))));
        return TryCreate(header, [.. rows], original, out dataset, out refusal);
    }

    /// <summary>The only way to a dataset, also for bytes from strangers. A refusal names the row.</summary>
    public static bool TryCreate(
        DatasetHeader header,
        DatasetRow[] rows,
        byte[] original,
        [NotNullWhen(true)] out Dataset? dataset,
        [NotNullWhen(false)] out string? refusal)
    {
        refusal = DatasetRules.Refuse(header, rows, original.Length);
        dataset = refusal is null ? new Dataset(header, rows, original) : null;
        return refusal is null;
    }

    /// <summary>
    /// The Merkle root over all rows, 32 bytes (<see cref="MerkleTree"/>): a leaf's content is the row's salt, then the rest of its bytes.
    /// </summary>
    public byte[] ReadingsRoot() => MerkleTree.Root(LeafHashes());

    /// <summary>One hash per row, for <see cref="MerkleTree.Path"/>.</summary>
    public IReadOnlyList<byte[]> LeafHashes() => [.. _rows.Select(DatasetCodec.LeafHash)];

    /// <summary>
    /// Cuts by time into <paramref name="count"/> datasets with the same header and equally many starting times each, or one more. Rows that
    /// start together stay together. The original file would give away every other segment: only the last one carries it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer starting times than segments.</exception>
    public IReadOnlyList<Dataset> Split(int count)
    {
        var starts = _rows.Select(row => row.Reading.Start).Distinct().ToArray();
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, starts.Length);
        var segments = new Dataset[count];
        var taken = 0;
        for (var index = 0; index < count; index++)
        {
            var isLast = index == count - 1;
            var end = isLast ? _rows.Length : taken;
            var nextStart = isLast ? default : starts[(int)((index + 1L) * starts.Length / count)];
            while (!isLast && _rows[end].Reading.Start < nextStart)
            {
                end++;
            }

            segments[index] = new Dataset(Header, _rows[taken..end], isLast ? Original : default);
            taken = end;
        }

        return segments;
    }
}
