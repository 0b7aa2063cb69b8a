using EnerDatX.Core.Overlay;

namespace EnerDatX.Core.Tests.Overlay;

/// <summary>More peers than any table holds.</summary>
public class WalkCrowdTests
{
    [Fact]
    public void In_a_crowd_everybody_has_friends_and_the_walk_gets_quiet()
    {
        var crowd = Grown(120, new WalkLimits());
        Assert.Equal(120, crowd.Reached());
        Assert.All(crowd.Members.Skip(1), member => Assert.InRange(crowd.FriendsOf(member).Count(), 15, 30));

        var (requests, messages) = (crowd.Requests, crowd.Messages);
        crowd.RunFor(60);
        Assert.InRange((crowd.Requests - requests) / (60.0 * 120), 0.5, 2);
        Assert.InRange((crowd.Messages - messages) / (60.0 * 120), 1, 5);
        Assert.Equal(120, crowd.Reached());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(30)]
    public void A_newcomer_finds_friends_where_all_tables_are_full(int places)
    {
        var limits = new WalkLimits { MaxPeers = places };
        var crowd = Grown(100, limits);
        Fill(crowd);
        Assert.All(crowd.Members, member => Assert.Equal(places, member.State.Peers.Count));

        var newcomer = crowd.Add();
        crowd.RunFor(60);
        Assert.InRange(crowd.FriendsOf(newcomer).Count(), limits.WantedPeers * 3 / 4, places);
        crowd.RunFor(120);
        Assert.Equal(101, crowd.Reached());
    }

    [Fact]
    public void Two_halves_that_were_apart_find_each_other_again()
    {
        var crowd = Grown(80, new WalkLimits { MaxPeers = 12 });
        bool AreOnOneSide(WalkCrowd.Member a, WalkCrowd.Member b) => (a.Address.Host & 1) == (b.Address.Host & 1);
        crowd.Passes = AreOnOneSide;
        crowd.RunFor(300);
        Assert.Equal(40, crowd.Reached());
        crowd.Passes = (_, _) => true;
        crowd.RunFor(900);
        Assert.Equal(80, crowd.Reached());
        var bridges = crowd.Members.Sum(member => crowd.FriendsOf(member).Count(friend => !AreOnOneSide(member, friend)));
        Assert.InRange(bridges, 40, int.MaxValue);
    }

    [Fact]
    public void Whoever_comes_to_a_full_table_in_crowds_takes_none_of_the_places_of_those_who_were_there_longest()
    {
        var me = new WalkDriver(OverlayVectors.Key(0).PublicKey, new Ipv4Endpoint(0x08080808, 1), []);
        var crowd = new WalkCrowd(new WalkLimits());
        crowd.AddMany(1_000);
        for (var number = 0; number < 1_000; number++)
        {
            var (key, address) = (crowd.Members[number].Key, crowd.Members[number].Address);
            me.Answer(key, address, nowMs: number * 20);
            me.Request(key, address, number * 20);
        }

        Assert.All(crowd.Members.Take(20), old => Assert.True(me.State.Peers.ContainsKey(old.Key)));
        Assert.InRange(crowd.Members.Skip(30).Count(young => me.State.Peers.ContainsKey(young.Key)), 1, 3);
    }

    private static WalkCrowd Grown(int members, WalkLimits limits)
    {
        var crowd = new WalkCrowd(limits);
        crowd.AddMany(members);
        crowd.RunFor(120);
        return crowd;
    }

    /// <summary>Neighbours in a ring: as many to the left as to the right.</summary>
    private static void Fill(WalkCrowd crowd)
    {
        var members = crowd.Members;
        var limits = members[0].State.Limits;
        for (var number = 0; number < members.Count; number++)
        {
            var state = new WalkState(members[number].Address, limits);
            for (var step = 1; step <= limits.MaxPeers / 2; step++)
            {
                foreach (var other in new[] { members[(number + step) % members.Count], members[(number + members.Count - step) % members.Count] })
                {
                    state = state.Evolve(new WalkEvent.Answered(other.Key, other.Address, 0, Ipv4Endpoint.None, crowd.NowMs));
                }
            }

            members[number].State = state;
        }
    }
}
