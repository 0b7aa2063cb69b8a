using System.Collections.Immutable;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

/// <summary>Payments of honest peers: found sound, and asked for half by half where something is not held.</summary>
public sealed class MoneyCheckTests
{
    private readonly MoneyWorld _world = new();

    private MarketPeer Alice => _world.Alice;

    private MarketPeer Bob => _world.Bob;

    private MarketPeer Carol => _world.Carol;

    private MarketPeer Mallory => _world.Mallory;

    [Fact]
    public void A_payment_out_of_issued_tokens_is_sound()
    {
        var credit = _world.Issue(Alice, 10);
        var sound = Assert.IsType<MoneyVerdict.Sound>(_world.Check(Alice.Pay(Bob, 10)));
        Assert.Equal([credit.Hash], sound.Credits);
    }

    [Fact]
    public void Tokens_that_went_through_many_hands_are_sound_and_every_credit_on_the_way_is_named()
    {
        var credits = new List<BlockHash> { _world.Issue(Alice, 10).Hash };
        for (var hop = 0; hop < 4; hop++)
        {
            credits.Add(_world.Move(_world.All[hop], _world.All[hop + 1], 10).Credit.Hash);
        }

        var sound = Assert.IsType<MoneyVerdict.Sound>(_world.Check(_world.All[4].Pay(Alice, 10)));
        Assert.Equal(credits.ToImmutableHashSet(), sound.Credits);
    }

    [Fact]
    public void A_payment_from_several_credits_and_parts_of_credits_is_sound()
    {
        _world.Issue(Alice, 10);
        _world.Issue(Alice, 10);
        _world.Issue(Alice, 10);
        _world.Move(Alice, Bob, 7);
        _world.Move(Alice, Bob, 7);
        _world.AssertSound(Alice.Pay(Bob, 16));
        _world.AssertSound(Bob.Pay(Carol, 14));
    }

    [Fact]
    public void Tokens_may_come_back_to_where_they_were_before()
    {
        _world.Issue(Alice, 10);
        for (var round = 0; round < 20; round++)
        {
            _world.Move(Alice, Bob, 10);
            _world.Move(Bob, Alice, 10);
        }

        _world.AssertSound(Alice.Pay(Carol, 10));
    }

    [Fact]
    public void A_refund_gives_tokens_that_are_as_good_as_before()
    {
        _world.Issue(Alice, 10);
        var payment = _world.Move(Alice, Bob, 6).Debit;
        var back = new RefundTransaction(MoneyWorld.SomeTrade, 0, payment.Hash, "gone", Bob.Purse.Debit(6).Fields!);
        var refund = Bob.Propose(BlockTypes.Refund, Alice.PublicKey, back.Encode(MoneyWorld.Network));
        _world.AssertSound(refund);
        Alice.Credit(refund);
        _world.AssertSound(Alice.Pay(Carol, 10));
    }

    [Fact]
    public void Two_currencies_of_one_peer_do_not_mix()
    {
        _world.Issue(Alice, 10);
        var offer = _world.Offer(Alice, 10, MoneyWorld.OtherToken);
        Alice.Credit(offer, Alice.Wallet.PurseOf(MoneyWorld.OtherToken).Credit(10));
        _world.AssertSound(Alice.Pay(Bob, 4));
        _world.AssertSound(Alice.Pay(Bob, Alice.Wallet.PurseOf(MoneyWorld.OtherToken).Debit(3).Fields!));
        _world.AssertSound(Alice.Pay(Bob, 6));
    }

