namespace EnerDatX.Core.Metering;

/// <summary>The two 16-bit checksums that P1 meters print.</summary>
public static class Crc16
{
    /// <summary>DSMR P1 companion standard: reflected polynomial 0xA001, start 0, no final xor ("CRC-16/ARC").</summary>
    public static ushort Dsmr(ReadOnlySpan<byte> bytes) => Reflected(bytes, 0xA001, 0);

    /// <summary>ISO/IEC 13239: reflected polynomial 0x8408, start and final xor 0xFFFF ("CRC-16/X-25"); Holley meters in Hungary print it.</summary>
    public static ushort X25(ReadOnlySpan<byte> bytes) => (ushort)(Reflected(bytes, 0x8408, 0xFFFF) ^ 0xFFFF);

    private static ushort Reflected(ReadOnlySpan<byte> bytes, int polynomial, int start)
    {
        var crc = start;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ polynomial;
            }
        }

        return (ushort)crc;
    }
}
