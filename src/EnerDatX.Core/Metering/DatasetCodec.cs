using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Core.Metering;

/// <summary>Dataset v1 as bytes. All numbers are unsigned and big-endian; every dataset has exactly one encoding.</summary>
/// <remarks>
/// <code>
/// magic "EDXD" 4 · version 1 (=1) · source format 1 · resolution 4 (seconds) · meter pseudonym 16
/// time zone length 1 · time zone (ASCII)
/// row count 4 · rows of 39 bytes:
///     channel 1 · start 8 (seconds since 1970 UTC) · seconds 4 · amount 8 · unit 1 · quality 1 · salt 16
/// original length 4 · original file
/// </code>
/// Source format: 1 DSMR P1, 2 OEHU. Channel: 1 import, 2 export, 3 gas, 4 heat, 5 water. Unit: 1 Wh, 2 dm³, 3 kJ.
/// Quality: 1 measured, 2 partial, 3 gap, 4 swapped.
/// </remarks>
public static class DatasetCodec
{
    public const byte Version = 1;
    public const int RowLength = 39;

    /// <summary>Of the largest dataset there can be, in bytes.</summary>
    public const long MaxLength = FixedHeaderLength + Dataset.MaxTimeZoneLength + CountLength + ((long)Dataset.MaxRows * RowLength) + CountLength + Dataset.MaxOriginalLength;

    private const int SaltOffset = RowLength - Dataset.SaltLength;
    private const int FixedHeaderLength = 27;
    private const int CountLength = 4;

    private static ReadOnlySpan<byte> Magic => "EDXD"u8;

    public static byte[] Encode(Dataset dataset)
    {
        var header = dataset.Header;
        var zoneLength = Encoding.ASCII.GetByteCount(header.TimeZone);
        var rowsOffset = FixedHeaderLength + zoneLength + CountLength;
        var originalOffset = rowsOffset + (dataset.Rows.Count * RowLength) + CountLength;
        var bytes = new byte[originalOffset + dataset.Original.Length];
        var span = bytes.AsSpan();
        Magic.CopyTo(span);
        span[4] = Version;
        span[5] = (byte)header.Source;
        BinaryPrimitives.WriteUInt32BigEndian(span[6..], (uint)header.ResolutionSeconds);
        header.Meter.CopyTo(span[10..]);
        span[26] = (byte)zoneLength;
        Encoding.ASCII.GetBytes(header.TimeZone, span[FixedHeaderLength..]);
        BinaryPrimitives.WriteUInt32BigEndian(span[(rowsOffset - CountLength)..], (uint)dataset.Rows.Count);
        for (var index = 0; index < dataset.Rows.Count; index++)
        {
            WriteRow(dataset.Rows[index], span.Slice(rowsOffset + (index * RowLength), RowLength));
        }

        BinaryPrimitives.WriteUInt32BigEndian(span[(originalOffset - CountLength)..], (uint)dataset.Original.Length);
        dataset.Original.Span.CopyTo(span[originalOffset..]);
        return bytes;
    }

    /// <summary>Reads exactly one dataset; never throws for any bytes, and needs memory in proportion to them.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Dataset? dataset, [NotNullWhen(false)] out string? refusal)
    {
        dataset = null;
        if (bytes.Length < FixedHeaderLength || !bytes.StartsWith(Magic))
        {
            refusal = "no dataset: it does not begin with EDXD and a header";
            return false;
        }

        if (bytes[4] != Version)
        {
            refusal = $"dataset version {bytes[4]}; only version {Version} is known";
            return false;
        }

        var zone = bytes[FixedHeaderLength..];
        if (zone.Length < bytes[26] + CountLength)
        {
            refusal = "cut short in the header";
            return false;
        }

        var rows = zone[(bytes[26] + CountLength)..];
        var rowCount = BinaryPrimitives.ReadUInt32BigEndian(zone[bytes[26]..]);
        if (rows.Length < (rowCount * (long)RowLength) + CountLength)
        {
            refusal = $"cut short: {rowCount} rows announced";
            return false;
        }

        var tail = rows[((int)rowCount * RowLength)..];
        var original = tail[CountLength..];
        if (BinaryPrimitives.ReadUInt32BigEndian(tail) != original.Length)
        {
            refusal = "the original file's length is not what is left";
            return false;
        }

        return TryAssemble(bytes, zone[..bytes[26]], rows[..^tail.Length], original, out dataset, out refusal);
    }

    /// <summary>SHA-256(0x00 ‖ salt ‖ the row's first 23 bytes).</summary>
    public static byte[] LeafHash(DatasetRow row)
    {
        Span<byte> bytes = stackalloc byte[RowLength];
        WriteRow(row, bytes);
        Span<byte> content = stackalloc byte[RowLength];
        bytes[SaltOffset..].CopyTo(content);
        bytes[..SaltOffset].CopyTo(content[Dataset.SaltLength..]);
        return MerkleTree.Leaf(content);
    }

    private static bool TryAssemble(
        ReadOnlySpan<byte> fixedHeader,
        ReadOnlySpan<byte> zone,
        ReadOnlySpan<byte> rowBytes,
        ReadOnlySpan<byte> original,
        [NotNullWhen(true)] out Dataset? dataset,
        [NotNullWhen(false)] out string? refusal)
    {
        dataset = null;
        var resolution = BinaryPrimitives.ReadUInt32BigEndian(fixedHeader[6..]);
        var header = new DatasetHeader(
            new MeterPseudonym(fixedHeader.Slice(10, MeterPseudonym.Length)),
            Encoding.ASCII.GetString(zone),
            (int)Math.Min(resolution, int.MaxValue),
            (SourceFormat)fixedHeader[5]);
        var rows = new DatasetRow[rowBytes.Length / RowLength];
        for (var index = 0; index < rows.Length; index++)
        {
            if (!TryReadRow(rowBytes.Slice(index * RowLength, RowLength), out rows[index]))
            {
                refusal = $"row {index}: a time or amount beyond any meter";
                return false;
            }
        }

        return Dataset.TryCreate(header, rows, original.ToArray(), out dataset, out refusal);
    }

    private static void WriteRow(DatasetRow row, Span<byte> bytes)
    {
        var reading = row.Reading;
        bytes[0] = (byte)reading.Channel;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], (ulong)reading.Start.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[9..], (uint)reading.Seconds);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[13..], (ulong)reading.Amount.Amount);
        bytes[21] = (byte)reading.Amount.Unit;
        bytes[22] = (byte)reading.Quality;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[SaltOffset..], row.Salt);
    }

    private static bool TryReadRow(ReadOnlySpan<byte> bytes, out DatasetRow row)
    {
        row = default;
        var start = BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]);
        var amount = BinaryPrimitives.ReadUInt64BigEndian(bytes[13..]);
        if (start > DatasetRules.FirstSecondAfter || amount > Quantity.MaxAmount)
        {
            return false;
        }

        var seconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[9..]);
        var reading = new Reading(
            (MeterChannel)bytes[0],
            new UtcSeconds((long)start),
            seconds,
            new Quantity((long)amount, (Unit)bytes[21]),
            (ReadingQuality)bytes[22]);
        row = new DatasetRow(reading, BinaryPrimitives.ReadUInt128BigEndian(bytes[SaltOffset..]));
        return true;
    }
}
