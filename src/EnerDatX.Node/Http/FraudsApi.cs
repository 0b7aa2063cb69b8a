using EnerDatX.Core.Evidence;

namespace EnerDatX.Node.Http;

/// <summary>Whoever is proven to have cheated, with the half-blocks that prove it: <c>/api/v1/frauds</c>.</summary>
internal sealed class FraudsApi(NodeView node)
{
    private const int DefaultPage = 100;

    public void Map(Routes routes) => routes.Get(
        "/api/v1/frauds",
        Get,
        new("Proven frauds, the last to be proven first; of each culprit the first one.", typeof(IReadOnlyList<FraudView>)) { Query = Operation.Paged });

    private Task<Answer> Get(HttpContext context) => Task.FromResult<Answer>(
        Parameters.OfQuery(context).TryPage(DefaultPage, out var page, out var refusal)
            ? new Answer.Ok(node.Ledger.Proofs(page.Limit, page.Offset).Select(FraudView.Of).ToList())
            : refusal);
}

/// <param name="Kind">In words for programs, see docs/PROTOCOL.md.</param>
/// <param name="Says">What the culprit did, for people.</param>
/// <param name="PublicKey">The culprit's.</param>
/// <param name="TraderId">The culprit's.</param>
/// <param name="Proof">Hex of the encoded proof: anybody can check it with nothing else.</param>
/// <param name="Halves">The half-blocks that prove it, in the order of the kind.</param>
internal sealed record FraudView(string Kind, string Says, string PublicKey, string TraderId, string Proof, IReadOnlyList<BlockView> Halves)
{
    public static FraudView Of(Proof proof) => new(
        proof.Kind.Name(),
        proof.Kind.Sentence(),
        proof.Culprit.ToHex(),
        proof.Culprit.Mid.ToString(),
        Convert.ToHexStringLower(proof.Encode()),
        [.. proof.Halves.Select(BlockView.Of)]);
}
