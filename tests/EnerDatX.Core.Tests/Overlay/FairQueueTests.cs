using EnerDatX.Core.Overlay;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Overlay;

public sealed class FairQueueTests
{
    [Fact]
    public void Sources_take_turns_however_much_each_brings()
    {
        var queue = new FairQueue<char, string>(100, 50);
        foreach (var item in new[] { "a1", "a2", "a3", "b1", "c1", "b2" })
        {
            Assert.True(queue.Add(item[0], item));
        }

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], TakeAll(queue));
    }

    [Fact]
    public void A_source_that_has_nothing_more_stands_behind_the_others_when_it_comes_again()
    {
        var queue = new FairQueue<char, string>(100, 50);
        queue.Add('a', "a1");
        queue.Add('b', "b1");
        queue.Add('b', "b2");
        Assert.True(queue.TryTake(out var first));
        queue.Add('a', "a2");
        Assert.Equal(("a1", "b1,a2,b2"), (first, string.Join(',', TakeAll(queue))));
    }

    [Fact]
    public void A_source_waits_with_no_more_than_its_share()
    {
        var queue = new FairQueue<char, string>(100, 2);
        Assert.True(queue.Add('a', "a1"));
        Assert.True(queue.Add('a', "a2"));
        Assert.False(queue.Add('a', "a3"));
        Assert.Equal(["a1", "a2"], TakeAll(queue));
    }

    [Fact]
    public void When_all_is_full_the_longest_line_loses_its_newest()
    {
        var queue = new FairQueue<char, string>(3, 3);
        queue.Add('a', "a1");
        queue.Add('a', "a2");
        queue.Add('a', "a3");
        Assert.False(queue.Add('b', "b1"));
        Assert.Equal(["a1", "b1", "a2"], TakeAll(queue));
    }

    [Fact]
    public void It_is_bounded_loses_no_order_and_starves_nobody() => Prop.ForAll<byte[]>(steps =>
    {
        var queue = new FairQueue<int, (int Source, int Number)>(20, 8);
        var (waiting, last) = (0, new Dictionary<int, int>());
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] < 160)
            {
                queue.Add(steps[i] % 5, (steps[i] % 5, i));
            }
            else if (queue.TryTake(out var taken))
            {
                Assert.True(last.GetValueOrDefault(taken.Source, -1) < taken.Number);
                last[taken.Source] = taken.Number;
            }

            waiting = Math.Max(waiting, queue.Count);
        }

        Assert.InRange(waiting, 0, 20);
        var rest = TakeAll(queue);
        Assert.All(rest.GroupBy(item => item.Source), line => Assert.InRange(line.Count(), 1, 8));
        Assert.Equal(0, queue.Count);

        // Until a source is done, it comes once in every round.
        var rounds = rest.GroupBy(item => item.Source).ToDictionary(line => line.Key, line => line.Count());
        var sources = rounds.Count;
        Assert.Equal(sources, rest.Take(sources).Select(item => item.Source).Distinct().Count());
    }).QuickCheckThrowOnFailure();

    private static List<T> TakeAll<TSource, T>(FairQueue<TSource, T> queue)
        where TSource : notnull
    {
        var all = new List<T>();
        while (queue.TryTake(out var item))
        {
            all.Add(item);
        }

        return all;
    }
}
