using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Tests.Http;

public sealed class HttpFraudTests
{
    [Fact]
    public async Task Proven_frauds_are_shown_with_the_half_blocks_that_prove_them_latest_first()
    {
        using var network = new HttpNetwork();
        await using var peer = await HttpPeer.Start(network, HttpNetwork.KeyOf("watcher"), new Currencies([]), IPEndPoint.Parse("10.0.0.1:1"));
        Assert.Empty((await peer.Caller.Get("/api/v1/frauds")).Good.EnumerateArray());

        var store = (ILedgerStore)peer.View.Ledger;
        var (bert, cara) = (HttpNetwork.KeyOf("bert"), HttpNetwork.KeyOf("cara"));
        var spend = new DoubleSpend(Half(bert, 1, "one"), Half(bert, 1, "other"));
        Assert.True(store.RememberProof(spend));
        Assert.True(store.RememberProof(new BrokenChain(Half(cara, 1, "one"), Half(cara, 2, "other"))));
        var frauds = (await peer.Caller.Get("/api/v1/frauds")).Good.EnumerateArray().ToList();
        Assert.Equal(["broken_chain", "double_spend"], frauds.Select(f => f.Str("kind")));
        frauds[1].HasExactly("kind", "says", "public_key", "trader_id", "proof", "halves");
        Assert.Equal((bert.PublicKey.ToHex(), bert.PublicKey.Mid.ToString()), (frauds[1].Str("public_key"), frauds[1].Str("trader_id")));
        Assert.Equal(spend.Halves.Select(h => h.Hash.ToString()), frauds[1].At("halves").EnumerateArray().Select(h => h.Str("hash")));
        Assert.True(Proof.TryRead(Convert.FromHexString(frauds[1].Str("proof")), out var read) && read.Verify());
        Assert.Equal(spend, read);

        var second = (await peer.Caller.Get("/api/v1/frauds?limit=1&offset=1")).Good;
        Assert.Equal("double_spend", Assert.Single(second.EnumerateArray()).Str("kind"));
        (await peer.Caller.Get("/api/v1/frauds?limit=x")).IsRefused(400, "limit is not an integer");
    }

    [Fact]
    public void Every_kind_of_proof_has_a_name_and_a_sentence_of_its_own()
    {
        var kinds = Enum.GetValues<ProofKind>();
        Assert.Equal(kinds.Length, kinds.Select(kind => kind.Name()).Distinct().Count());
        Assert.Equal(kinds.Length, kinds.Select(kind => kind.Sentence()).Distinct().Count());
    }

    private static HalfBlock Half(SecretKey key, uint sequence, string content) => HalfBlock.Sign(
        key,
        sequence,
        HttpNetwork.KeyOf("anna").PublicKey,
        0,
        sequence == 1 ? BlockHash.Genesis : new BlockHash(new byte[32]),
        "note",
        MarketHead.Begin("enerdatx").Text("content", content).Encode(),
        1_768_478_400_000);
}
