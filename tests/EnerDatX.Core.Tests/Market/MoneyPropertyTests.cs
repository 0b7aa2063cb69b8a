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
    /// signed. It never takes more than was issued to them and what they really spent twice (rule 8: good faith is kept).
    /// </summary>
    [Fact]
    public void Whatever_cheats_do_an_honest_peer_that_knows_everything_takes_no_more_than_was_issued_and_really_spent_twice() => Prop.ForAll(Steps, steps =>
    {
        var gang = new Gang();
        foreach (var step in steps)
        {
            gang.Play(new Random(step));
        }

        Assert.True(gang.Taken <= gang.Issued + gang.SpentTwice, $"{gang.Taken} taken of {gang.Issued} issued and {gang.SpentTwice} spent twice");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void The_cheats_of_that_property_get_some_of_their_money_accepted_and_some_refused()
    {
        var (accepted, behindForks, refusals) = (0, 0, new SortedSet<string>(StringComparer.Ordinal));
        for (var seed = 0; seed < 100; seed++)
        {
            var gang = new Gang();
            var random = new Random(seed);
            for (var step = 0; step < 60; step++)
            {
                gang.Play(random);
            }

            accepted += gang.Accepted;
            behindForks += gang.AcceptedBehindForks;
            refusals.UnionWith(gang.Refusals);
        }

        Assert.True(accepted > 200, $"only {accepted} payments accepted: the cheats do not exercise the check");
        Assert.True(behindForks > 10, $"only {behindForks} payments rest on forked chains");
        Assert.True(refusals.Count >= 10, $"only {refusals.Count} kinds of refusal: {string.Join("; ", refusals)}");
    }

    /// <summary>Whatever part of the chain the payer keeps to itself: a payment is found sound only if nothing was left out.</summary>
    [Fact]
    public void A_payer_that_leaves_out_a_debit_is_refused_whatever_it_does_not_show() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new System.Random(seed);
        var world = new MoneyWorld();
        var payer = world.Mallory;
        var credit = world.Issue(payer, 100);
        for (var i = random.Next(8); i > 0; i--)
        {
            _ = random.Next(2) == 0 ? payer.Publish("note", "a0d"u8.ToArray()) : payer.Pay(world.Bob, 1);
        }

        var shown = payer.Purse;
        payer.Pay(world.Bob, random.Next(1, 50));
        for (var i = random.Next(4); i > 0; i--)
        {
            payer.Publish("note", "a0d"u8.ToArray());
        }

        var payment = payer.Pay(world.Alice, shown.Debit(random.Next(1, 50)).Fields!);
        var held = world.Without([.. world.Everything().Where(b => b.Hash != payment.Hash && random.Next(3) == 0)]);
        Assert.IsNotType<MoneyVerdict.Sound>(world.Check(payment, held));
        Assert.IsNotType<MoneyVerdict.Sound>(world.Check(payment, held, credit.Hash));
        Assert.IsType<MoneyVerdict.Unsound>(world.Check(payment));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static (MarketPeer From, MarketPeer To) Pair(MoneyWorld world, int step)
    {
        var from = step % 5;
        return (world.All[from], world.All[(from + 1 + (step / 5 % 4)) % 5]);
    }

    private static long Issued(MoneyWorld world) =>
        world.Ledger.OfType(world.Issuer.PublicKey, BlockTypes.Issue).Sum(MoneyWorld.AmountOf);
}
