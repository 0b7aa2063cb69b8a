using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class PurseTests
{
    private readonly MoneyWorld _world = new();

    private MarketPeer Alice => _world.Alice;

    [Fact]
    public void An_empty_purse_has_nothing_and_follows_nothing()
    {
        Assert.Equal(0, Alice.Purse.Balance);
        Assert.Null(Alice.Purse.Credit(5).Previous);
        Assert.Equal((null, PurseRefusal.InsufficientTokens), Alice.Purse.Debit(1));
    }

    [Fact]
    public void Tokens_go_out_in_the_order_in_which_they_came_in()
    {
        var (first, second) = (_world.Issue(Alice, 10), _world.Issue(Alice, 5));
        var (fields, _) = Alice.Purse.Debit(12);
        Assert.Equal([new Draw(first.Hash, 10), new Draw(second.Hash, 2)], fields!.Draws);
        Assert.Equal(3, fields.Balance);
        Assert.Equal(second.Hash, fields.Previous);
    }

    [Fact]
    public void What_is_left_of_a_credit_is_spent_next()
    {
        var (first, second) = (_world.Issue(Alice, 10), _world.Issue(Alice, 5));
        Alice.Pay(_world.Bob, 4);
        Assert.Equal([new UnspentCredit(first.Hash, 6), new UnspentCredit(second.Hash, 5)], Alice.Purse.Unspent);
        Assert.Equal([new Draw(first.Hash, 6), new Draw(second.Hash, 1)], Alice.Purse.Debit(7).Fields!.Draws);
    }

    [Fact]
    public void A_credit_that_is_spent_up_is_gone()
    {
        _world.Issue(Alice, 10);
        Alice.Pay(_world.Bob, 10);
        Assert.Empty(Alice.Purse.Unspent);
        Assert.Equal(0, Alice.Purse.Balance);
    }

    [Theory]
    [InlineData(0, PurseRefusal.NotAnAmount)]
    [InlineData(-1, PurseRefusal.NotAnAmount)]
    [InlineData(MoneyFields.MaxAmount + 1, PurseRefusal.NotAnAmount)]
    [InlineData(11, PurseRefusal.InsufficientTokens)]
    public void What_is_not_there_is_not_paid(long amount, PurseRefusal refusal)
    {
        _world.Issue(Alice, 10);
        Assert.Equal((null, refusal), Alice.Purse.Debit(amount));
    }

    [Fact]
    public void As_many_credits_as_a_half_block_can_name_pay_and_one_more_is_refused()
    {
        for (var i = 0; i <= MoneyFields.MaxDraws; i++)
        {
            _world.Issue(Alice, 1);
        }

        Assert.Equal(MoneyFields.MaxDraws, Alice.Purse.Debit(MoneyFields.MaxDraws).Fields!.Draws.Count);
        Assert.Equal((null, PurseRefusal.TooManySmallCredits), Alice.Purse.Debit(MoneyFields.MaxDraws + 1));
    }

    [Fact]
    public void A_debit_that_names_an_unknown_credit_takes_nothing_from_the_others()
    {
        var credit = _world.Issue(Alice, 10);
        Alice.Pay(_world.Bob, new MoneyFields(MoneyWorld.Token, 3, 7, credit.Hash, [new Draw(MoneyWorld.SomeTrade, 3)]));
        Assert.Equal([new UnspentCredit(credit.Hash, 10)], Alice.Purse.Unspent);
    }

    [Fact]
    public void The_largest_amounts_add_up_without_overflow()
    {
        _world.Issue(Alice, MoneyFields.MaxAmount);
        _world.Issue(Alice, MoneyFields.MaxAmount);
        Assert.Equal(2 * MoneyFields.MaxAmount, Alice.Purse.Balance);
        Assert.Equal(MoneyFields.MaxAmount, Alice.Purse.Debit(MoneyFields.MaxAmount).Fields!.Amount);
    }

    [Fact]
    public void After_any_credits_and_debits_the_balance_is_what_is_unspent_and_each_debit_names_each_credit_once() =>
        Prop.ForAll(Gen.Choose(-30, 20).ListOf().ToArbitrary(), moves =>
        {
            var purse = Purse.Empty(MoneyWorld.Token);
            var number = 0;
            foreach (var move in moves)
            {
                var fields = move > 0 ? purse.Credit(move) : purse.Debit(-move).Fields;
                if (fields is not null)
                {
                    AssertDraws(fields, purse);
                    purse = purse.Evolve(Half(fields, ++number));
                }

                Assert.Equal(purse.Balance, purse.Unspent.Sum(c => c.Remaining));
                Assert.True(purse.Balance >= 0);
                Assert.All(purse.Unspent, c => Assert.True(c.Remaining > 0));
            }
        }).QuickCheckThrowOnFailure();

    private static void AssertDraws(MoneyFields fields, Purse before)
    {
        Assert.Equal(before.Latest, fields.Previous);
        Assert.Equal(fields.Draws.Count, fields.Draws.Select(d => d.Credit).Distinct().Count());
        Assert.Equal(before.Unspent.Take(fields.Draws.Count).Select(c => c.Credit), fields.Draws.Select(d => d.Credit));
        Assert.Equal(before.Balance + (fields.Draws.Count == 0 ? fields.Amount : -fields.Amount), fields.Balance);
        if (fields.Draws.Count > 0)
        {
            Assert.Equal(fields.Amount, fields.Draws.Sum(d => d.Amount));
        }
    }

    /// <summary>The half-block does not matter to a purse, only its hash and fields: a source that nobody signed over again.</summary>
    private MoneyHalf Half(MoneyFields fields, int number) => new(
        HalfBlock.Sign(Alice.Key, (uint)number, _world.Bob.PublicKey, 0, BlockHash.Genesis, "any", "a0d"u8, (ulong)number),
        fields,
        fields.Draws.Count == 0);
}
