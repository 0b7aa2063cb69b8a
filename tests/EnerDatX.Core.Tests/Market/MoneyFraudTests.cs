using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

/// <summary>Tokens that do not exist, or not for whoever pays with them: never sound, whatever is invented.</summary>
public sealed class MoneyFraudTests
{
    private readonly MoneyWorld _world = new();

    private MarketPeer Alice => _world.Alice;

    private MarketPeer Bob => _world.Bob;

    private MarketPeer Mallory => _world.Mallory;

    [Fact]
    public void A_balance_out_of_nothing_pays_nothing() =>
        _world.AssertUnsound("does not contain", Mallory.Pay(Bob, Debit(5, 5, null, (MoneyWorld.SomeTrade, 5))));

    [Fact]
    public void A_balance_that_does_not_follow_from_the_one_before_is_refused()
    {
        var credit = _world.Issue(Mallory, 10);
        _world.AssertUnsound("claims a balance of 999", Mallory.Pay(Bob, Debit(5, 999, credit, (credit.Hash, 5))));
    }

    [Fact]
    public void A_chain_of_payments_begins_with_nothing()
    {
        var credit = Mallory.Credit(_world.Offer(Mallory, 10), new MoneyFields(MoneyWorld.Token, 10, 1_000, null, []));
        _world.AssertUnsound("begins with a balance of 1000", Mallory.Pay(Bob, Debit(10, 990, credit, (credit.Hash, 10))));
    }

    [Fact]
    public void More_is_not_drawn_from_a_credit_than_came_in()
    {
        _world.Issue(Mallory, 90);
        var credit = _world.Issue(Mallory, 10);
        _world.AssertUnsound("spent twice: 50 drawn of 10", Mallory.Pay(Bob, Debit(50, 50, credit, (credit.Hash, 50))));
    }

    [Fact]
    public void A_credit_is_not_drawn_twice_in_one_payment()
    {
        _world.Issue(Mallory, 90);
        var credit = _world.Issue(Mallory, 10);
        _world.AssertUnsound("names a credit twice", Mallory.Pay(Bob, Debit(10, 90, credit, (credit.Hash, 5), (credit.Hash, 5))));
    }

    [Fact]
    public void A_credit_is_not_drawn_twice_in_two_payments()
    {
        _world.Issue(Mallory, 90);
        var credit = _world.Issue(Mallory, 10);
        var first = Mallory.Pay(Bob, Debit(10, 90, credit, (credit.Hash, 10)));
        var second = Mallory.Pay(Bob, Debit(10, 80, first, (credit.Hash, 10)));
        _world.AssertSound(first);
        _world.AssertUnsound("spent twice: 20 drawn of 10", second);
    }

    [Fact]
    public void Draws_add_up_to_what_is_paid()
    {
        var credit = _world.Issue(Mallory, 10);
        _world.AssertUnsound("draws another amount than it pays", Mallory.Pay(Bob, Debit(8, 2, credit, (credit.Hash, 5))));
        _world.AssertUnsound("draws another amount than it pays", Mallory.Pay(Bob, Debit(3, 7, credit, (credit.Hash, 5))));
    }

    [Fact]
    public void Only_the_issuer_of_the_configuration_makes_tokens()
    {
        var offer = Alice.Propose(BlockTypes.Issue, Mallory.PublicKey, new IssueTransaction(MoneyWorld.Token, 10, "gift").Encode(MoneyWorld.Network));
        Mallory.Credit(offer);
        _world.AssertUnsound("was not issued by the issuer of DUM1", Mallory.Pay(Bob, 10));
    }

    [Fact]
    public void Tokens_of_one_currency_are_none_of_another()
    {
        var offer = _world.Offer(Mallory, 10, MoneyWorld.OtherToken);
        Mallory.Credit(offer, new MoneyFields(MoneyWorld.Token, 10, 10, null, []));
        _world.AssertUnsound("was not issued by the issuer of DUM1", Mallory.Pay(Bob, 10));
    }

    [Fact]
    public void A_currency_that_this_node_does_not_know_is_worth_nothing()
    {
        var offer = _world.Offer(Alice, 10, "DUM9");
        Alice.Credit(offer, Alice.Wallet.PurseOf("DUM9").Credit(10));
        _world.AssertUnsound("unknown currency DUM9", Alice.Pay(Bob, Alice.Wallet.PurseOf("DUM9").Debit(10).Fields!));
    }

    [Fact]
    public void A_credit_is_as_large_as_what_was_issued()
    {
        Mallory.Credit(_world.Offer(Mallory, 10), new MoneyFields(MoneyWorld.Token, 100, 100, null, []));
        _world.AssertUnsound("was not issued by the issuer", Mallory.Pay(Bob, 100));
    }

