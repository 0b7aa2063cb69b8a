using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// Transactions of half-blocks. Written: the "a" codec in the dialect of Python 3 (py-ipv8 <c>messaging/deprecated/encoding.py</c>).
/// Read: that, its Python 2 and Kotlin variants, and the compact JSON of AnyDex (first byte <c>{</c>).
/// The codec is not canonical: who needs the bytes again keeps them (<see cref="HalfBlock.Transaction"/>).
/// </summary>
public static class TransactionCodec
{
    /// <summary>
    /// Lists, tuples, sets and maps inside one another. Python gives up near 500; market transactions need 4,
    /// and a decoder that recurses must not let a stranger choose its stack.
    /// </summary>
    public const int MaxDepth = 64;

    /// <summary><c>'a' ‖ E(value)</c>, where <c>E = decimal length or count ‖ type letter ‖ payload</c>.</summary>
    /// <exception cref="ArgumentException">Python could not have this value: a key twice, a list as a key, half a surrogate pair, too deep.</exception>
    public static byte[] Encode(TransactionValue value) => TransactionEncoder.Encode(value);

    /// <summary>Decodes one value from the start of <paramref name="bytes"/>, as leniently as Python does.</summary>
    /// <param name="consumed">
    /// Where the value ends. Trailing bytes are ignored. It lies past the end when a number's text is shorter than it says, which Python accepts.
    /// </param>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out TransactionValue? value,
        out int consumed,
        [NotNullWhen(false)] out CodecError? error)
    {
        switch (bytes)
        {
            case [(byte)'a', ..]:
                return TransactionDecoder.TryDecode(bytes, out value, out consumed, out error);
            case [(byte)'{', ..]:
                consumed = bytes.Length;
                return JsonTransaction.TryDecode(bytes, out value, out error);
            default:
                (value, consumed, error) = (null, 0, CodecError.UnknownVersion);
                return false;
        }
    }
}
