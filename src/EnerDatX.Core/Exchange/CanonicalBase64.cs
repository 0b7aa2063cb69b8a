using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Exchange;

/// <summary>
/// Base64 (RFC 4648 section 4) with one text per value: what would be written differently is refused, so that nobody can make
/// a second file out of one that he cannot read.
/// </summary>
internal static class CanonicalBase64
{
    /// <summary>Columns of a full line in an age header and in its armor; such a line carries 48 bytes.</summary>
    public const int Columns = 64;

    public const int BytesPerLine = 48;

    /// <summary>Without padding, as in age headers. At most <see cref="Columns"/> characters.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length > Columns || text.Length % 4 == 1 || text.Contains((byte)'='))
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[Columns];
        padded.Fill((byte)'=');
        text.CopyTo(padded);
        return TryDecodePadded(padded[..((text.Length + 3) / 4 * 4)], out bytes);
    }

    /// <summary>With padding, as in armor (RFC 7468). At most <see cref="Columns"/> characters.</summary>
    public static bool TryDecodePadded(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        Span<byte> decoded = stackalloc byte[BytesPerLine];
        if (text.Length > Columns || Base64.DecodeFromUtf8(text, decoded, out _, out var length) != OperationStatus.Done)
        {
            return false;
        }

        // The library skips white space and ignores stray bits at the end; only the text that encoding gives back is canonical.
        Span<byte> again = stackalloc byte[Columns];
        _ = Base64.EncodeToUtf8(decoded[..length], again, out _, out var written);
        if (!text.SequenceEqual(again[..written]))
        {
            return false;
        }

        bytes = decoded[..length].ToArray();
        return true;
    }

    /// <summary>Without padding.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}