    [Fact]
    public void A_credit_is_as_large_as_what_was_paid()
    {
        _world.Issue(Alice, 10);
        Mallory.Credit(Alice.Pay(Mallory, 10), new MoneyFields(MoneyWorld.Token, 100, 100, null, []));
        _world.AssertUnsound("credits something else than was paid", Mallory.Pay(Bob, 100));
    }

    [Fact]
    public void A_credit_is_in_the_currency_that_was_paid()
    {
        Alice.Credit(_world.Offer(Alice, 10, MoneyWorld.OtherToken), new MoneyFields(MoneyWorld.OtherToken, 10, 10, null, []));
        var paid = Alice.Pay(Mallory, Alice.Wallet.PurseOf(MoneyWorld.OtherToken).Debit(10).Fields!);
        Mallory.Credit(paid, new MoneyFields(MoneyWorld.Token, 10, 10, null, []));
        _world.AssertUnsound("credits something else than was paid", Mallory.Pay(Bob, 10));
    }

    [Fact]
    public void One_issue_is_not_credited_twice()
    {
        var offer = _world.Offer(Mallory, 10);
        var (first, second) = (Mallory.Credit(offer), Mallory.Credit(offer));
        var payment = Mallory.Pay(Bob, Debit(20, 0, second, (first.Hash, 10), (second.Hash, 10)));
        _world.AssertUnsound("one of two credits for one payment", payment);
    }

    [Fact]
    public void One_payment_is_not_credited_twice_even_if_the_first_credit_is_spent_elsewhere()
    {
        _world.Issue(Alice, 10);
        var paid = Alice.Pay(Mallory, 10);
        var first = Mallory.Credit(paid);
        _world.AssertSound(Mallory.Pay(Bob, 10));
        Mallory.Credit(paid);
        var again = Mallory.Pay(Bob, 10);
        _world.AssertUnsound("one of two credits for one payment", again);
        Assert.IsType<MoneyVerdict.Unsound>(_world.Check(again, _world.Ledger, first.Hash));
    }

    [Fact]
    public void Somebody_elses_credit_is_not_spent()
    {
        var (alices, own) = (_world.Issue(Alice, 10), _world.Issue(Mallory, 10));
        _world.AssertUnsound("does not contain", Mallory.Pay(Bob, Debit(10, 0, own, (alices.Hash, 10))));
        _world.AssertUnsound("does not contain", Mallory.Pay(Bob, Debit(10, 0, alices, (alices.Hash, 10))));
        _world.AssertUnsound("none of its signer's", Mallory.Pay(Bob, Debit(10, 0, alices, (own.Hash, 10))));
    }

    [Fact]
    public void What_was_paid_to_somebody_else_is_not_credited()
    {
        _world.Issue(Alice, 10);
        var paid = Alice.Pay(Bob, 10);
        var stolen = HalfBlock.Sign(
            Mallory.Key, 1, Alice.PublicKey, paid.Sequence, BlockHash.Genesis, BlockTypes.Payment,
            new MoneyFields(MoneyWorld.Token, 10, 10, null, []).WriteTo(AgreementOf.Begin(MoneyWorld.Network, paid)).Encode(), 1);
        _world.Ledger.Append([stolen]);
        Mallory.GoBackTo(stolen);
        _world.AssertUnsound("not its counterpart", Mallory.Pay(Bob, Debit(10, 0, stolen, (stolen.Hash, 10))));
    }

    [Fact]
    public void A_credit_that_names_another_half_block_than_its_link_is_refused()
    {
        var (first, second) = (_world.Offer(Mallory, 10), _world.Offer(Mallory, 10));
        var transaction = Mallory.Purse.Credit(10).WriteTo(AgreementOf.Begin(MoneyWorld.Network, second)).Encode();
        var credit = Mallory.Agree(first, transaction);
        _world.AssertUnsound("not its counterpart", Mallory.Pay(Bob, Debit(10, 0, credit, (credit.Hash, 10))));
    }

    [Fact]
    public void A_credit_that_names_no_half_block_is_refused()
    {
        var transaction = Mallory.Purse.Credit(10).WriteTo(MarketHead.Begin(MoneyWorld.Network)).Encode();
        var credit = Mallory.Agree(_world.Offer(Mallory, 10), transaction);
        _world.AssertUnsound("does not say what it agrees to", Mallory.Pay(Bob, Debit(10, 0, credit, (credit.Hash, 10))));
    }

