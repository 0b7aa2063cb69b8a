using System.Text.Json.Nodes;
using EnerDatX.Node.Demo;
using EnerDatX.Node.Hosting;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>An owner with its issuer, and a buyer: real processes with folders of their own, on free ports.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    public const string Currency = "DUM1";
    public const long Faucet = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;
    private string _settings = string.Empty;

    public static byte[] MeterFile => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1"));

    public NodeProcess Owner { get; private set; } = null!;

    public NodeProcess Buyer { get; private set; } = null!;

    public string Asset { get; private set; } = string.Empty;

    public string State(string name) => Path.Combine(_folder, name);

    public static async Task<TwoNodes> Start(params string[] ownerArguments)
    {
        var nodes = new TwoNodes();
        var settings = IssuerState.Create(nodes.State("issuer"), Currency, 0, Faucet, out _);

        // A fetch that fails is tried again, each time after twice as long: here within a second instead of minutes.
        nodes._settings = settings + "peer.trade { resend-after = 50ms, resend-at-most = 100ms }\n";
        await nodes.Prepare("owner");
        nodes.Owner = await NodeProcess.Start(
            nodes.State("owner"), ["--api-port", "0", "--issuer", nodes.State("issuer"), .. ownerArguments], CancellationToken.None);
        nodes.Connect = (await nodes.Owner.Api.Get("/api/v1/node"))["udp"]!.GetValue<string>();
        return nodes;
    }

    /// <summary>Starts the owner once more, with its issuer, and tells it where the buyer is.</summary>
    public async Task StartOwnerAgain()
    {
        var buyer = (await Buyer.Api.Get("/api/v1/node"))["udp"]!.GetValue<string>();
        Owner = await NodeProcess.Start(
            State("owner"), ["--api-port", "0", "--issuer", State("issuer"), "--connect", buyer], CancellationToken.None);
    }

    /// <summary>The owner's overlay address, which the buyer is told.</summary>
    public string Connect { get; private set; } = string.Empty;

    /// <summary>Starts the buyer from its folder, which is made if it is missing.</summary>
    public async Task StartBuyer(params string[] arguments)
    {
        await Prepare("buyer");
        Buyer = await NodeProcess.Start(State("buyer"), ["--api-port", "0", "--connect", Connect, .. arguments], CancellationToken.None);
    }

    /// <summary>Tokens at the buyer, a dataset offered by the owner, the offer known to the buyer.</summary>
    /// <param name="import">The query that goes along with the meter's file.</param>
    public async Task Offer(long price = 10, string import = "")
    {
        await Buyer.Api.Put($"/wallets/{Currency}");
        await Until("tokens", async () => await Balance(Buyer) == Faucet);
        var dataset = await Owner.Api.Post($"/api/v1/datasets{import}", MeterFile);
        Asset = dataset["asset"]!.GetValue<string>();
        await Owner.Api.Put("/market/asks", Order(price));
        await Until("the offer", async () => (await Buyer.Api.Get("/market/asks")).ToJsonString().Contains(Asset, StringComparison.Ordinal));
    }

    public Task Bid(long price = 10) => Buyer.Api.Put("/market/bids", Order(price));

    public async Task<JsonNode> Ended(NodeProcess node)
    {
        JsonNode? ended = null;
        await Until("the end of the trade", async () => (ended = (await node.Api.Get("/market/transactions"))["transactions"]!.AsArray()
            .FirstOrDefault(t => t!["status"]!.GetValue<string>() != "pending")) is not null);
        return ended!;
    }

    public static async Task<long> Balance(NodeProcess node) =>
        (await node.Api.Get($"/wallets/{Currency}/balance"))["balance"]!["available"]!.GetValue<long>();

    public (string, string)[] Order(long price, string? asset = null) =>
    [
        ("first_asset_amount", $"{price}"),
        ("first_asset_type", Currency),
        ("second_asset_amount", "1"),
        ("second_asset_type", asset ?? Asset),
    ];

    public static async Task Until(string what, Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            Assert.False(limit.IsCancellationRequested, $"waited {Patience.TotalSeconds} s for {what}, in vain");
            await Task.Delay(50);
        }
    }

    private async Task Prepare(string name)
    {
        Directory.CreateDirectory(State(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(State(name), "node.conf"), _settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (Buyer is not null)
        {
            await Buyer.DisposeAsync();
        }

        await Owner.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
