namespace EnerDatX.Core.Metering;

/// <summary>How a telegram's printed checksum compares with its bytes.</summary>
public enum ChecksumStatus
{
    /// <summary>Not compared yet; never accepted.</summary>
    Unknown = 0,

    /// <summary>Matches no way of counting; the telegram is refused.</summary>
    Wrong,

    /// <summary>DSMR's CRC16 matches.</summary>
    Valid,

    /// <summary>CRC16/X25 matches (Holley, Hungary).</summary>
    ValidX25,

    /// <summary>Matches once the CR before each LF is restored: somebody converted the file's line endings.</summary>
    ValidAfterLineEndings,

    /// <summary>DSMR v2 and v3 print none.</summary>
    Absent,
}

/// <summary>The checksum of one telegram, over all bytes from <c>/</c> to <c>!</c> inclusive.</summary>
/// <param name="Printed">As the meter printed it; null when it printed none. Leading zeros may be missing.</param>
/// <param name="Computed">DSMR's CRC16 of the bytes (with line endings restored, where that is what matched).</param>
public readonly record struct TelegramChecksum(ChecksumStatus Status, ushort? Printed, ushort Computed)
{
    public static TelegramChecksum Compare(ReadOnlySpan<byte> telegram, ushort? printed)
    {
        var computed = Crc16.Dsmr(telegram);
        if (printed is null)
        {
            return new TelegramChecksum(ChecksumStatus.Absent, null, computed);
        }

        if (computed == printed)
        {
            return new TelegramChecksum(ChecksumStatus.Valid, printed, computed);
        }

        return Crc16.X25(telegram) == printed
            ? new TelegramChecksum(ChecksumStatus.ValidX25, printed, printed.Value)
            : CompareRestored(telegram, printed.Value, computed);
    }

    /// <summary>valid, valid-x25, line-endings-converted, absent or wrong: what JSON prints.</summary>
    public string StatusName => Status switch
    {
        ChecksumStatus.Valid => "valid",
        ChecksumStatus.ValidX25 => "valid-x25",
        ChecksumStatus.ValidAfterLineEndings => "line-endings-converted",
        ChecksumStatus.Absent => "absent",
        ChecksumStatus.Wrong or ChecksumStatus.Unknown or _ => "wrong",
    };

    private static TelegramChecksum CompareRestored(ReadOnlySpan<byte> telegram, ushort printed, ushort computed)
    {
        if (telegram.Contains((byte)'\r'))
        {
            return new TelegramChecksum(ChecksumStatus.Wrong, printed, computed);
        }

        var restored = RestoreCarriageReturns(telegram);
        var original = Crc16.Dsmr(restored);
        return original == printed || Crc16.X25(restored) == printed
            ? new TelegramChecksum(ChecksumStatus.ValidAfterLineEndings, printed, printed)
            : new TelegramChecksum(ChecksumStatus.Wrong, printed, original);
    }

    private static byte[] RestoreCarriageReturns(ReadOnlySpan<byte> telegram)
    {
        var restored = new byte[telegram.Length + telegram.Count((byte)'\n')];
        var length = 0;
        foreach (var b in telegram)
        {
            if (b == '\n')
            {
                restored[length++] = (byte)'\r';
            }

            restored[length++] = b;
        }

        return restored;
    }
}
