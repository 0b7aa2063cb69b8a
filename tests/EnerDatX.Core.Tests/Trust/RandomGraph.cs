using EnerDatX.Core.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Trust;

/// <summary>A gift of one peer to another; peers are small numbers, 0 is the evaluator.</summary>
internal readonly record struct Gift(int From, int To, long Weight);

/// <summary>Graphs from gifts, and random gifts.</summary>
internal static class RandomGraph
{
    public const int Evaluator = 0;

    public static InteractionGraph<int> Of(IEnumerable<Gift> gifts)
    {
        var graph = new InteractionGraph<int>();
        graph.Include(Evaluator);
        foreach (var gift in gifts)
        {
            graph.Add(gift.From, gift.To, gift.Weight);
        }

        return graph;
    }

    public static NetFlow<int> NetFlowOf(IEnumerable<Gift> gifts, int alpha = 2) => new(Of(gifts), Evaluator, alpha);

    /// <summary>Up to <paramref name="most"/> gifts among peers <paramref name="first"/> … <paramref name="last"/>; some to oneself, some of nothing, many twice.</summary>
    public static Gen<Gift[]> Gifts(int first, int last, int most) => Gifts(first, last, first, last, most);

    public static Gen<Gift[]> Gifts(int firstFrom, int lastFrom, int firstTo, int lastTo, int most) =>
        from count in Gen.Choose(0, most)
        from gifts in Gen.ArrayOf(
            from source in Gen.Choose(firstFrom, lastFrom)
            from target in Gen.Choose(firstTo, lastTo)
            from weight in Gen.Choose(0, 30)
            select new Gift(source, target, weight),
            count)
        select gifts;
}
