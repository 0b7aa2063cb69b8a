using System.Net;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Node.Tests.Cli;

namespace EnerDatX.Node.Tests.Http;

/// <summary>A sale by a real node that delivers a wrong key, from the bid to the verdict on a file.</summary>
public sealed class HttpDisputeTests : IAsyncLifetime, IDisposable
{
    private readonly HttpNetwork _network = new();
    private readonly string _state = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;
    private HttpPeer _owner = null!;
    private HttpPeer _buyer = null!;
    private string _trade = "";

    public async Task InitializeAsync()
    {
        var (owner, buyer) = (HttpNetwork.KeyOf("owner"), HttpNetwork.KeyOf("buyer"));
        var currencies = new Currencies([new Currency("DUM1", 0, owner.PublicKey, HttpSale.Faucet)]);
        var (ownerAddress, buyerAddress) = (IPEndPoint.Parse("10.0.0.1:8090"), IPEndPoint.Parse("10.0.0.2:8090"));
        _owner = await HttpPeer.Start(_network, owner, currencies, ownerAddress);
        _buyer = await HttpPeer.Start(_network, buyer, currencies, buyerAddress, ownerAddress);
        await _buyer.Caller.Put("/wallets/dum1");
        await HttpSale.Until(_buyer, "/wallets/DUM1/balance", json => json.Int("balance.available") == HttpSale.Faucet);
        var asset = (await _owner.Caller.PostFile("/api/v1/datasets?location=NL-10&segments=2", HttpSale.MeterFile)).Good.Str("asset");
        var record = _owner.Vault.Find(asset)!;
        _owner.Vault.Save(record with { Segments = [.. record.Segments.Select(WithWrongKey)] });
        await _owner.Caller.Put("/market/asks", HttpSale.Order("10", asset, ("timeout", "7200")));
        await HttpSale.Until(_buyer, "/api/v1/offers", json => json.GetArrayLength() == 1);
        await _buyer.Caller.Put("/bids", HttpSale.Order("10", asset));
        foreach (var peer in new[] { _buyer, _owner })
        {
            await HttpSale.Until(peer, "/market/transactions", json =>
                json.At("transactions").GetArrayLength() == 1 && json.At("transactions.0.ending").GetString() == "bad_delivery");
        }

        _trade = (await _buyer.Caller.Get("/api/v1/trades")).Good.Str("0.id");
    }

    [Fact]
    public async Task The_trade_and_the_sellers_trust_say_what_happened()
    {
        var trade = (await _buyer.Caller.Get("/api/v1/trades")).Good.At("0");
        Assert.Equal(("error", "bad_delivery", "disputed", "unpaid"), (
            trade.Str("status"), trade.Str("ending"), trade.Str("segments.0.state"), trade.Str("segments.1.state")));
        var trust = (await _buyer.Caller.Get($"/api/v1/trust/{_owner.View.Self.ToHex()}")).Good;
        trust.At("guilty").HasExactly("verdict", "reason", "dispute");
        Assert.Equal(
            ("seller-wrong-key", "the delivered key is not the one committed to", trade.Str("segments.0.dispute"), 0),
            (trust.Str("guilty.verdict"), trust.Str("guilty.reason"), trust.Str("guilty.dispute"), trust.Int("score")));
        Assert.Equal("the buyer disputes the delivery of segment 0", (await _owner.Caller.Get("/market/transactions")).Good.Str("transactions.0.reason"));
    }

    [Fact]
    public async Task Both_sides_give_the_same_bundle_and_everybody_the_same_verdict()
    {
        var bundles = new List<byte[]>();
        foreach (var peer in new[] { _buyer, _owner })
        {
            foreach (var query in new[] { "", "?payload=true" })
            {
                var answer = await peer.Caller.Get($"/api/v1/trades/{_trade}/bundle{query}");
                Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (answer.Status, answer.ContentType));
                Assert.True(DisputeBundle.TryRead(answer.Bytes, out var bundle, out var refusal), refusal);
                Assert.Equal(query.Length > 0, bundle.Exhibits.Segment is not null);
                Assert.Equal((DisputeVerdict.SellerWrongKey, _owner.View.Self), (bundle.Judge().Verdict, bundle.Judge().Guilty));
                bundles.Add(answer.Bytes);
            }
        }

        Assert.Equal(bundles[0], bundles[2]);
        Assert.Equal(bundles[1], bundles[3]);
        var whole = await _buyer.Caller.Get($"/api/v1/trades/{_trade}/bundle?payload=true&manifest=true");
        Assert.True(DisputeBundle.TryRead(whole.Bytes, out var all, out _));
        Assert.NotEmpty(all.Exhibits.Locator!.SealedManifest);
        Assert.Equal(DisputeVerdict.SellerWrongKey, all.Judge().Verdict);
    }

    [Fact]
    public async Task What_is_not_there_is_refused()
    {
        (await _buyer.Caller.Get($"/api/v1/trades/{new string('a', 64)}/bundle")).IsRefused(404, "there is no such trade with a dispute");
        (await _buyer.Caller.Get("/api/v1/trades/x/bundle")).IsRefused(404, "there is no such trade with a dispute");
        (await _owner.Caller.Get($"/api/v1/trades/{_trade}/bundle?manifest=true")).IsRefused(404, "the manifest is not held, or this node did not buy it");
        (await _buyer.Caller.Get($"/api/v1/trades/{_trade}/bundle?payload=perhaps")).IsRefused(400, "payload is neither true nor false");
    }

    [Fact]
    public async Task Commands_make_the_file_and_judge_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_state, "api-address"), _buyer.Api.Address.ToString());
        await File.WriteAllTextAsync(Path.Combine(_state, "api-token"), HttpCaller.Token);
        var file = Path.Combine(_state, "trade.dispute");
        var (exit, output, error) = await CannedNode.Invoke("market", "bundle", "1", "--payload", "--manifest", "--out", file, "--state", _state);
        Assert.Equal((0, $"{file} holds the dispute. Judge it with: ./enerdatx judge {file}\n", ""), (exit, output, error));
        Assert.StartsWith("seller-wrong-key: ", (await CannedNode.Invoke("judge", file)).Output, StringComparison.Ordinal);

        var again = await CannedNode.Invoke("market", "bundle", _trade, "--out", file, "--state", _state);
        Assert.Equal((1, $"{file} is there already. Choose another name.\n"), (again.Exit, again.Error));
        var unknown = await CannedNode.Invoke("market", "bundle", "7", "--out", file + "2", "--state", _state);
        Assert.Equal((1, "There is no trade 7.\n"), (unknown.Exit, unknown.Error));
        var stranger = await CannedNode.Invoke("market", "bundle", new string('b', 64), "--out", file + "2", "--state", _state);
        Assert.Equal((1, "there is no such trade with a dispute\n"), (stranger.Exit, stranger.Error));
        Assert.False(File.Exists(file + "2"));
    }

    public async Task DisposeAsync()
    {
        await _owner.DisposeAsync();
        await _buyer.DisposeAsync();
    }

    public void Dispose()
    {
        _network.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    /// <summary>The node thinks it right; what was offered commits to another.</summary>
    private static DatasetSegment WithWrongKey(DatasetSegment segment) => segment with
    {
        FileKey = new byte[16],
        KeyCommit = Commitments.Key(new Digest(segment.ReadingsRoot), new byte[16]).ToArray(),
    };
}
