using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// When Python calls two values the same dictionary key: 1, True and 1.0 are one key, 'a' and b'a' are two, tuples go item by item,
/// NaN is equal to nothing but itself. Decides duplicate keys (py-ipv8 <c>_a_decode_dictionary</c>).
/// </summary>
internal sealed class PythonKeys : IEqualityComparer<TransactionValue>
{
    public static readonly PythonKeys Comparer = new();

    /// <summary>Python's word for the first value in here that cannot be a key, or null when all can.</summary>
    public static string? UnhashableKind(TransactionValue value) => value switch
    {
        TransactionValue.List => "list",
        TransactionValue.Map => "dict",
        TransactionValue.Set => "set",
        TransactionValue.Tuple tuple => tuple.Items.Select(UnhashableKind).FirstOrDefault(kind => kind is not null),
        _ => null,
    };

    public bool Equals(TransactionValue? x, TransactionValue? y)
    {
        if (ReferenceEquals(x, y))
        {
            return true;
        }

        if (x is TransactionValue.Tuple a && y is TransactionValue.Tuple b)
        {
            return a.Items.SequenceEqual(b.Items, this);
        }

        return IsNumber(x) && IsNumber(y) ? SameNumber(x, y) : x is not null && x.Equals(y);
    }

    public int GetHashCode(TransactionValue obj) => obj switch
    {
        TransactionValue.Tuple tuple => tuple.Items.Aggregate(tuple.Items.Count, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
        _ when IsNumber(obj) => Whole(obj)?.GetHashCode() ?? ((TransactionValue.Float)obj).Value.GetHashCode(),
        _ => obj.GetHashCode(),
    };

    private static bool IsNumber([NotNullWhen(true)] TransactionValue? value) =>
        value is TransactionValue.Integer or TransactionValue.Float or TransactionValue.Boolean;

    private static bool SameNumber(TransactionValue x, TransactionValue y)
    {
        var (wholeX, wholeY) = (Whole(x), Whole(y));
        if (wholeX is not null || wholeY is not null)
        {
            return wholeX == wholeY;
        }

        return ((TransactionValue.Float)x).Value == ((TransactionValue.Float)y).Value;
    }

    /// <summary>The number as a whole number, or null when it has a fraction or is not finite.</summary>
    private static BigInteger? Whole(TransactionValue value) => value switch
    {
        TransactionValue.Integer integer => integer.Value,
        TransactionValue.Boolean boolean => boolean.Value ? BigInteger.One : BigInteger.Zero,
        TransactionValue.Float { Value: var number } when double.IsInteger(number) => new BigInteger(number),
        _ => null,
    };
}
