using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;

namespace EnerDatX.Node.Http;

/// <summary>One's own chain as it was signed, and the issuer's pen: <c>/api/v1/chain</c>, <c>/api/v1/issue</c>.</summary>
internal sealed class ChainApi(NodeQuestions node)
{
    private const int DefaultPage = 100;

    public void Map(Routes routes)
    {
        routes.Get("/api/v1/chain", Get, new("One's own half-blocks, ascending, with their packed bytes.", typeof(IReadOnlyList<OwnBlockView>))
        {
            Query =
            [
                new("first", "integer", "Sequence number of the first: 1 unless said."),
                new("limit", "integer", "Half-blocks at most: 100 unless said, up to 500."),
            ],
        });
        routes.Post("/api/v1/issue", Issue, new("Gives tokens of one's own currency.", typeof(IssuedView))
        {
            Status = StatusCodes.Status201Created,
            Body =
            [
                new("currency", "string", "A currency whose issuer this node is.", true),
                new("to", "string", "Public key of the receiver, 148 hex digits.", true),
                new("amount", "integer", "Smallest units.", true),
                new("reason", "string", "A few words."),
            ],
        });
    }

    private Task<Answer> Get(HttpContext context)
    {
        var query = Parameters.OfQuery(context);
        if (!query.TryInteger("first", 1, uint.MaxValue, 1, out var first, out var refusal)
            || !query.TryPage(DefaultPage, out var page, out refusal))
        {
            return Task.FromResult<Answer>(refusal);
        }

        var ledger = node.View.Ledger;
        var blocks = ledger.Range(node.View.Self, (uint)first, uint.MaxValue, page.Limit);
        return Task.FromResult<Answer>(new Answer.Ok(blocks.Select(block => OwnBlockView.Of(block, ledger)).ToList()));
    }

    private async Task<Answer> Issue(HttpContext context)
    {
        var (parameters, malformed) = await Parameters.OfBody(context);
        if (malformed is not null)
        {
            return malformed;
        }

        if (!parameters.Has("currency") || !parameters.Has("to") || !parameters.Has("amount"))
        {
            return Answer.Bad("currency, to and amount are needed");
        }

        if (!parameters.TryInteger("amount", 1, long.MaxValue, 0, out var amount, out var refusal))
        {
            return refusal;
        }

        if (!PublicKey.TryParseHex(parameters.Text("to", ""), out var to))
        {
            return Answer.Bad("to is not a public key of 148 hex digits");
        }

        return await node.Peer<object>(new IssueTokens(parameters.Text("currency", ""), to, amount, parameters.Text("reason", ""))) switch
        {
            Signed signed => new Answer.Ok(new IssuedView(signed.Block.Hash.ToString()), StatusCodes.Status201Created),
            NotSigned refused => Answer.Bad(refused.Reason),
            var other => throw new InvalidOperationException($"The issuer answered {other.GetType().Name}."),
        };
    }
}

/// <param name="Block">Hash of the <c>issue</c> proposal.</param>
internal sealed record IssuedView(string Block);

/// <summary>A half-block of one's own, with the signed bytes: anybody can check hash and signature with nothing else.</summary>
internal sealed record OwnBlockView : BlockView
{
    private OwnBlockView(HalfBlock block, string? linkedHash)
        : base(Of(block))
    {
        Packed = Convert.ToHexStringLower(block.Packed);
        LinkedHash = linkedHash;
    }

    /// <summary>Hex.</summary>
    public string Packed { get; }

    /// <summary>Hash of the other side; null while it is not held.</summary>
    public string? LinkedHash { get; }

    public static OwnBlockView Of(HalfBlock block, ILedgerReader ledger) =>
        new(block, ledger.LinkedTo(block) is [var linked, ..] ? linked.Hash.ToString() : null);
}
