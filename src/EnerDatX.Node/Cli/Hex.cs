using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Node.Cli;

/// <summary>Bytes that a user typed.</summary>
internal static class Hex
{
    public static bool TryParse(string hex, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[hex.Length / 2];
        if (hex.Length % 2 != 0 || Convert.FromHexString(hex, bytes, out _, out _) != OperationStatus.Done)
        {
            bytes = null;
        }

        return bytes is not null;
    }
}
