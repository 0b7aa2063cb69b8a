using System.Buffers.Binary;
using System.Numerics;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>
/// Half-blocks of one sale, each as a line without anything that another run of the same sale must have otherwise. A hash becomes the place that it
/// names, such as <c>buyer.3</c>, wherever it stands; a hash of nothing that is held stays as it is.
/// </summary>
internal sealed class ChainsInWords
{
    private readonly Dictionary<string, IReadOnlyList<HalfBlock>> _chains;
    private readonly Dictionary<BlockHash, string> _places;
    private readonly IReadOnlyDictionary<string, string> _differs;
    private readonly string _asset;

    /// <param name="asset">The dataset's name on the market, which follows from random salts.</param>
    /// <param name="differs">Fields that another run has otherwise, and the words that stand for them.</param>
    public ChainsInWords(Dictionary<string, IReadOnlyList<HalfBlock>> chains, string asset, IReadOnlyDictionary<string, string> differs)
    {
        _chains = chains;
        _asset = asset;
        _differs = differs;
        _places = chains.SelectMany(chain => chain.Value, (chain, half) => (half.Hash, Place: $"{chain.Key}.{half.Sequence}")).ToDictionary(h => h.Hash, h => h.Place);
        _places.Add(BlockHash.Genesis, "the beginning");
    }

    public IEnumerable<string> Lines => _chains.SelectMany(chain => chain.Value, (chain, half) => Line(chain.Key, half));

    private string Line(string owner, HalfBlock half)
    {
        Assert.True(TransactionCodec.TryDecode(half.Transaction, out var transaction, out var consumed, out _));
        Assert.Equal(half.Transaction.Length, consumed);
        var signature = half.SignatureIsValid ? "signed" : "forged";
        return $"{owner}.{half.Sequence} after {PlaceOf(half.PreviousHash)}, {signature}: {half.Type} for {NameOf(half.LinkPublicKey)}.{half.LinkSequence} {Words(transaction)}";
    }

    private string NameOf(PublicKey key) => key.IsAny ? "anyone" : _chains.Single(chain => chain.Value[0].PublicKey.Equals(key)).Key;

    private string PlaceOf(BlockHash hash) => _places.GetValueOrDefault(hash, hash.ToString());

    private string Words(TransactionValue value) => value switch
    {
        TransactionValue.Map map => $"{{{string.Join(", ", map.Entries.Select(entry => Field(((TransactionValue.Text)entry.Key).Value, entry.Value)))}}}",
        TransactionValue.List list => $"[{string.Join(", ", list.Items.Select(Words))}]",
        TransactionValue.Integer integer => integer.Value.ToString(),
        TransactionValue.Text text => text.Value == _asset ? "the asset" : $"\"{text.Value}\"",
        TransactionValue.Bytes { Value.Length: BlockHash.Length } hash => PlaceOf(new BlockHash(hash.Value.Span)),
        TransactionValue.Bytes bytes => Convert.ToHexStringLower(bytes.Value.Span),
        _ => throw new InvalidOperationException($"Our half-blocks have no {value.GetType().Name}."),
    };

    private string Field(string name, TransactionValue value) =>
        _differs.TryGetValue(name, out var words) ? $"{name}: {words} ({KindOf(value)})"
        : name == "bp" ? $"bp: {string.Join(", ", PointersIn(((TransactionValue.Bytes)value).Value))}"
        : $"{name}: {Words(value)}";

    private static string KindOf(TransactionValue value) => value is TransactionValue.Integer { Value: var number } && number > BigInteger.Zero ? "positive" : value.GetType().Name;

    /// <summary>A back-pointer is a number and the beginning of the hash that is there.</summary>
    private IEnumerable<string> PointersIn(ReadOnlyMemory<byte> bytes)
    {
        for (var rest = bytes; !rest.IsEmpty; rest = rest[12..])
        {
            var (sequence, prefix) = (BinaryPrimitives.ReadUInt32BigEndian(rest.Span), BinaryPrimitives.ReadUInt64BigEndian(rest.Span[4..]));
            yield return _places.Single(place => place.Key.Prefix == prefix && place.Value.EndsWith($".{sequence}", StringComparison.Ordinal)).Value;
        }
    }
}