    [Fact]
    public void A_predecessor_of_another_currency_is_refused()
    {
        var credit = _world.Issue(Mallory, 10);
        var other = Mallory.Credit(_world.Offer(Mallory, 5, MoneyWorld.OtherToken), new MoneyFields(MoneyWorld.OtherToken, 5, 5, null, []));
        _world.AssertUnsound("none of its signer's", Mallory.Pay(Bob, Debit(5, 5, other, (credit.Hash, 5))));
    }

    [Fact]
    public void A_predecessor_that_is_no_money_is_refused()
    {
        var credit = _world.Issue(Mallory, 10);
        var note = Mallory.Publish("note", "a0d"u8.ToArray());
        _world.AssertUnsound("none of its signer's", Mallory.Pay(Bob, Debit(5, 5, note, (credit.Hash, 5))));
    }

    [Fact]
    public void A_payment_that_leaves_out_an_earlier_one_is_refused()
    {
        var credit = _world.Issue(Mallory, 10);
        Mallory.Pay(Alice, Debit(10, 0, credit, (credit.Hash, 10)));
        Mallory.Publish("note", "a0d"u8.ToArray());
        _world.AssertUnsound("leaves out a money half", Mallory.Pay(Bob, Debit(10, 0, credit, (credit.Hash, 10))));
    }

    [Fact]
    public void A_payment_that_a_later_one_leaves_out_is_not_taken_any_more_but_what_was_paid_with_it_stays_good()
    {
        var credit = _world.Issue(Mallory, 10);
        var toAlice = Mallory.Pay(Alice, Debit(10, 0, credit, (credit.Hash, 10)));
        Alice.Credit(toAlice);
        Mallory.Publish("note", "a0d"u8.ToArray());
        Mallory.Pay(Bob, Debit(10, 0, credit, (credit.Hash, 10)));
        _world.AssertUnsound("contradicted by a later money half", toAlice);
        _world.AssertSound(Alice.Pay(Bob, 10));
    }

    [Fact]
    public void Tokens_from_a_payment_that_leaves_out_an_earlier_one_are_refused_too()
    {
        var credit = _world.Issue(Mallory, 10);
        Mallory.Pay(Bob, Debit(10, 0, credit, (credit.Hash, 10)));
        Alice.Credit(Mallory.Pay(Alice, Debit(10, 0, credit, (credit.Hash, 10))));
        _world.AssertUnsound("leaves out a money half", Alice.Pay(Bob, 10));
    }

    [Fact]
    public void One_branch_of_a_fork_is_not_taken()
    {
        _world.Issue(Mallory, 10);
        var before = Mallory.Head;
        var toAlice = Mallory.Pay(Alice, 10);
        Mallory.GoBackTo(before);
        var toBob = Mallory.Pay(Bob, Debit(10, 0, before!, (before!.Hash, 10)));
        _world.AssertUnsound("one branch of a double spend", toAlice);
        _world.AssertUnsound("one branch of a double spend", toBob);
    }

    [Fact]
    public void A_payment_behind_a_fork_of_the_payments_is_not_taken()
    {
        _world.Issue(Mallory, 10);
        var before = Mallory.Head;
        var first = Mallory.Pay(Alice, 2);
        Mallory.GoBackTo(before);
        Mallory.Publish("note", "a0d"u8.ToArray());
        Mallory.GoBackTo(first);
        _world.AssertUnsound("one branch of a double spend", Mallory.Pay(Bob, 8));
    }

    [Fact]
    public void A_debit_on_another_branch_is_not_left_out_by_skipping_a_place()
    {
        var credit = _world.Issue(Mallory, 10);
        var note = Mallory.Publish("note", "a0d"u8.ToArray());
        Mallory.GoBackTo(credit);
        Mallory.Pay(Alice, Debit(10, 0, credit, (credit.Hash, 10)));
        Mallory.GoBackTo(note);
        _world.AssertUnsound("one branch of a double spend at 2", Mallory.Pay(Bob, Debit(10, 0, credit, (credit.Hash, 10))));
    }

    [Fact]
    public void Tokens_that_were_taken_in_good_faith_stay_good_when_their_payer_forks_later()
    {
        _world.Issue(Mallory, 10);
        var before = Mallory.Head!;
        _world.Move(Mallory, Alice, 10);
        _world.AssertSound(Alice.Pay(Bob, 4));
        Mallory.GoBackTo(before);
        var again = Mallory.Pay(Bob, Debit(10, 0, before, (before.Hash, 10)));
        _world.AssertSound(Alice.Pay(Bob, 6));
        _world.AssertUnsound("one branch of a double spend", again);
        Mallory.Publish("note", "a0d"u8.ToArray());
        _world.AssertUnsound("one branch of a double spend", Mallory.Pay(Alice, Debit(10, 0, before, (before.Hash, 10))));
    }

