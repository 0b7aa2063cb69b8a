using System.Text.Json;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Torture.Kill;

/// <summary>
/// Several users at once who make a node sign as fast as it answers: two issue tokens, one places and cancels asks, one imports meter
/// files. Each answer that says yes is remembered at once; what breaks off may have happened or not.
/// </summary>
/// <param name="receivers">Public keys in hex that get tokens: of a peer that countersigns, and of nobody.</param>
internal sealed class Load(NodeCaller node, EverSeen seen, IReadOnlyList<string> receivers)
{
    /// <summary>The chain shall not grow without bound in a long run: so many datasets are imported per life of a node.</summary>
    private const int ImportsPerLife = 2;

    private static readonly byte[] MeterFile = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1"));

    /// <summary>Goes on until the node is gone or <paramref name="stop"/> says so.</summary>
    public Task Run(CancellationToken stop) => Task.WhenAll(
        Repeat(i => Issue(receivers[0], i, stop), stop),
        Repeat(i => Issue(receivers[^1], i, stop), stop),
        Repeat(_ => AskAndCancel(stop), stop),
        Repeat(i => i < ImportsPerLife ? Import(stop) : Task.FromResult(false), stop));

    private static async Task Repeat(Func<int, Task<bool>> once, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested && await once(i); i++)
        {
        }
    }

    private async Task<bool> Issue(string to, int number, CancellationToken stop)
    {
        var (status, body) = await node.Send(
            HttpMethod.Post, "/api/v1/issue", NodeCaller.Form(("currency", TorturedState.Currency), ("to", to), ("amount", "1"), ("reason", $"torture {number}")), stop);
        if (status == 201)
        {
            seen.Acknowledge("the issue", Hash(body, "block"));
        }

        return status != 0;
    }

    private async Task<bool> AskAndCancel(CancellationToken stop)
    {
        if (await Asset() is not { } asset)
        {
            // Nothing to offer before the first import.
            return (await node.Send(HttpMethod.Get, "/api/v1/node", null, stop)).Status != 0;
        }

        var order = NodeCaller.Form(
            ("first_asset_amount", "10"), ("first_asset_type", TorturedState.Currency), ("second_asset_amount", "1"), ("second_asset_type", asset));
        var (status, placed) = await node.Send(HttpMethod.Put, "/market/asks", order, stop);
        if (status != 200)
        {
            return status != 0;
        }

        seen.Acknowledge("the ask", Hash(placed, "block_hash"));
        var number = placed.GetProperty("order_number").GetUInt32();
        var (cancelled, _) = await node.Send(HttpMethod.Post, $"/market/orders/{number}/cancel", null, stop);
        if (cancelled == 200)
        {
            seen.AcknowledgeCancellation(number);
        }

        return cancelled != 0;
    }

    private async Task<bool> Import(CancellationToken stop)
    {
        var (status, body) = await node.Send(HttpMethod.Post, "/api/v1/datasets?location=NL-35", new ByteArrayContent(MeterFile), stop);
        if (status == 201)
        {
            seen.AcknowledgeDataset(body.GetProperty("asset").GetString()!);
        }

        return status != 0;
    }

    private async Task<string?> Asset()
    {
        var (status, datasets) = await node.Get("/api/v1/datasets?limit=1");
        return status == 200 && datasets.GetArrayLength() > 0 ? datasets[0].GetProperty("asset").GetString() : null;
    }

    private static BlockHash Hash(JsonElement body, string name) => new(Convert.FromHexString(body.GetProperty(name).GetString()!));
}

/// <summary>The state folder of a node that issues its own currency, so that it can be made to sign by nobody but its user.</summary>
internal static class TorturedState
{
    public const string Currency = "DUM1";

    /// <summary>What a node shows of itself: its whole chain as it was signed, and the datasets that it holds.</summary>
    public static async Task<(IReadOnlyList<HalfBlock> Chain, IReadOnlyCollection<string> Datasets)> Read(NodeCaller node)
    {
        const int Page = 500;
        var chain = new List<HalfBlock>();
        for (var count = Page; count == Page;)
        {
            var blocks = Required(await node.Get($"/api/v1/chain?first={chain.Count + 1}&limit={Page}"));
            count = blocks.GetArrayLength();
            chain.AddRange(blocks.EnumerateArray().Select(Block));
        }

        var datasets = new HashSet<string>(StringComparer.Ordinal);
        for (var count = Page; count == Page;)
        {
            var page = Required(await node.Get($"/api/v1/datasets?limit={Page}&offset={datasets.Count}"));
            count = page.GetArrayLength();
            datasets.UnionWith(page.EnumerateArray().Select(dataset => dataset.GetProperty("asset").GetString()!));
        }

        return (chain, datasets);
    }

    private static JsonElement Required((int Status, JsonElement Body) answer) =>
        answer.Status == 200 ? answer.Body : throw new IOException($"The node answered {answer.Status} {answer.Body}.");

    private static HalfBlock Block(JsonElement view) =>
        HalfBlock.TryUnpack(Convert.FromHexString(view.GetProperty("packed").GetString()!), out var block)
        && block.Hash.ToString() == view.GetProperty("hash").GetString()
            ? block
            : throw new IOException("The node shows a half-block that is none.");
}
