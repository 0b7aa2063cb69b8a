using EnerDatX.Laboratory.Explore;

namespace EnerDatX.Laboratory.Tests.Explore;

/// <summary>200 worlds in which anything may happen; always the same ones. <c>./enerdatx sim explore</c> looks at others.</summary>
public sealed class ExploreTests
{
    private const int PerTest = 20;

    public static TheoryData<ulong> Firsts() => [.. Enumerable.Range(0, 200 / PerTest).Select(i => (ulong)(1 + (i * PerTest)))];

    [Theory]
    [MemberData(nameof(Firsts))]
    public void In_no_world_is_an_invariant_broken(ulong first)
    {
        for (var seed = first; seed < first + PerTest; seed++)
        {
            Assert.True(Explored.Of(seed) is [], $"./enerdatx sim explore --seeds 1 --from {seed}");
        }
    }
}
