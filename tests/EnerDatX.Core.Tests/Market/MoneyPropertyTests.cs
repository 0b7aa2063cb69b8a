using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class MoneyPropertyTests
{
    private static Arbitrary<int[]> Steps => Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary();

    [Fact]
    public void Honest_payments_are_sound_and_whoever_asks_for_what_is_missing_finds_out() => Prop.ForAll(Steps, steps =>
    {
        var world = new MoneyWorld();
        var payments = new List<HalfBlock>();
        foreach (var step in steps)
        {
            var (from, to) = Pair(world, step);
            var amount = (step / 25 % 9) + 1;
            if (step / 225 % 4 == 0)
            {
                world.Issue(to, amount);
            }
            else if (from.Purse.Debit(amount).Fields is not null)
            {
                payments.Add(world.Move(from, to, amount).Debit);
            }
        }

        Assert.All(payments, world.AssertSound);
        if (payments.Count > 0)
        {
            MoneyCheckTests.CompleteByAsking(payments[^1], world);
        }

        Assert.Equal(Issued(world), world.All.Sum(p => p.Purse.Balance));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    /// <summary>
    /// Four peers who invent, skip, fork and credit twice as they like, and one who takes only what it finds sound and knows all that was ever
    /// signed. It never takes more than was issued to them.
    /// </summary>
    [Fact]
    public void Whatever_cheats_do_an_honest_peer_that_knows_everything_takes_no_more_than_was_issued() => Prop.ForAll(Steps, steps =>
    {
        var gang = new Gang();
        foreach (var step in steps)
        {
            gang.Play(new Random(step));
        }

        Assert.True(gang.Taken <= gang.Issued, $"{gang.Taken} taken of {gang.Issued} issued");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void The_cheats_of_that_property_get_some_of_their_money_accepted_and_some_refused()
    {
        var (accepted, refusals) = (0, new SortedSet<string>(StringComparer.Ordinal));
        for (var seed = 0; seed < 100; seed++)
        {
            var gang = new Gang();
            var random = new Random(seed);
            for (var step = 0; step < 60; step++)
            {
                gang.Play(random);
            }

            accepted += gang.Accepted;
            refusals.UnionWith(gang.Refusals);
        }

        Assert.True(accepted > 200, $"only {accepted} payments accepted: the cheats do not exercise the check");
        Assert.True(refusals.Count >= 10, $"only {refusals.Count} kinds of refusal: {string.Join("; ", refusals)}");
    }

    private static (MarketPeer From, MarketPeer To) Pair(MoneyWorld world, int step)
    {
        var from = step % 5;
        return (world.All[from], world.All[(from + 1 + (step / 5 % 4)) % 5]);
    }

    private static long Issued(MoneyWorld world) =>
        world.Ledger.OfType(world.Issuer.PublicKey, BlockTypes.Issue).Sum(MoneyWorld.AmountOf);
}
