using EnerDatX.Core.Overlay;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Overlay;

public sealed class InOrderOfUseTests
{
    [Fact]
    public void It_keeps_its_keys_in_the_order_in_which_they_were_last_used() =>
        Prop.ForAll<(byte Key, byte What)[]>(steps =>
        {
            var table = new InOrderOfUse<int, int>();
            var plain = new List<int>();
            foreach (var (key, what) in steps)
            {
                Step(table, plain, key % 32, what % 3);
            }

            return plain.SequenceEqual(Keys(table)) && table.Count == plain.Count && plain.TrueForAll(table.Contains);
        }).QuickCheckThrowOnFailure();

    private static void Step(InOrderOfUse<int, int> table, List<int> plain, int key, int what)
    {
        var slot = table.Find(key);
        Assert.Equal(plain.Contains(key), slot >= 0);
        plain.Remove(key);
        if (what == 0)
        {
            if (slot >= 0)
            {
                table.Remove(slot);
            }

            return;
        }

        plain.Add(key);
        if (slot >= 0)
        {
            Assert.Equal(key, table.ValueAt(slot));
            table.Use(slot);
        }
        else
        {
            table.Add(key, key);
        }
    }

    private static IEnumerable<int> Keys(InOrderOfUse<int, int> table)
    {
        for (var slot = table.Oldest; slot >= 0; slot = table.After(slot))
        {
            yield return table.KeyAt(slot);
        }
    }
}
