using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;

namespace EnerDatX.Node.Tests.Http;

/// <summary>
/// One sale between two real nodes, made through their HTTP interfaces alone, and some orders that stay open. What the routes say
/// afterwards is what the tests look at.
/// </summary>
public sealed class HttpSale : IAsyncLifetime, IDisposable
{
    public const int Price = 10;
    public const int Faucet = 100;
    public const int Segments = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpNetwork _network = new();

    internal static byte[] MeterFile => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "p1", "nl-v4-hourly-gas.p1"));

    /// <summary>The same readings of another meter: one that sold copies of some readings does not sell them exclusively.</summary>
    private static byte[] AnotherMetersFile
    {
        get
        {
            var telegrams = Encoding.Latin1.GetString(MeterFile).Replace("2D30303031)", "2D30303032)", StringComparison.Ordinal);
            return Encoding.Latin1.GetBytes(Regex.Replace(telegrams, "(/[^!]*!)[0-9A-F]{4}", telegram =>
                telegram.Groups[1].Value + Crc16.Dsmr(Encoding.Latin1.GetBytes(telegram.Groups[1].Value)).ToString("X4")));
        }
    }

    internal HttpPeer Owner { get; private set; } = null!;

    internal HttpPeer Buyer { get; private set; } = null!;

    /// <summary>What the owner was told of the dataset that is sold.</summary>
    internal HttpAnswer Imported { get; private set; } = null!;

    internal HttpAnswer AskPlaced { get; private set; } = null!;

    internal HttpAnswer BidPlaced { get; private set; } = null!;

    internal HttpAnswer WalletCreated { get; private set; } = null!;

    /// <summary>Sold, in three segments.</summary>
    internal string Asset { get; private set; } = "";

    /// <summary>Offered, without its original file, and not bought.</summary>
    internal string OpenAsset { get; private set; } = "";

    internal List<(string Type, System.Text.Json.JsonElement Event)> BuyerEvents { get; } = [];

    public async Task InitializeAsync()
    {
        var (owner, buyer) = (HttpNetwork.KeyOf("owner"), HttpNetwork.KeyOf("buyer"));
        var currencies = new Currencies([new Currency("DUM1", 0, owner.PublicKey, Faucet), new Currency("DUM2", 1, owner.PublicKey, 0)]);
        var (ownerAddress, buyerAddress) = (IPEndPoint.Parse("10.0.0.1:8090"), IPEndPoint.Parse("10.0.0.2:8090"));
        Owner = await HttpPeer.Start(_network, owner, currencies, ownerAddress);
        Buyer = await HttpPeer.Start(_network, buyer, currencies, buyerAddress, ownerAddress);

        WalletCreated = await Buyer.Caller.Put("/wallets/dum1");
        await Until(Buyer, "/wallets/DUM1/balance", json => json.Int("balance.available") == Faucet);
        await Sell();
        await LeaveOrdersOpen();
    }

    public async Task DisposeAsync()
    {
        await Owner.DisposeAsync();
        await Buyer.DisposeAsync();
    }

    public void Dispose() => _network.Dispose();

    internal static (string, string)[] Order(string price, string asset, params (string, string)[] more) =>
    [
        ("first_asset_amount", price), ("first_asset_type", "DUM1"), ("second_asset_amount", "1"), ("second_asset_type", asset), .. more,
    ];

    /// <summary>Asks again until the answer suits: the tokens and the other node's orders come when they come.</summary>
    internal static async Task Until(HttpPeer peer, string path, Func<System.Text.Json.JsonElement, bool> suits)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Pause);
        while (!suits((await peer.Caller.Get(path)).Good))
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private async Task Sell()
    {
        Imported = await Owner.Caller.PostFile($"/api/v1/datasets?location=NL-10&segments={Segments}&original=true", MeterFile);
        Asset = Imported.Good.Str("asset");
        AskPlaced = await Owner.Caller.Put("/market/asks", Order(Price.ToString(), Asset, ("timeout", "7200")));
        await Until(Buyer, "/api/v1/offers", json => json.GetArrayLength() == 1);

        var (events, start) = await HttpEventReader.Open(Buyer.Caller);
        using (events)
        {
            BuyerEvents.Add((start.Str("type"), start.GetProperty("event")));
            BidPlaced = await Buyer.Caller.Put("/bids", Order(Price.ToString(), Asset));
            while (BuyerEvents[^1].Type != "market_transaction_complete")
            {
                var happened = (await events.Next())!.Value;
                BuyerEvents.Add((happened.Str("type"), happened.GetProperty("event")));
            }
        }

        await Until(Owner, "/market/transactions", json => json.At("transactions").GetArrayLength() == 1 && json.Str("transactions.0.status") == "completed");
    }

    private async Task LeaveOrdersOpen()
    {
        var imported = await Owner.Caller.PostFile("/api/v1/datasets?location=NL-11", AnotherMetersFile);
        OpenAsset = imported.Good.Str("asset");
        Assert.Equal(HttpStatusCode.OK, (await Owner.Caller.Put("/market/asks", Order("20", OpenAsset, ("licence", "exclusive")))).Status);
        await Until(Buyer, "/api/v1/offers", json => json.EnumerateArray().Any(offer => offer.Str("asset") == OpenAsset));
        Assert.Equal(HttpStatusCode.OK, (await Buyer.Caller.Put("/market/bids", Order("5", OpenAsset))).Status);
        await Until(Owner, "/market/bids", json => json.At("bids").GetArrayLength() == 1);
    }
}

[CollectionDefinition(Name)]
public sealed class HttpSaleCollection : ICollectionFixture<HttpSale>
{
    public const string Name = "http sale";
}
