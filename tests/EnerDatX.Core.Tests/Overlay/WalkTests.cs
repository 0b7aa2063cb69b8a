using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

public class WalkTests
{
    private static readonly PublicKey Me = Key(0).PublicKey;
    private static readonly Ipv4Endpoint MyLan = Endpoint("192.168.1.20:7759");
    private static readonly Ipv4Endpoint Bob = Endpoint("203.0.113.2:7759");
    private static readonly Ipv4Endpoint Carol = Endpoint("203.0.113.3:7759");

    [Fact]
    public void A_lonely_node_asks_its_configured_addresses_every_second_and_a_node_with_few_peers_every_thirty()
    {
        var walk = new WalkDriver(Me, MyLan, [Bob]);
        Assert.Equal([Bob], walk.Tick(0));
        Assert.Equal([Bob], walk.Tick(1_000));
        walk.Answer(Key(5).PublicKey, Carol);
        walk.State = walk.State.Evolve(new WalkEvent.Bootstrapped(2_000));
        Assert.DoesNotContain(Bob, walk.Tick(31_000));
        Assert.Contains(Bob, walk.Tick(32_000));
    }

    [Fact]
    public void A_node_with_enough_peers_leaves_its_configured_addresses_alone()
    {
        var walk = new WalkDriver(Me, MyLan, [Bob]);
        for (var i = 1; i <= 5; i++)
        {
            walk.Answer(Key(i).PublicKey, Carol with { Host = Carol.Host + (uint)i });
        }

        Assert.DoesNotContain(Bob, walk.Tick(100));
    }

    [Fact]
    public void An_answer_counts_once_for_the_identifier_and_address_that_were_asked_within_ten_seconds()
    {
        var walk = new WalkDriver(Me, MyLan, [Bob]);
        walk.Tick(0);
        var identifier = walk.LastRequest.Identifier;
        Assert.Equal(WalkRefusal.Unasked, walk.Respond(Key(1).PublicKey, Bob, (ushort)(identifier + 1), 5).Refusal);
        Assert.Equal(WalkRefusal.Unasked, walk.Respond(Key(1).PublicKey, Carol, identifier, 5).Refusal);
        Assert.Equal(WalkRefusal.Unasked, walk.Respond(Key(1).PublicKey, Bob, identifier, 10_000).Refusal);
        Assert.Equal(WalkRefusal.None, walk.Respond(Key(1).PublicKey, Bob, identifier, 9_999).Refusal);
        Assert.Equal(WalkRefusal.Unasked, walk.Respond(Key(1).PublicKey, Bob, identifier, 9_999).Refusal);
        Assert.Equal(Bob, walk.State.Peers[Key(1).PublicKey].Address);
    }

    [Fact]
    public void Our_own_packet_is_refused()
    {
        var walk = new WalkDriver(Me, MyLan, [Bob]);
        Assert.Equal(WalkRefusal.OwnPacket, walk.Request(Me, Bob, 0).Refusal);
    }

