using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Core.Ledger;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Tests.Http;

[Collection(HttpSaleCollection.Name)]
public sealed class HttpTrustChainTests(HttpSale sale)
{
    private static readonly string[] BlockNames =
    [
        "type", "transaction", "public_key", "sequence_number", "link_public_key", "link_sequence_number", "previous_hash", "signature",
        "timestamp", "hash",
    ];

    private HttpCaller Caller => sale.Owner.Caller;

    public static TheoryData<string> VectorBlocks => [.. ConformanceVectors.Load("blocks.json").Items("blocks").Select(b => b.String("name"))];

    [Theory]
    [MemberData(nameof(VectorBlocks))]
    public void A_half_block_looks_as_py_ipv8_shows_it(string name)
    {
        var vector = ConformanceVectors.Load("blocks.json").Items("blocks").Single(b => b.String("name") == name);
        Assert.True(HalfBlock.TryUnpack(Convert.FromHexString(vector.String("packed")), out var block));
        var shown = JsonNode.Parse(JsonSerializer.Serialize(BlockView.Of(block), Json.Options))!;

        // py-ipv8 cannot show a set; what it would show of the rest is in the vector.
        var isWhole = vector.TryGetProperty("dict_block", out var expected);
        expected = isWhole ? expected : vector.GetProperty("transaction_json");
        var actual = isWhole ? shown : shown["transaction"];
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.GetRawText()), actual), $"{expected.GetRawText()}\n{actual!.ToJsonString()}");
    }

    [Fact]
    public void Numbers_that_json_lacks_are_shown_as_text_and_odd_keys_as_python_prints_them()
    {
        var transaction = new TransactionValue.Map(
        [
            new(new TransactionValue.Text("nan"), new TransactionValue.Float(double.NaN)),
            new(new TransactionValue.Text("inf"), new TransactionValue.Float(double.NegativeInfinity)),
            new(new TransactionValue.Integer(7), new TransactionValue.Float(1)),
            new(new TransactionValue.Boolean(true), new TransactionValue.None()),
            new(new TransactionValue.Bytes(new byte[] { 0xff }), new TransactionValue.Bytes(new byte[] { 0, 0xe9 })),
        ]);
        Assert.True(OwnChain.TrySource(sale.Owner.View.Key, null, "odd", TransactionCodec.Encode(transaction), 1, out var block, out _));
        var shown = JsonNode.Parse(JsonSerializer.Serialize(BlockView.Of(block), Json.Options))!["transaction"];
        var expected = JsonNode.Parse("{\"nan\":\"nan\",\"inf\":\"-inf\",\"7\":1.0,\"true\":null,\"\\u00ff\":\"\\u0000\\u00e9\"}");
        Assert.True(JsonNode.DeepEquals(expected, shown), shown!.ToJsonString());
    }

    [Fact]
    public async Task The_deepest_transaction_that_is_read_can_be_shown()
    {
        var deep = Enumerable.Repeat("1l", TransactionCodec.MaxDepth - 1).Aggregate("1i7", (inner, list) => list + inner);
        await using var script = await HttpScript.Start(_ => null);
        Assert.True(OwnChain.TrySource(script.Key, null, "deep", System.Text.Encoding.ASCII.GetBytes($"a1d1sx{deep}"), 1, out var block, out var refusal), refusal);
        script.Ledger.Append([block]);
        var answer = await script.Caller.Get("/ipv8/trustchain/recent");
        Assert.Contains("[[[7]]]", answer.Good.At("blocks.0.transaction.x").GetRawText());
    }

    [Fact]
    public async Task Statistics_count_the_own_chain_and_whom_it_dealt_with()
    {
        foreach (var (peer, helped, helpers) in new[] { (sale.Owner, 1, 0), (sale.Buyer, 0, 1) })
        {
            var answer = await peer.Caller.Get("/trustchain/statistics");
            Assert.Equal("text/json", answer.ContentType);
            var statistics = answer.Good.At("statistics");
            statistics.HasExactly("id", "total_blocks", "total_up", "total_down", "peers_that_pk_helped", "peers_that_helped_pk", "latest_block");
            Assert.Equal(peer.View.Self.ToHex(), statistics.Str("id"));
            Assert.Equal((helped, helpers), (statistics.Int("peers_that_pk_helped"), statistics.Int("peers_that_helped_pk")));
            Assert.Equal((0, 0), (statistics.Int("total_up"), statistics.Int("total_down")));
            Assert.Equal(statistics.Int("total_blocks"), statistics.Int("latest_block.sequence_number"));
            statistics.At("latest_block").HasExactly(BlockNames);
        }
    }

    [Fact]
    public async Task Statistics_of_an_empty_chain_have_no_latest_block_and_bandwidth_comes_from_tribler()
    {
        await using var script = await HttpScript.Start(_ => null);
        var empty = (await script.Caller.Get("/trustchain/statistics")).Good.At("statistics");
        Assert.Equal(0, empty.Int("total_blocks"));
        Assert.DoesNotContain("latest_block", empty.Names());
        var bandwidth = new TransactionMap().Integer("up", 3).Integer("down", 4).Integer("total_up", 3).Integer("total_down", 4).Encode();
        Assert.True(OwnChain.TryPropose(script.Key, null, sale.Owner.View.Self, "tribler_bandwidth", bandwidth, 1, out var block, out _));
        script.Ledger.Append([block]);
        var statistics = (await script.Caller.Get("/trustchain/statistics")).Good.At("statistics");
        Assert.Equal((1, 3, 4), (statistics.Int("total_blocks"), statistics.Int("total_up"), statistics.Int("total_down")));
    }

    [Fact]
    public async Task Recent_half_blocks_come_newest_first_ten_unless_said()
    {
        var answer = await Caller.Get("/ipv8/trustchain/recent");
        Assert.Equal("text/json", answer.ContentType);
        var blocks = answer.Good.At("blocks").EnumerateArray().ToList();
        Assert.Equal(10, blocks.Count);
        Assert.All(blocks, block => block.HasExactly(BlockNames));
        Assert.Equal(blocks.Select(b => b.Int("timestamp")).OrderDescending(), blocks.Select(b => b.Int("timestamp")));
        var second = (await Caller.Get("/ipv8/trustchain/recent?limit=1&offset=1")).Good;
        Assert.Equal(blocks[1].Str("hash"), second.Str("blocks.0.hash"));
    }

    [Fact]
    public async Task A_half_block_is_found_by_its_hash_with_its_other_side()
    {
        var id = (await Caller.Get("/market/transactions")).Good.Str("transactions.0.transaction_id");
        var block = (await Caller.Get($"/ipv8/trustchain/blocks/{id}")).Good.At("block");
        block.HasExactly([.. BlockNames, "linked"]);
        Assert.Equal(("tx_init", id), (block.Str("type"), block.Str("hash")));
        Assert.Equal(("tx_init", block.Int("sequence_number")), (block.Str("linked.type"), block.Int("linked.link_sequence_number")));
        var alone = (await Caller.Get($"/ipv8/trustchain/blocks/{sale.AskPlaced.Json.Str("block_hash")}")).Good.At("block");
        alone.HasExactly(BlockNames);
    }

    [Theory]
    [InlineData("blocks/0000000000000000000000000000000000000000000000000000000000000000", "the block with the provided hash could not be found")]
    [InlineData("blocks/xyz", "the block with the provided hash could not be found")]
    [InlineData("users/4c69/blocks", "the user with the provided public key could not be found")]
    public async Task What_is_not_held_is_not_found(string path, string error) => (await Caller.Get($"/ipv8/trustchain/{path}")).IsRefused(404, error);

    [Fact]
    public async Task An_unknown_key_has_no_chain()
    {
        var stranger = HttpNetwork.KeyOf("stranger").PublicKey.ToHex();
        (await Caller.Get($"/ipv8/trustchain/users/{stranger}/blocks")).IsRefused(404, "the user with the provided public key could not be found");
    }

    [Fact]
    public async Task Users_are_the_known_chains()
    {
        var users = (await Caller.Get("/ipv8/trustchain/users")).Good.At("users").EnumerateArray().ToList();
        Assert.Equal(2, users.Count);
        Assert.All(users, user => user.HasExactly("public_key", "blocks"));
        Assert.Equal(
            new[] { sale.Owner.View.Self.ToHex(), sale.Buyer.View.Self.ToHex() }.Order(StringComparer.Ordinal),
            users.Select(u => u.Str("public_key")).Order(StringComparer.Ordinal));
        Assert.Single((await Caller.Get("/ipv8/trustchain/users?limit=1")).Good.At("users").EnumerateArray());
    }

    [Fact]
    public async Task A_users_half_blocks_come_newest_first_with_their_other_sides()
    {
        var buyer = sale.Buyer.View.Self;
        var blocks = (await Caller.Get($"/ipv8/trustchain/users/{buyer.ToHex()}/blocks")).Good.At("blocks").EnumerateArray().ToList();
        var highest = sale.Owner.View.Ledger.Latest(buyer)!.Sequence;
        Assert.Equal(Enumerable.Range(1, (int)highest).Reverse(), blocks.Select(b => (int)b.Int("sequence_number")));
        Assert.All(blocks, b => Assert.Equal(b.Str("type") is not ("ask" or "bid"), b.TryGetProperty("linked", out _)));
        Assert.Equal(2, (await Caller.Get($"/ipv8/trustchain/users/{buyer.ToHex()}/blocks?limit=2")).Good.At("blocks").GetArrayLength());
    }

    [Fact]
    public async Task The_own_chain_comes_with_the_bytes_that_were_signed()
    {
        var answer = await Caller.Get("/api/v1/chain?first=2&limit=5");
        Assert.Equal("application/json", answer.ContentType);
        var blocks = answer.Good.EnumerateArray().ToList();
        Assert.Equal([2, 3, 4, 5, 6], blocks.Select(b => b.Int("sequence_number")));
        foreach (var shown in blocks)
        {
            shown.HasExactly([.. BlockNames, "packed", "linked_hash"]);
            Assert.True(HalfBlock.TryUnpack(Convert.FromHexString(shown.Str("packed")), out var block));
            Assert.Equal((shown.Str("hash"), true), (block.Hash.ToString(), block.SignatureIsValid));
            var linked = sale.Owner.View.Ledger.LinkedTo(block);
            Assert.Equal(linked.Count == 0 ? null : linked[0].Hash.ToString(), shown.Str("linked_hash"));
        }

        (await Caller.Get("/api/v1/chain?first=0")).IsRefused(400, "first is not between 1 and 4294967295");
        (await Caller.Get("/api/v1/chain?first=one")).IsRefused(400, "first is not an integer");
    }
}
