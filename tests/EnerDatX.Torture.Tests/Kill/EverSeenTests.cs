using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Torture.Kill;

namespace EnerDatX.Torture.Tests.Kill;

/// <summary>The comparison after each life: it must notice everything that can be missing.</summary>
public sealed class EverSeenTests
{
    private static readonly SecretKey Key = SecretKey.FromSeeds(SHA256.HashData("1"u8), SHA256.HashData("2"u8));

    private readonly EverSeen _seen = new(Key.PublicKey);

    [Fact]
    public void A_chain_with_all_that_was_promised_is_good()
    {
        var chain = Chain(3);
        _seen.Acknowledge("the ask", chain[0].Hash);
        _seen.Hear(chain[2]);
        _seen.AcknowledgeDataset("EW1");

        Assert.True(_seen.Compare(chain, ["EW1", "EW2"]).AreGood);
        Assert.True(_seen.Compare(Chain(4), ["EW1"]).AreGood);
    }

    [Fact]
    public void An_acknowledged_half_block_that_is_missing_is_lost_and_told_once()
    {
        var chain = Chain(3);
        _seen.Acknowledge("the ask", chain[2].Hash);

        Assert.Contains(chain[2].Hash.ToString(), Assert.Single(_seen.Compare(chain[..2], []).Lost), StringComparison.Ordinal);
        Assert.Empty(_seen.Compare(chain[..2], []).Lost);
    }

    [Fact]
    public void A_sent_half_block_that_is_missing_is_lost_and_another_at_its_place_is_a_fork()
    {
        var chain = Chain(2);
        _seen.Hear(chain[1]);

        var found = _seen.Compare([chain[0], Block(2, chain[0].Hash, "another")], []);

        Assert.Single(found.Lost);
        Assert.Single(found.Forked);
    }

    [Fact]
    public void Two_half_blocks_at_one_place_in_two_lives_are_a_fork_though_nobody_acknowledged_them()
    {
        _seen.Compare(Chain(2), []);

        Assert.Single(_seen.Compare([Chain(1)[0], Block(2, Chain(1)[0].Hash, "another")], []).Forked);
    }

    [Fact]
    public void A_gap_and_a_foreign_signature_are_found()
    {
        var chain = Chain(3);
        var stranger = SecretKey.FromSeeds(SHA256.HashData("3"u8), SHA256.HashData("4"u8));

        Assert.NotEmpty(_seen.Compare([chain[0], chain[2]], []).Forked);
        Assert.NotEmpty(new EverSeen(stranger.PublicKey).Compare(chain, []).Forked);
    }

    [Fact]
    public void A_dataset_and_a_cancellation_that_are_missing_are_lost()
    {
        _seen.AcknowledgeDataset("EW1");
        _seen.AcknowledgeCancellation(7);
        var good = new EverSeen(Key.PublicKey);
        good.AcknowledgeCancellation(7);
        var cancelled = HalfBlock.Sign(
            Key, 1, PublicKey.Any, 0, BlockHash.Genesis, BlockTypes.CancelOrder, OrderTransaction.EncodeCancel("net", new OrderId(Key.PublicKey.Mid, 7)), 1);

        Assert.True(good.Compare([cancelled], []).AreGood);
        Assert.Equal(2, _seen.Compare([], []).Lost.Count);
    }

    [Fact]
    public void Half_blocks_of_others_are_nobodys_promise()
    {
        var stranger = new EverSeen(SecretKey.FromSeeds(SHA256.HashData("3"u8), SHA256.HashData("4"u8)).PublicKey);
        stranger.Hear(Chain(1)[0]);

        Assert.Equal(0, stranger.OnWire);
        Assert.True(stranger.Compare([], []).AreGood);
    }

    private static HalfBlock[] Chain(int length)
    {
        var chain = new HalfBlock[length];
        for (var i = 0; i < length; i++)
        {
            chain[i] = Block((uint)i + 1, i == 0 ? BlockHash.Genesis : chain[i - 1].Hash, string.Empty);
        }

        return chain;
    }

    private static HalfBlock Block(uint sequence, BlockHash previous, string content) =>
        HalfBlock.Sign(Key, sequence, PublicKey.Any, 0, previous, "ask", Encoding.ASCII.GetBytes("a0d" + content), sequence);
}
