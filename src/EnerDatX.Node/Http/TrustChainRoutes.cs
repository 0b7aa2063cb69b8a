using System.Text.Json.Serialization;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Http;

/// <summary>Half-blocks of everyone, in the shape of Tribler's and py-ipv8's routes.</summary>
internal sealed class TrustChainRoutes(NodeView node)
{
    private const int DefaultRecent = 10;
    private const int DefaultPage = 100;

    public void Map(Routes routes)
    {
        routes.Get("/trustchain/statistics", GetStatistics, new("The own chain in numbers.", typeof(StatisticsAnswer)));
        routes.Get(
            "/ipv8/trustchain/recent",
            GetRecent,
            new("Latest half-blocks of all chains, newest first.", typeof(BlocksView)) { Query = Operation.Paged });
        routes.Get("/ipv8/trustchain/blocks/{hash}", GetBlock, new("One half-block and its other side.", typeof(BlockAnswer)));
        routes.Get("/ipv8/trustchain/users", GetUsers, new("Known chains, longest first.", typeof(UsersView)) { Query = [Operation.Paged[0]] });
        routes.Get(
            "/ipv8/trustchain/users/{public_key}/blocks",
            GetBlocksOfUser,
            new("Half-blocks of one chain, newest first.", typeof(BlocksView)) { Query = [Operation.Paged[0]] });
    }

    private Task<Answer> GetStatistics(HttpContext context)
    {
        var latest = node.Ledger.Latest(node.Self);
        var bandwidth = node.Ledger.OfType(node.Self, "tribler_bandwidth");
        var (up, down) = (Total(bandwidth, "total_up"), Total(bandwidth, "total_down"));
        var deliveries = node.Ledger.OfType(node.Self, BlockTypes.Delivery);
        var helped = deliveries.Where(b => b.IsProposal && node.Ledger.LinkedTo(b).Count > 0).Select(b => b.LinkPublicKey).Distinct().Count();
        var helpers = deliveries.Where(b => b.IsAgreement).Select(b => b.LinkPublicKey).Distinct().Count();
        var statistics = new StatisticsView(node.Self.ToHex(), latest?.Sequence ?? 0, up, down, helped, helpers)
        {
            LatestBlock = latest is null ? null : BlockView.Of(latest),
        };
        return Task.FromResult<Answer>(new Answer.Ok(new StatisticsAnswer(statistics)));
    }

    private Task<Answer> GetRecent(HttpContext context) => Task.FromResult<Answer>(
        Parameters.OfQuery(context).TryPage(DefaultRecent, out var page, out var refusal)
            ? new Answer.Ok(new BlocksView([.. node.Ledger.Recent(page.Limit, page.Offset).Select(BlockView.Of)]))
            : refusal);

    private Task<Answer> GetBlock(HttpContext context) => Task.FromResult<Answer>(
        BlockHash.TryParse((string)context.Request.RouteValues["hash"]!, out var hash) && node.Ledger.Find(hash) is { } block
            ? new Answer.Ok(new BlockAnswer(BlockView.WithLinked(block, node.Ledger)))
            : Answer.NotFound("the block with the provided hash could not be found"));

    private Task<Answer> GetUsers(HttpContext context) => Task.FromResult<Answer>(
        Parameters.OfQuery(context).TryPage(DefaultPage, out var page, out var refusal)
            ? new Answer.Ok(new UsersView([.. node.Ledger.Chains(page.Limit).Select(chain => new UserView(chain.Key.ToHex(), chain.Highest))]))
            : refusal);

    private Task<Answer> GetBlocksOfUser(HttpContext context)
    {
        if (!Parameters.OfQuery(context).TryPage(DefaultPage, out var page, out var refusal))
        {
            return Task.FromResult<Answer>(refusal);
        }

        return Task.FromResult<Answer>(
            PublicKey.TryParseHex((string)context.Request.RouteValues["public_key"]!, out var key) && node.Ledger.Latest(key) is { } latest
                ? new Answer.Ok(new BlocksView([.. Backwards(latest).Take(page.Limit).Select(b => BlockView.WithLinked(b, node.Ledger))]))
                : Answer.NotFound("the user with the provided public key could not be found"));
    }

    private IEnumerable<HalfBlock> Backwards(HalfBlock latest)
    {
        for (var block = latest; block is not null; block = node.Ledger.Before(block.PublicKey, block.Sequence))
        {
            yield return block;
        }
    }

    private static long Total(IReadOnlyList<HalfBlock> bandwidth, string field) =>
        bandwidth is [.., var last]
        && TransactionMap.TryDecode(last.Transaction, out var map)
        && map.TryInteger(field, 0, long.MaxValue, out var total)
            ? total
            : 0;
}

internal sealed record StatisticsAnswer(StatisticsView Statistics);

/// <param name="Id">The own public key in hex.</param>
/// <param name="TotalUp">Bytes, of Tribler's bandwidth half-blocks on this chain; 0 where there are none.</param>
/// <param name="PeersThatPkHelped">Buyers that signed a receipt.</param>
/// <param name="PeersThatHelpedPk">Sellers that we signed a receipt to.</param>
internal sealed record StatisticsView(string Id, uint TotalBlocks, long TotalUp, long TotalDown, int PeersThatPkHelped, int PeersThatHelpedPk)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BlockView? LatestBlock { get; init; }
}

internal sealed record BlocksView(IReadOnlyList<BlockView> Blocks);

internal sealed record BlockAnswer(BlockView Block);

internal sealed record UsersView(IReadOnlyList<UserView> Users);

/// <param name="Blocks">Highest sequence number.</param>
internal sealed record UserView(string PublicKey, uint Blocks);
