using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>The demo as a user runs it: two real node processes, real UDP, real HTTP, real files.</summary>
public sealed class DemoTests(RunningDemo demo) : IClassFixture<RunningDemo>
{
    [Fact]
    public void The_sale_completes_and_the_balances_move_by_exactly_the_price()
    {
        var result = demo.Result;

        Assert.True(result["completed"]!.GetValue<bool>());
        Assert.Equal(10, result["price"]!["amount"]!.GetValue<long>());
        Assert.Equal("completed", result["transaction"]!["status"]!.GetValue<string>());
        Assert.Equal((0, 10), Balances("owner"));
        Assert.Equal((100, 90), Balances("buyer"));
    }

    [Fact]
    public void The_buyer_reads_byte_for_byte_what_the_owner_sealed()
    {
        var digests = demo.Result["plaintext_sha256"]!;
        Assert.Equal(64, digests["owner"]!.GetValue<string>().Length);
        Assert.Equal(digests["owner"]!.GetValue<string>(), digests["buyer"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("buyer")]
    public void Each_chain_is_contiguous_signed_and_valid(string side)
    {
        var chain = Chain(side);
        Assert.NotEmpty(chain);
        for (var i = 0; i < chain.Count; i++)
        {
            Assert.True(chain[i].SignatureIsValid);
            Assert.Equal((uint)i + 1, chain[i].Sequence);
            Assert.Equal(i == 0 ? BlockHash.Genesis : chain[i - 1].Hash, chain[i].PreviousHash);
            Assert.InRange(chain[i].Packed.Length, HalfBlock.FixedLength, HalfBlock.MaxOwnLength);
        }
    }

    [Fact]
    public void Every_step_between_the_two_stands_on_both_chains()
    {
        var (owner, buyer) = (Chain("owner"), Chain("buyer"));
        var both = owner.Concat(buyer).ToList();
        var proposals = both.Where(b => b.IsProposal).ToList();

        Assert.Equal(["tx_init", "tx_payment", "tx_done"], buyer.Where(b => b.IsProposal).Select(b => b.Type));
        Assert.Equal(["tx_delivery"], owner.Where(b => b.IsProposal).Select(b => b.Type));
        Assert.All(proposals, p => Assert.Single(
            both, a => a.IsAgreement && a.LinkPublicKey.Equals(p.PublicKey) && a.LinkSequence == p.Sequence && a.Type == p.Type));
    }

    [FactIfInstalled("age")]
    public async Task The_stock_age_tool_opens_what_was_bought()
    {
        var identity = demo.Result["age_identity"]!.GetValue<string>();
        var plaintext = await Tool.Run("age", "--decrypt", "--identity", identity, demo.Result["age_file"]!.GetValue<string>());

        Assert.Equal(demo.Result["plaintext_sha256"]!["buyer"]!.GetValue<string>(), Convert.ToHexStringLower(SHA256.HashData(plaintext)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(identity));
    }

    [Fact]
    public void The_ciphertext_is_what_its_CID_names()
    {
        var file = File.ReadAllBytes(demo.Result["age_file"]!.GetValue<string>());
        var payload = file[AgeHeader.Length..];
        Assert.True(payload.Length < UnixFs.ChunkLength, "one chunk, so that the CID is a plain multihash");
        Assert.True(Cid.TryParse(demo.Result["ciphertext_cid"]!.GetValue<string>(), out var cid));

        Assert.Equal([0x01, 0x55, 0x12, 0x20, .. SHA256.HashData(payload)], cid.ToArray());
    }

    [Fact]
    public void Neither_chain_shows_the_CID()
    {
        Assert.True(Cid.TryParse(demo.Result["ciphertext_cid"]!.GetValue<string>(), out var cid));
        Assert.All(Chain("owner").Concat(Chain("buyer")), block => Assert.Equal(-1, block.Packed.IndexOf(cid.ToArray().AsSpan()[4..])));
    }

    [Fact]
    public void The_story_explains_each_step()
    {
        Assert.Contains("A household sells a day of meter readings", demo.Story, StringComparison.Ordinal);
        Assert.Contains("byte for byte what the owner sealed", demo.Story, StringComparison.Ordinal);
        Assert.Equal(9, demo.Result["seconds"]!.AsObject().Count);
    }

    private (long Before, long After) Balances(string side) => (
        demo.Result["balances"]![side]!["before"]!.GetValue<long>(),
        demo.Result["balances"]![side]!["after"]!.GetValue<long>());

    private List<HalfBlock> Chain(string side) => [.. demo.Result["chains"]![side]!.AsArray().Select(Unpack)];

    private static HalfBlock Unpack(JsonNode? hex)
    {
        Assert.True(HalfBlock.TryUnpack(Convert.FromHexString(hex!.GetValue<string>()), out var block));
        return block;
    }
}
