using EnerDatX.Core.Gossip;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Tests.Gossip;

public sealed class HearsayTests
{
    private static readonly PublicKey Alice = Key(1);
    private static readonly PublicKey Bob = Key(2);

    [Fact]
    public void The_same_half_block_twice_is_no_news_and_another_at_its_place_is_a_conflict()
    {
        var hearsay = new Hearsay(HearsayLimits.Default);
        Assert.Equal(Hearing.New, hearsay.Hear(Half(1, 'a'), Alice, 0, out _));
        Assert.Equal(Hearing.Known, hearsay.Hear(Half(1, 'a'), Bob, 0, out _));
        Assert.Equal(Hearing.Conflicting, hearsay.Hear(Half(1, 'b'), Bob, 0, out var known));
        Assert.Equal((Half(1, 'a'), Alice), (known, hearsay.SourceOf(known)));
    }

    [Fact]
    public void What_is_held_has_no_source()
    {
        var hearsay = new Hearsay(HearsayLimits.Default);
        hearsay.Hear(Half(1, 'a'), Alice, 0, out _);
        hearsay.Hear(Half(1, 'a'), null, 0, out _);
        Assert.Null(hearsay.SourceOf(Half(1, 'a')));
    }

    [Fact]
    public void Each_is_told_as_often_as_was_said_and_never_twice_in_one_message()
    {
        var hearsay = new Hearsay(HearsayLimits.Default with { MaxTold = 3 });
        hearsay.Hear(Half(1, 'a'), null, 0, out _);
        hearsay.Hear(Half(2, 'a'), null, 0, out _);
        for (var times = 0; times < 3; times++)
        {
            Assert.Equal([Half(1, 'a'), Half(2, 'a')], hearsay.Tell(10, Bob, 0));
        }

        Assert.Empty(hearsay.Tell(10, Bob, 0));
        Assert.False(hearsay.HasNews(0));
    }

    [Fact]
    public void What_was_told_least_is_told_first()
    {
        var hearsay = new Hearsay(HearsayLimits.Default);
        hearsay.Hear(Half(1, 'a'), null, 0, out _);
        hearsay.Tell(1, Bob, 0);
        hearsay.Hear(Half(2, 'a'), null, 0, out _);
        Assert.Equal([Half(2, 'a')], hearsay.Tell(1, Bob, 0));
    }

    [Fact]
    public void Nobody_is_told_what_it_said_itself()
    {
        var hearsay = new Hearsay(HearsayLimits.Default);
        hearsay.Hear(Half(1, 'a'), Alice, 0, out _);
        Assert.Empty(hearsay.Tell(10, Alice, 0));
        Assert.Equal([Half(1, 'a')], hearsay.Tell(10, Bob, 0));
    }

    [Fact]
    public void Old_news_is_told_to_nobody_and_still_remembered()
    {
        var hearsay = new Hearsay(HearsayLimits.Default with { NewsMs = 1_000 });
        hearsay.Hear(Half(1, 'a'), Alice, 0, out _);
        Assert.True(hearsay.HasNews(1_000));
        Assert.False(hearsay.HasNews(1_001));
        Assert.Empty(hearsay.Tell(10, Bob, 1_001));
        Assert.Equal(Hearing.Conflicting, hearsay.Hear(Half(1, 'b'), Bob, 1_001, out _));
    }

    [Fact]
    public void What_was_forgotten_leaves_its_place_to_the_truth()
    {
        var hearsay = new Hearsay(HearsayLimits.Default);
        hearsay.Hear(Half(1, 'a'), Alice, 0, out _);
        hearsay.Forget(Half(1, 'a'));
        Assert.Equal(Hearing.New, hearsay.Hear(Half(1, 'b'), Bob, 0, out _));
        Assert.Equal([Half(1, 'b')], hearsay.Tell(10, Alice, 0));
    }

    [Fact]
    public void No_stranger_makes_it_grow_beyond_its_capacity()
    {
        var hearsay = new Hearsay(HearsayLimits.Default with { Capacity = 100 });
        for (var chain = 0ul; chain < 1_000; chain++)
        {
            hearsay.Hear(Half(chain, 'a'), Alice, 0, out _);
            hearsay.Forget(Half(chain / 2, 'a'));
        }

        Assert.InRange(hearsay.Count, 1, 100);
        Assert.Equal(Hearing.Known, hearsay.Hear(Half(999, 'a'), Bob, 0, out _));
        Assert.InRange(hearsay.Tell(10_000, Bob, 0).Length, 1, 100);
    }

    private static Fingerprint Half(ulong chain, char hash) => new(new Place(chain, 1), hash, 0);

    private static PublicKey Key(byte number) => PublicKey.FromParts(
        Enumerable.Repeat(number, 32).ToArray(), Enumerable.Repeat(number, 32).ToArray());
}