    [Fact]
    public void Whoever_asks_is_answered_and_asked_back_but_is_no_peer_before_it_answers()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        var decision = walk.Request(Key(1).PublicKey, Bob, 0);
        var (to, message) = decision.Sends[1];
        var response = Assert.IsType<IntroductionResponse>(message);
        Assert.Equal((Bob, Bob, (ushort)77), (to, response.Destination.AsIpv4, response.Identifier));
        Assert.True(response.IntroducedWan.AsIpv4.IsNone);
        Assert.Empty(walk.State.Peers);
        var ask = Assert.IsType<IntroductionRequest>(decision.Sends[0].Message);
        Assert.Equal(Bob, decision.Sends[0].To);
        walk.Respond(Key(1).PublicKey, Bob, ask.Identifier, 1);
        Assert.Equal([Key(1).PublicKey], walk.State.Peers.Keys);
    }

    [Fact]
    public void Whoever_introduces_itself_again_and_again_without_answering_is_asked_at_once_only_the_first_time()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        Assert.Equal(2, walk.Request(Key(1).PublicKey, Bob, 0).Sends.Length);
        Assert.Single(walk.Request(Key(1).PublicKey, Bob, 1_500).Sends);
        Assert.Equal([Bob], walk.Tick(2_000));
    }

    [Fact]
    public void No_more_than_sixteen_who_introduce_themselves_are_asked_at_once_in_a_second()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        var asked = Enumerable.Range(0, 40).Sum(n =>
            walk.Request(Key(1).PublicKey, new Ipv4Endpoint(0x08080000 + (uint)n, 1), 0).Sends.Count(s => s.Message is IntroductionRequest));
        Assert.Equal(16, asked);
        Assert.Equal(2, walk.Request(Key(1).PublicKey, Bob, 1_000).Sends.Length);
    }

    [Fact]
    public void A_new_style_request_gets_a_new_style_answer()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        Assert.Equal(IntroductionResponse.NewId, walk.Request(Key(1).PublicKey, Bob, 0, newStyle: true).Sends[^1].Message.Id);
    }

    [Fact]
    public void An_asker_is_introduced_to_another_peer_which_is_told_to_puncture()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        walk.Answer(Key(2).PublicKey, Carol);
        var sends = walk.Request(Key(1).PublicKey, Bob, 0).Sends;

        Assert.Equal([Bob, Carol, Bob], sends.Select(send => send.To));
        var puncture = Assert.IsType<PunctureRequest>(sends[1].Message);
        Assert.Equal((Bob, (ushort)77), (puncture.WalkerWan.AsIpv4, puncture.Identifier));
        Assert.Equal(Carol, Assert.IsType<IntroductionResponse>(sends[2].Message).IntroducedWan.AsIpv4);
    }

    [Fact]
    public void Nobody_is_introduced_to_itself_or_to_a_network_that_it_cannot_reach()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        walk.Answer(Key(2).PublicKey, Endpoint("192.168.1.7:1"));
        walk.Answer(Key(1).PublicKey, Bob);
        Assert.Single(walk.Request(Key(1).PublicKey, Bob, 0).Sends);
    }

    [Fact]
    public void A_peer_behind_our_router_is_introduced_with_its_lan_address_and_our_wan_host()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        walk.Answer(Key(2).PublicKey, Endpoint("192.168.1.7:1234"), sawUsAs: MyLan);
        walk.Answer(Key(3).PublicKey, Carol, sawUsAs: Endpoint("198.51.100.1:999"));
        walk.Answer(Key(4).PublicKey, Bob, sawUsAs: Endpoint("198.51.100.1:999"));
        var introductions = Enumerable.Range(0, 20)
            .SelectMany(random => walk.Request(Key(1).PublicKey, Endpoint("203.0.113.77:5"), 0, random: (ulong)random).Sends)
            .Select(send => send.Message).OfType<IntroductionResponse>()
            .Select(response => (response.IntroducedLan.ToString(), response.IntroducedWan.ToString()));
        Assert.Contains(("192.168.1.7:1234", "198.51.100.1:1234"), introductions);
    }

    [Theory]
    [InlineData("0.0.0.0:0", "203.0.113.77:5", new[] { "203.0.113.77:5" })]
    [InlineData("192.168.9.9:4", "203.0.113.77:5", new[] { "203.0.113.77:5" })]
    [InlineData("192.168.1.9:4", "198.51.100.1:5", new[] { "192.168.1.9:4" })]
    [InlineData("0.0.0.0:0", "198.51.100.1:5", new[] { "192.168.1.20:5", "198.51.100.1:5" })]
    [InlineData("127.0.0.1:4", "127.0.0.1:5", new string[0])]
    [InlineData("224.0.0.1:4", "224.0.0.1:5", new string[0])]
    [InlineData("169.254.169.254:80", "169.254.169.254:80", new string[0])]
    [InlineData("127.0.0.1:4", "198.51.100.1:5", new string[0])]
    [InlineData("0.0.0.0:0", "0.0.0.0:0", new string[0])]
    [InlineData("0.0.0.0:0", "198.51.100.1:999", new[] { "192.168.1.20:999" })]
    public void An_introduction_is_walked_to_where_the_introducer_may_send_us(string lan, string wan, string[] expected)
    {
        var walk = new WalkDriver(Me, MyLan, []);
        walk.Answer(Key(3).PublicKey, Carol, sawUsAs: Endpoint("198.51.100.1:999"));
        walk.Answer(Key(4).PublicKey, Bob, introducedLan: Endpoint(lan), introducedWan: Endpoint(wan), sawUsAs: Endpoint("198.51.100.1:999"));
        Assert.Equal(expected, walk.State.Candidates.Select(candidate => candidate.Address.ToString()));
    }

    [Fact]
    public void A_candidate_that_never_answers_is_asked_three_times_and_then_dropped()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        walk.Request(Key(1).PublicKey, Bob, 0);
        var askedLater = Enumerable.Range(0, 20).Sum(second => walk.Tick(second * 1_000).Count(to => to == Bob));
        Assert.Equal(2, askedLater);
        Assert.Empty(walk.State.Candidates);
    }

    [Fact]
    public void Our_wan_address_is_what_most_peers_see_and_one_liar_changes_nothing()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        var wan = Endpoint("198.51.100.1:999");
        walk.Answer(Key(1).PublicKey, Bob, sawUsAs: wan);
        Assert.Equal(wan, walk.State.Wan);
        walk.Answer(Key(2).PublicKey, Carol, sawUsAs: wan);
        walk.Answer(Key(3).PublicKey, Endpoint("203.0.113.9:1"), sawUsAs: Endpoint("203.0.113.66:6"));
        Assert.Equal(wan, walk.State.Wan);
        walk.Answer(Key(4).PublicKey, Endpoint("203.0.113.10:1"), sawUsAs: Endpoint("127.0.0.1:6"));
        Assert.Equal(wan, walk.State.Wan);
    }

    [Fact]
    public void A_puncture_request_is_answered_once_a_second_for_each_asker_and_each_target()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        var first = walk.PunctureRequested(Bob, Carol, 0);
        Assert.Equal(Carol, Assert.Single(first.Sends).To);
        Assert.Equal(WalkRefusal.TooSoon, walk.PunctureRequested(Bob, Endpoint("203.0.113.9:1"), 999).Refusal);
        Assert.Equal(WalkRefusal.TooSoon, walk.PunctureRequested(Endpoint("203.0.113.9:1"), Carol, 999).Refusal);
        Assert.Equal(WalkRefusal.None, walk.PunctureRequested(Bob, Carol, 1_000).Refusal);
    }

    [Fact]
    public void Punctures_are_few_in_all_whoever_asks()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        var answered = Enumerable.Range(0, 100).Count(n =>
            walk.PunctureRequested(new Ipv4Endpoint(0x08080000 + (uint)n, 1), new Ipv4Endpoint(0x09090000 + (uint)n, 1), 0).Refusal == WalkRefusal.None);
        Assert.Equal(32, answered);
    }

    [Theory]
    [InlineData("127.0.0.1:53")]
    [InlineData("192.168.1.1:53")]
    [InlineData("224.0.0.251:5353")]
    [InlineData("0.0.0.0:0")]
    [InlineData("192.168.1.20:7759")]
    public void A_stranger_cannot_have_us_puncture_into_our_own_network(string target)
    {
        var walk = new WalkDriver(Me, MyLan, []);
        Assert.Equal(WalkRefusal.AddressNotAllowed, walk.PunctureRequested(Bob, Endpoint(target), 0).Refusal);
    }

    [Fact]
    public void An_answer_to_an_unsigned_message_is_at_most_140_bytes_longer_than_it()
    {
        var request = new PunctureRequest(false, MyLan, Carol, 1);
        var answer = new WalkDriver(Me, MyLan, []).PunctureRequested(Bob, Carol, 0).Sends.Single().Message;
        var asked = Packet.Pack(CommunityId.TrustChain, 1, request, Key(0)).Length;
        Assert.Equal((45, 185), (asked, Packet.Pack(CommunityId.TrustChain, 1, answer, Key(0)).Length));
    }

    [Fact]
    public void A_puncture_for_a_question_of_ours_is_asked_back_at_once_where_it_came_from()
    {
        var walk = new WalkDriver(Me, MyLan, [Bob]);
        walk.Tick(0);
        var identifier = walk.LastRequest.Identifier;
        Assert.Equal(WalkRefusal.Unasked, walk.Punctured(Key(2).PublicKey, Carol, (ushort)(identifier + 1), 10).Refusal);
        var decision = walk.Punctured(Key(2).PublicKey, Carol, identifier, 10);
        Assert.Equal(Carol, Assert.Single(decision.Sends).To);
        Assert.IsType<IntroductionRequest>(decision.Sends[0].Message);
        Assert.Equal(WalkRefusal.TooSoon, walk.Punctured(Key(2).PublicKey, Carol, identifier, 20).Refusal);
    }

    [Fact]
    public void A_silent_peer_is_asked_again_after_twenty_seconds_and_forgotten_after_sixty()
    {
        var walk = new WalkDriver(Me, MyLan, []) { Limits = new WalkLimits { MaxPeers = 1 } };
        walk.Answer(Key(1).PublicKey, Bob, nowMs: 0);
        Assert.Empty(walk.Tick(19_999));
        Assert.Equal([Bob], walk.Tick(20_000));
        Assert.Empty(walk.Tick(24_999));
        Assert.Equal([Bob], walk.Tick(25_000));
        walk.Tick(59_999);
        Assert.NotEmpty(walk.State.Peers);
        walk.Tick(60_000);
        Assert.Empty(walk.State.Peers);
    }

    [Fact]
    public void A_key_keeps_four_addresses_the_one_that_answered_last_first()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        for (var n = 0; n < 6; n++)
        {
            walk.Answer(Key(1).PublicKey, Bob with { Port = (ushort)(100 + n) }, nowMs: n);
        }

        walk.Answer(Key(1).PublicKey, Bob with { Port = 103 }, nowMs: 7);
        Assert.Equal<ushort>([103, 105, 104, 102], walk.State.Peers[Key(1).PublicKey].Addresses.Select(proven => proven.Address.Port));
    }

    [Fact]
    public void One_address_holds_one_place_in_the_table_however_many_keys_answer_from_it()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        walk.Answer(Key(1).PublicKey, Bob);
        walk.Answer(Key(2).PublicKey, Bob);
        Assert.Equal([Key(2).PublicKey], walk.State.Peers.Keys);
    }

    [Fact]
    public void The_table_has_room_for_thirty_peers_and_eight_of_one_public_host()
    {
        var crowd = new WalkDriver(Me, MyLan, []);
        for (var n = 0; n < 40; n++)
        {
            crowd.Answer(AnyKey(n), Bob with { Host = Bob.Host + (uint)n });
        }

        Assert.Equal(30, crowd.State.Peers.Count);
        var machine = new WalkDriver(Me, MyLan, []);
        for (var n = 0; n < 40; n++)
        {
            machine.Answer(AnyKey(n), Bob with { Port = (ushort)(1_000 + n) });
        }

        Assert.Equal(8, machine.State.Peers.Count);
    }

    [Fact]
    public void What_strangers_name_is_bounded()
    {
        var walk = new WalkDriver(Me, MyLan, []);
        for (var n = 0; n < 1_000; n++)
        {
            walk.Request(Key(1).PublicKey, new Ipv4Endpoint(0x08080000 + (uint)n, 1), 0);
        }

        Assert.Equal(64, walk.State.Candidates.Length);
        Assert.InRange(walk.Tick(0).Count, 1, 4);
    }

    [Fact]
    public void The_same_turns_give_the_same_walk()
    {
        string Run()
        {
            var walk = new WalkDriver(Me, MyLan, [Bob, Carol]);
            for (var second = 0; second < 100; second++)
            {
                walk.Tick(second * 1_000, (ulong)second * 7919);
                walk.Answer(AnyKey(second % 12), new Ipv4Endpoint(0x08080000 + (uint)(second % 17), 1), nowMs: second * 1_000);
            }

            return string.Join(' ', walk.Sent.Select(send => $"{send.To}/{((IntroductionRequest)send.Message).Identifier}"));
        }

        Assert.Equal(Run(), Run());
    }

    private static PublicKey AnyKey(int number)
    {
        var bytes = Me.Bytes.ToArray();
        bytes[20] = (byte)number;
        return PublicKey.FromField(bytes);
    }
}
