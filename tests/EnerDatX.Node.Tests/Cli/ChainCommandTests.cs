using EnerDatX.Core.Identity;

namespace EnerDatX.Node.Tests.Cli;

public sealed class ChainCommandTests
{
    private const string Hash = "3f6c000000000000000000000000000000000000000000000000000000000000";

    private static readonly string Nobody = PublicKey.Any.ToHex();
    private static readonly string Somebody = SecretKey.FromSeeds(new byte[32], new byte[32]).PublicKey.ToHex();
    private static readonly string SomebodysId = SecretKey.FromSeeds(new byte[32], new byte[32]).PublicKey.Mid.ToString()[..10];

    [Fact]
    public async Task The_own_chain_is_shown_as_linked_half_blocks()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/api/v1/chain?first=1&limit=500", Canned.List(
            Block(1, "issue", Somebody, 7, """{"currency":"DUM1","amount":100,"balance":100}""", linked: "ffff000000000000"),
            Block(2, "bid", Nobody, 0, """{"tick":{"assets":{"first":{"amount":10,"type":"DUM1"}}}}"""),
            Block(3, "tx_init", Somebody, 0, """{"price":10,"currency":"DUM1"}""", linked: "eeee000000000000"),
            Block(4, "tx_payment", Somebody, 0, """{"currency":"DUM1","amount":10,"balance":90}""")));
        Assert.Equal(
            [
                "#|type|half|with|link|hash|previous|amount",
                $"1|issue|agreement|{SomebodysId}|agrees to #7 ffff000000|1000000000|genesis|100 DUM1 (balance 100)",
                "2|bid|for all|–|–|2000000000|1000000000|10 DUM1",
                $"3|tx_init|proposal|{SomebodysId}|agreed in eeee000000|3000000000|2000000000|10 DUM1",
                $"4|tx_payment|proposal|{SomebodysId}|–|4000000000|3000000000|10 DUM1 (balance 90)",
            ],
            await MarketCommandTests.Table(node, "chain"));
    }

    [Fact]
    public async Task A_part_of_the_chain_is_asked_for()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/api/v1/chain?first=20&limit=2", "[]");
        Assert.Single(await MarketCommandTests.Table(node, "chain", "show", "--first", "20", "--limit", "2"));
    }

    [Theory]
    [InlineData("""["a list"]""")]
    [InlineData("7")]
    [InlineData("""{"amount":{"no":"number"},"tick":3}""")]
    public async Task Any_half_block_of_anyone_can_be_shown(string transaction)
    {
        await using var node = await CannedNode.Start();
        var block = Block(5, "strange", Somebody, 3, transaction, timestamp: ulong.MaxValue);
        node.Answer("GET", "/api/v1/chain?first=1&limit=500", Canned.List(block));
        node.Answer("GET", $"/ipv8/trustchain/blocks/{Hash}", $$"""{"block":{{block[..^1]}},"linked":{{Block(3, "strange", Nobody, 0, "{}")}} } }""");
        Assert.Equal(2, (await MarketCommandTests.Table(node, "chain")).Length);
        var (exit, output, _) = await node.Run("chain", "block", Hash);
        Assert.Equal(0, exit);
        Assert.Contains("strange, agreement", output, StringComparison.Ordinal);
        Assert.Contains("18446744073709551615 ms", output, StringComparison.Ordinal);
        Assert.Contains("Its other side:", output, StringComparison.Ordinal);
        Assert.Contains("strange, for all", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_block_that_the_node_does_not_hold_is_not_there()
    {
        await using var node = await CannedNode.Start();
        node.Answer(404, "GET", "/ipv8/trustchain/blocks/00%2F", """{"error":"the block with the provided hash could not be found"}""");
        Assert.Equal((1, ""), ((await node.Run("chain", "block", "00/")).Exit, (await node.Run("chain", "block", "00/")).Output));
    }

    private static string Block(int sequence, string type, string with, int link, string transaction, string? linked = null, ulong timestamp = 1768478400000) => $$"""
        {"type":"{{type}}","transaction":{{transaction}},"public_key":"{{Somebody}}","sequence_number":{{sequence}},"link_public_key":"{{with}}",
         "link_sequence_number":{{link}},"previous_hash":"{{sequence - 1}}000000000000000","signature":"00","timestamp":{{timestamp}},"hash":"{{sequence}}000000000000000",
         "linked_hash":{{(linked is null ? "null" : $"\"{linked}\"")}}}
        """;
}
