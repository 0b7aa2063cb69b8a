using EnerDatX.Core.Identity;

namespace EnerDatX.Node.Tests.Cli;

public sealed class ChainFraudsTests
{
    private static readonly PublicKey Culprit = SecretKey.FromSeeds(new byte[32], new byte[32]).PublicKey;

    [Fact]
    public async Task Nobody_is_a_cheat_until_it_is_proven()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/api/v1/frauds?limit=100&offset=0", "[]");
        Assert.Equal(["Nobody is proven to have cheated."], await MarketCommandTests.Table(node, "chain", "frauds"));
    }

    [Fact]
    public async Task What_differs_between_the_half_blocks_stands_side_by_side()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/api/v1/frauds?limit=5&offset=2", Canned.List(Fraud("double_spend", Half(4, "aa", 5), Half(4, "bb", 7))));
        Assert.Equal(
            [
                $"{Culprit.Mid} signed two half-blocks with one sequence number (double_spend).",
                $"Public key: {Culprit.ToHex()}",
                "field|1|2",
                "hash|aa|bb",
                "transaction: amount|5|7",
            ],
            await MarketCommandTests.Table(node, "chain", "frauds", "--limit", "5", "--offset", "2"));
    }

    [Fact]
    public async Task Many_half_blocks_are_listed_and_texts_of_strangers_steer_no_terminal()
    {
        await using var node = await CannedNode.Start();
        var halves = Enumerable.Range(1, 4).Select(i => Half(i, $"{i}{i}", i)).ToArray();
        node.Answer("GET", "/api/v1/frauds?limit=100&offset=0", Canned.List(
            Fraud("credit_overspent", halves), Fraud("wrong_balance", Half(1, "cc", 1, "\\u001b[2J\\u0001"))));
        var lines = await MarketCommandTests.Table(node, "chain", "frauds");
        Assert.Equal($"2|tx_payment|proposal|{Culprit.Mid.ToString()[..10]}|2|22|2 DUM1", lines[4]);
        Assert.Contains("transaction: reason|1b5b324a01", lines);
    }

    private static string Fraud(string kind, params string[] halves) => $$"""
        {"kind":"{{kind}}","says":"signed two half-blocks with one sequence number","public_key":"{{Culprit.ToHex()}}","trader_id":"{{Culprit.Mid}}",
         "proof":"01","halves":[{{string.Join(',', halves)}}]}
        """;

    private static string Half(int sequence, string hash, int amount, string reason = "why") => $$"""
        {"type":"tx_payment","transaction":{"amount":{{amount}},"currency":"DUM1","reason":"{{reason}}"},"public_key":"{{Culprit.ToHex()}}",
         "sequence_number":{{sequence}},"link_public_key":"{{Culprit.ToHex()}}","link_sequence_number":0,"previous_hash":"00","signature":"00",
         "timestamp":1768478400000,"hash":"{{hash}}"}
        """;
}
