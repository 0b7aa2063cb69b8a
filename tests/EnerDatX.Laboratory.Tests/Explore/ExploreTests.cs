using EnerDatX.Laboratory.Explore;

namespace EnerDatX.Laboratory.Tests.Explore;

/// <summary>200 worlds in which anything may happen; always the same ones. <c>./enerdatx sim explore</c> looks at others.</summary>
/// <remarks>Two classes, so that two run side by side.</remarks>
public sealed class ExploreTests
{
    internal const int PerTest = 20;

    public static TheoryData<ulong> Firsts() => [1, 21, 41, 61, 81];

    [Theory]
    [MemberData(nameof(Firsts))]
    public void In_none_of_the_first_hundred_worlds_is_an_invariant_broken(ulong first) => NothingIsBroken(first);

    internal static void NothingIsBroken(ulong first)
    {
        for (var seed = first; seed < first + PerTest; seed++)
        {
            var violations = Explored.Of(seed);
            Assert.True(violations.Count == 0, $"{string.Join("; ", violations)}: ./enerdatx sim explore --seeds 1 --from {seed}");
        }
    }
}

/// <summary>The other hundred.</summary>
public sealed class ExploreMoreTests
{
    public static TheoryData<ulong> Firsts() => [101, 121, 141, 161, 181];

    [Theory]
    [MemberData(nameof(Firsts))]
    public void In_none_of_the_second_hundred_worlds_is_an_invariant_broken(ulong first) => ExploreTests.NothingIsBroken(first);
}
