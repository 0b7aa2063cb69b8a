using EnerDatX.Core.Evidence;
using EnerDatX.Core.Gossip;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Gossip;

/// <summary>How a fraud comes to light among peers of which none was shown both sides.</summary>
public sealed class FraudTests
{
    private const int Strangers = 10;

    [Fact]
    public void Two_branches_shown_to_peers_that_never_met_are_brought_together_and_everyone_keeps_the_proof()
    {
        using var story = WithStrangers();
        var (cheat, first, second) = Fork(story);
        cheat.Send(story.Market.Peers[3], first);
        cheat.Send(story.Market.Peers[8], second);
        story.RunFor(45);
        Assert.All(story.Market.Peers, peer =>
        {
            var proof = Assert.IsType<DoubleSpend>(peer.Ledger.ProofAgainst(cheat.Self));
            Assert.True(proof.Verify());
        });
    }

    /// <summary>Neither branch was pushed: only the two who were asked to sign them know of them.</summary>
    [Fact]
    public void Two_proposals_with_one_number_are_brought_together_by_those_they_were_made_to()
    {
        using var story = WithStrangers();
        var cheat = new Puppet(story, "cheat");
        var (one, other) = (story.Market.Peers[4], story.Market.Peers[9]);
        var first = cheat.Propose(one.Self, "gift", Transaction("for you"));
        cheat.Head = null;
        var second = cheat.Propose(other.Self, "gift", Transaction("for you alone"));
        cheat.Send(one, first);
        cheat.Send(other, second);
        story.RunFor(45);
        Assert.All(story.Market.Peers, peer => Assert.NotNull(peer.Ledger.ProofAgainst(cheat.Self)));
    }

    [Fact]
    public void A_peer_that_comes_later_learns_of_the_proof_from_its_first_neighbours()
    {
        using var story = WithStrangers();
        var (cheat, first, second) = Fork(story);
        cheat.Send(story.Owner, first, second);
        story.RunFor(30);
        var late = story.Market.Add("late");
        story.RunFor(30);
        Assert.NotNull(late.Ledger.ProofAgainst(cheat.Self));
    }

    [Fact]
    public void A_proof_is_kept_through_a_restart_and_told_again()
    {
        using var story = WithStrangers();
        var (cheat, first, second) = Fork(story);
        story.Market.Peers.Skip(3).ToList().ForEach(peer => peer.Crash());
        cheat.Send(story.Owner, first, second);
        story.RunFor(5);
        story.Owner.Crash();
        story.Owner.Start();
        story.Market.Peers.Skip(3).ToList().ForEach(peer => peer.Start());
        story.RunFor(45);
        Assert.All(story.Market.Peers, peer => Assert.NotNull(peer.Ledger.ProofAgainst(cheat.Self)));
    }

    public static TheoryData<string> FalseAccusations() => ["one half-block twice", "neighbours in the chain", "half-blocks that nobody has", "of another kind", "of an unknown kind"];

    [Theory]
    [MemberData(nameof(FalseAccusations))]
    public void An_accusation_that_proves_nothing_harms_nobody_but_who_signed_it(string accusation)
    {
        using var story = WithStrangers();
        story.Prepare().Offer();
        var honest = story.Owner;
        var chain = honest.Ledger.Range(honest.Self, 1, uint.MaxValue, 10);
        var buyersChain = story.Buyer.Ledger.Range(story.Buyer.Self, 1, uint.MaxValue, 10);
        var accuser = new Puppet(story, "slanderer");
        BlockHash[] halves = accusation switch
        {
            "one half-block twice" => [chain[0].Hash, chain[0].Hash],
            "neighbours in the chain" => [buyersChain[0].Hash, chain[^1].Hash],
            "half-blocks that nobody has" => [BlockHash.Genesis, new BlockHash(new byte[32])],
            _ => [chain[0].Hash],
        };
        var kind = accusation switch { "of another kind" => (byte)ProofKind.DoubleCountersign, "of an unknown kind" => (byte)200, _ => (byte)ProofKind.DoubleSpend };
        foreach (var peer in story.Market.Peers)
        {
            accuser.Send(peer, CommunityId.Market, new ProofAnnounced(SaleStory.Network, kind, honest.Self, [.. halves]));
        }

        story.RunFor(30);
        Assert.All(story.Market.Peers, peer => Assert.Null(peer.Ledger.ProofAgainst(honest.Self)));
        Assert.True(story.Knows(story.Buyer, TickSide.Ask), "the accused's ask was voided");
    }

    [Fact]
    public void Fingerprints_of_half_blocks_that_nobody_can_show_accuse_nobody_and_are_forgotten()
    {
        using var story = WithStrangers();
        story.Prepare().Offer();
        var liar = new Puppet(story, "liar");
        var real = Fingerprint.Of(story.Owner.Ledger.Latest(story.Owner.Self)!);
        var lies = Enumerable.Range(1, FingerprintsTold.MaxFingerprints).Select(i => real with { HashHigh = real.HashHigh + (ulong)i });
        liar.Send(story.Buyer, CommunityId.Market, new FingerprintsTold(SaleStory.Network, true, [.. lies]));
        liar.Send(story.Owner, CommunityId.Market, new FingerprintsTold(SaleStory.Network, true, [.. lies]));
        story.RunFor(60);
        Assert.All(story.Market.Peers, peer => Assert.Empty(peer.Ledger.Proofs(10, 0)));
        Assert.True(story.Knows(story.Buyer, TickSide.Ask), "the ask of the peer that was lied about is gone");
    }

    [Fact]
    public void Rumours_cost_no_more_than_is_said_when_nothing_happens()
    {
        using var story = WithStrangers();
        story.RunFor(300);
        var sent = 0L;
        story.Market.Network.Observer = datagram => sent += IsGossip(datagram) ? datagram.Bytes.Length : 0;
        story.RunFor(600);
        Assert.InRange(sent / 600.0 / story.Market.Peers.Count, 1, 40);
    }

    private static bool IsGossip(SentDatagram datagram) =>
        Packet.Read(datagram.Bytes, out var packet) == PacketForm.WellFormed && packet!.Message is FingerprintsTold or HalvesWanted or ProofAnnounced;

    private static SaleStory WithStrangers()
    {
        var story = new SaleStory();
        for (var i = 0; i < Strangers; i++)
        {
            story.Market.Add($"stranger {i}");
        }

        story.RunFor(60);
        return story;
    }

    private static (Puppet Cheat, HalfBlock First, HalfBlock Second) Fork(SaleStory story)
    {
        var cheat = new Puppet(story, "cheat");
        var first = cheat.Publish("note", Transaction("one"));
        cheat.Head = null;
        return (cheat, first, cheat.Publish("note", Transaction("other")));
    }

    private static byte[] Transaction(string text) => new TransactionMap().Text("text", text).Encode();
}
