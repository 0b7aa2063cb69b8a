namespace EnerDatX.Core.Ledger;

/// <summary>Why bytes are not a transaction, in the words of py-ipv8, so that conformance can be compared.</summary>
/// <param name="ErrorClass">The exception that Python raises at this place, for example <c>ValueError</c>.</param>
/// <param name="Text">What Python prints with it.</param>
public sealed record CodecError(string ErrorClass, string Text)
{
    internal static readonly CodecError EndOfStream = new("IndexError", "index out of range");
    internal static readonly CodecError DuplicateKey = new("ValueError", "Duplicate key in dictionary");
    internal static readonly CodecError UnknownVersion = new("ValueError", "Unknown version found");
    internal static readonly CodecError TooDeep = new("RecursionError", "maximum recursion depth exceeded");

    public override string ToString() => $"{ErrorClass}: {Text}";
}
