using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace EnerDatX.Core.Ledger;

/// <summary>Where UTF-8 is broken, in the words of Python's <c>UnicodeDecodeError</c>.</summary>
internal static class Utf8Errors
{
    public static CodecError? FirstIn(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return null;
        }

        var position = 0;
        OperationStatus status;
        int length;
        while ((status = Rune.DecodeFromUtf8(bytes[position..], out _, out length)) == OperationStatus.Done)
        {
            position += length;
        }

        var where = length == 1
            ? $"byte 0x{bytes[position]:x2} in position {position}"
            : $"bytes in position {position}-{position + length - 1}";
        return new CodecError("UnicodeDecodeError", $"'utf-8' codec can't decode {where}: {Reason(bytes[position], status)}");
    }

    private static string Reason(byte first, OperationStatus status) => first switch
    {
        < 0xc2 or > 0xf4 => "invalid start byte",
        _ when status == OperationStatus.NeedMoreData => "unexpected end of data",
        _ => "invalid continuation byte",
    };
}
