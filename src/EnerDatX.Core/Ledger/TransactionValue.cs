using System.Numerics;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// A value inside a transaction, as the "a" codec knows them (py-ipv8 <c>messaging/deprecated/encoding.py</c>). Equal by content
/// and kind; what Python calls the same dictionary key is another question (<see cref="PythonKeys"/>).
/// Our own half-blocks use text, integers, bytes, lists and maps only; the rest is read, never written.
/// </summary>
public abstract record TransactionValue
{
    /// <summary>Whole number of any size (letters <c>i</c>, and <c>J</c> of Python 2 and Kotlin).</summary>
    public sealed record Integer(BigInteger Value) : TransactionValue;

    /// <summary>Floating-point number (letter <c>f</c>); only foreign half-blocks have them.</summary>
    public sealed record Float(double Value) : TransactionValue;

    /// <summary>Text (letter <c>s</c>, UTF-8).</summary>
    public sealed record Text(string Value) : TransactionValue;

    /// <summary>Raw bytes (letter <c>b</c>).</summary>
    public sealed record Bytes(ReadOnlyMemory<byte> Value) : TransactionValue
    {
        public bool Equals(Bytes? other) => other is not null && Value.Span.SequenceEqual(other.Value.Span);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(Value.Span);
            return hash.ToHashCode();
        }
    }

    /// <summary>Letter <c>l</c>.</summary>
    public sealed record List(IReadOnlyList<TransactionValue> Items) : TransactionValue
    {
        public bool Equals(List? other) => other is not null && Items.SequenceEqual(other.Items);

        public override int GetHashCode() => HashOf(Items);
    }

    /// <summary>Letter <c>t</c>.</summary>
    public sealed record Tuple(IReadOnlyList<TransactionValue> Items) : TransactionValue
    {
        public bool Equals(Tuple? other) => other is not null && Items.SequenceEqual(other.Items);

        public override int GetHashCode() => HashOf(Items);
    }

    /// <summary>Letter <c>L</c>, in wire order.</summary>
    public sealed record Set(IReadOnlyList<TransactionValue> Items) : TransactionValue
    {
        public bool Equals(Set? other) => other is not null && Items.SequenceEqual(other.Items);

        public override int GetHashCode() => HashOf(Items);
    }

    /// <summary>Letter <c>d</c>, in wire order; keys are distinct.</summary>
    public sealed record Map(IReadOnlyList<KeyValuePair<TransactionValue, TransactionValue>> Entries) : TransactionValue
    {
        public bool Equals(Map? other) => other is not null && Entries.SequenceEqual(other.Entries);

        public override int GetHashCode() => HashOf(Entries);
    }

    /// <summary>Letters <c>T</c> and <c>F</c>.</summary>
    public sealed record Boolean(bool Value) : TransactionValue;

    /// <summary>Letter <c>n</c>.</summary>
    public sealed record None : TransactionValue;

    private static int HashOf<T>(IReadOnlyList<T> items) => items.Aggregate(items.Count, HashCode.Combine);
}