    [Fact]
    public void A_credit_that_was_found_sound_before_needs_no_ancestors()
    {
        var offer = _world.Offer(Alice, 10);
        var issued = Alice.Credit(offer);
        var (debit, credit) = _world.Move(Alice, Bob, 10);
        var payment = Bob.Pay(Carol, 5);
        var ledger = _world.Without(offer, issued, debit);
        Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(payment, ledger));
        var sound = Assert.IsType<MoneyVerdict.Sound>(_world.Check(payment, ledger, credit.Hash));
        Assert.Empty(sound.Credits);
    }

    [Fact]
    public void Each_half_block_that_the_check_needs_is_asked_for_when_it_is_missing()
    {
        var payment = Branches();
        var needed = _world.Everything().Where(b => b.Hash != payment.Hash && !b.IsSource).ToList();
        Assert.Equal(14, needed.Count);
        foreach (var lacking in needed)
        {
            var incomplete = Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(payment, _world.Without(lacking)));
            Assert.True(incomplete.Missing.Contains(lacking.Hash) || incomplete.Ranges.Any(r => Contains(r, lacking)), $"{lacking} is not asked for");
        }
    }

    [Fact]
    public void What_is_no_money_is_asked_for_too_since_a_debit_might_stand_there()
    {
        var credit = _world.Issue(Alice, 10);
        var notes = Enumerable.Range(0, 5).Select(_ => Alice.Publish("note", "a0d"u8.ToArray())).ToArray();
        var payment = Alice.Pay(Bob, 10);
        var incomplete = Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(payment, _world.Without(notes[1], notes[2])));
        Assert.Empty(incomplete.Missing);
        Assert.Equal([new ChainRange(Alice.PublicKey, credit.Sequence, notes[2].Sequence)], incomplete.Ranges);
    }

    [Fact]
    public void Where_another_branch_is_held_of_an_earlier_payer_the_half_block_is_asked_for_by_its_hash()
    {
        _world.Issue(Mallory, 10);
        var before = Mallory.Head;
        var note = Mallory.Publish("note", "a0d"u8.ToArray());
        _world.Move(Mallory, Alice, 10);
        var held = _world.Without(note);
        Mallory.GoBackTo(before);
        held.Append([Mallory.Publish("other", "a0d"u8.ToArray())]);
        var payment = Alice.Pay(Bob, 10);
        held.Append([payment]);
        var incomplete = Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(payment, held));
        Assert.Equal(note.Hash, Assert.Single(incomplete.Missing));
        Assert.Empty(incomplete.Ranges);
    }

    [Fact]
    public void Together_with_the_credits_the_places_right_before_the_payment_are_asked_for()
    {
        var credit = _world.Issue(Alice, 10);
        var payment = Alice.Pay(Bob, 10);
        var incomplete = Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(payment, _world.Without(credit)));
        Assert.Equal([credit.Hash], incomplete.Missing);
        Assert.Equal([new ChainRange(Alice.PublicKey, 1, payment.Sequence - 1)], incomplete.Ranges);
    }

    [Fact]
    public void Below_a_payment_that_was_found_sound_before_only_the_money_halves_are_needed_again()
    {
        _world.Issue(Alice, 100);
        var notes = new List<HalfBlock>();
        for (var i = 0; i < 5; i++)
        {
            notes.Add(Alice.Publish("note", "a0d"u8.ToArray()));
            _world.Move(Alice, Bob, 1);
        }

        var first = Alice.Pay(Bob, 1);
        var sound = Assert.IsType<MoneyVerdict.Sound>(_world.Check(first));
        Assert.Equal([first.Hash], sound.Payments);
        Bob.Credit(first);
        var late = Alice.Publish("note", "a0d"u8.ToArray());
        var second = Alice.Pay(Bob, 1);
        BlockHash[] remembered = [.. sound.Payments, .. sound.Credits];
        Assert.IsType<MoneyVerdict.Sound>(_world.Check(second, _world.Without([.. notes]), remembered));
        Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(second, _world.Without([.. notes])));
        Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(second, _world.Without(late), remembered));
        var (credit, balance) = (Alice.Wallet.History[0].Block.Hash, Alice.Purse.Balance);
        var tooMuch = Alice.Pay(Bob, new MoneyFields(MoneyWorld.Token, balance, 0, second.Hash, [new Draw(credit, balance)]));
        Assert.IsType<MoneyVerdict.Sound>(_world.Check(tooMuch, _world.Ledger, remembered));
        var twice = Alice.Pay(Bob, new MoneyFields(MoneyWorld.Token, 1, 0, second.Hash, [new Draw(credit, 1)]));
        Assert.IsType<MoneyVerdict.Unsound>(_world.Check(twice, _world.Ledger, remembered));
    }

    [Fact]
    public void Who_asks_for_what_is_missing_until_nothing_is_comes_to_an_end()
    {
        var payment = Branches();
        Assert.InRange(CompleteByAsking(payment, _world), 3, 14);
    }

    [Fact]
    public void No_more_is_asked_for_at_once_than_one_request_holds()
    {
        const int Issued = MoneyFields.MaxDraws * MoneyFields.MaxDraws;
        for (var i = 1; i <= Issued; i++)
        {
            _world.Issue(Carol, 1);
            if (i % MoneyFields.MaxDraws == 0)
            {
                _world.Move(Carol, Bob, MoneyFields.MaxDraws);
            }
        }

        var payment = Bob.Pay(Alice, Issued);
        var ledger = _world.Without([.. _world.Everything().Where(b => b.Type == BlockTypes.Issue && b.IsProposal)]);
        var incomplete = Assert.IsType<MoneyVerdict.Incomplete>(_world.Check(payment, ledger));
        Assert.Equal(MoneyCheck.MaxMissing, incomplete.Missing.Count);
        Assert.Equal(incomplete.Missing.Count, incomplete.Missing.Distinct().Count());
    }

    /// <summary>Starts with the payment alone and adds what is asked for; gives the number of rounds.</summary>
    internal static int CompleteByAsking(HalfBlock payment, MoneyWorld world)
    {
        var held = new MemoryLedger();
        held.Append([payment]);
        for (var round = 1; ; round++)
        {
            var verdict = world.Check(payment, held);
            if (verdict is MoneyVerdict.Sound)
            {
                return round;
            }

            var incomplete = Assert.IsType<MoneyVerdict.Incomplete>(verdict);
            HalfBlock[] given =
            [
                .. incomplete.Missing.Select(hash => Assert.IsType<HalfBlock>(world.Ledger.Find(hash))),
                .. incomplete.Ranges.SelectMany(r => world.Ledger.Range(r.Of, r.First, r.Last, int.MaxValue)),
            ];
            Assert.Contains(given, block => held.Find(block.Hash) is null);
            Assert.All(incomplete.Missing, hash => Assert.Null(held.Find(hash)));
            held.Append(given);
        }
    }

    private static bool Contains(ChainRange range, HalfBlock block) =>
        block.PublicKey.Equals(range.Of) && block.Sequence >= range.First && block.Sequence <= range.Last;

    /// <summary>Carol pays with tokens that came from Alice and Bob, who both had them from the issuer, Bob in two parts.</summary>
    private HalfBlock Branches()
    {
        _world.Issue(Alice, 10);
        _world.Issue(Bob, 5);
        _world.Issue(Bob, 5);
        _world.Move(Alice, Carol, 3);
        _world.Move(Alice, Carol, 4);
        _world.Move(Bob, Carol, 8);
        Alice.Publish(BlockTypes.Ask, "a0d"u8.ToArray());
        _world.Issue(Carol, 1);
        return Carol.Pay(Alice, 16);
    }
}