    [Fact]
    public void Two_payees_on_two_branches_both_keep_what_they_took_which_is_what_was_really_spent_twice_and_no_more()
    {
        var credit = _world.Issue(Mallory, 10);
        _world.Move(Mallory, Alice, 10);
        Mallory.GoBackTo(credit);
        var second = Mallory.Pay(_world.Carol, Debit(10, 0, credit, (credit.Hash, 10)));
        _world.Carol.Credit(second);
        _world.AssertSound(Alice.Pay(Bob, 10));
        _world.AssertSound(_world.Carol.Pay(Bob, 10));
        _world.Carol.Credit(second);
        _world.AssertUnsound("one of two credits", _world.Carol.Pay(Bob, 10));
    }

    [Fact]
    public void Of_an_earlier_payer_that_forked_the_branch_of_its_payment_must_still_add_up()
    {
        var credit = _world.Issue(Mallory, 10);
        Mallory.Pay(Bob, 6);
        var paid = Mallory.Pay(Alice, Debit(6, 0, credit, (credit.Hash, 6)));
        Alice.Credit(paid);
        Mallory.GoBackTo(credit);
        Mallory.Publish("note", "a0d"u8.ToArray());
        _world.AssertUnsound("leaves out a money half", Alice.Pay(Bob, 6));
    }

    [Fact]
    public void Whoever_pays_is_refused_once_a_proof_against_it_is_held()
    {
        var credit = _world.Issue(Mallory, 10);
        var note = Mallory.Publish("note", "a0d"u8.ToArray());
        Mallory.GoBackTo(credit);
        var other = Mallory.Publish("other", "a0d"u8.ToArray());
        Mallory.GoBackTo(note);
        var payment = Mallory.Pay(Bob, 10);
        var held = _world.Without(other);
        Assert.IsType<MoneyVerdict.Sound>(_world.Check(payment, held));
        held.RememberProof(new EnerDatX.Core.Evidence.DoubleSpend(note, other));
        Assert.Contains("proven cheat", Assert.IsType<MoneyVerdict.Unsound>(_world.Check(payment, held)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_a_payment_is_refused()
    {
        var credit = _world.Issue(Alice, 10);
        _world.AssertUnsound("not a payment", credit);
        _world.AssertUnsound("not a payment", Alice.Publish(BlockTypes.Ask, "a0d"u8.ToArray()));
        Assert.IsType<MoneyVerdict.Unsound>(new MoneyCheck(_world.Ledger, _world.Currencies, "other", _ => false).Check(Alice.Pay(Bob, 10)));
    }

    [Fact]
    public void The_highest_sequence_number_is_checked_like_any_other()
    {
        var fields = Debit(1, 0, null, (MoneyWorld.SomeTrade, 1));
        var transaction = new PaymentTransaction(MoneyWorld.SomeTrade, 0, new byte[32], fields).Encode(MoneyWorld.Network);
        var last = HalfBlock.Sign(Mallory.Key, uint.MaxValue, Bob.PublicKey, 0, MoneyWorld.SomeTrade, BlockTypes.Payment, transaction, 1);
        _world.AssertUnsound("does not contain", last);
    }

    [Fact]
    public void An_ancestry_that_never_ends_is_cut_off_and_refused()
    {
        _world.Issue(Alice, 1);
        for (var round = 0; round < MoneyCheck.MaxSteps / 2; round++)
        {
            _world.Move(Alice, Bob, 1);
            _world.Move(Bob, Alice, 1);
        }

        _world.AssertSound(_world.Ledger.OfType(Bob.PublicKey, BlockTypes.Payment)[^1]);
        _world.AssertUnsound("steps to check", Alice.Pay(Bob, 1));
    }

    [Fact]
    public void Half_blocks_between_payments_without_end_are_cut_off_and_refused()
    {
        var credit = _world.Issue(Mallory, 10);
        var transaction = "a0d"u8.ToArray();
        var head = credit;
        var filler = new List<HalfBlock>();
        for (var i = 0; i < 4 * MoneyCheck.MaxSteps; i++)
        {
            head = HalfBlock.Sign(Mallory.Key, head.Sequence + 1, Bob.PublicKey, 0, head.Hash, "note", transaction, 1);
            filler.Add(head);
        }

        _world.Ledger.Append(filler);
        Mallory.GoBackTo(head);
        _world.AssertUnsound("half-blocks to check", Mallory.Pay(Bob, 10));
    }

    private static MoneyFields Debit(long amount, long balance, HalfBlock? previous, params (BlockHash Credit, long Amount)[] draws) =>
        new(MoneyWorld.Token, amount, balance, previous?.Hash, [.. draws.Select(d => new Draw(d.Credit, d.Amount))]);
}
