using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Market;

namespace EnerDatX.Core.Tests.Evidence;

/// <summary>Proofs of every kind against Mallory, and what comes near to one and is none; from fixed keys and times.</summary>
internal sealed class GoldenProofs
{
    private readonly MoneyWorld _world = new();

    public GoldenProofs()
    {
        AddDoubleSpends();
        AddDoubleCountersigns();
        AddBrokenChains();
        AddPointers();
        AddMoneyForks();
        AddBalances();
        AddCredits();
        AddLicences();
        AddLateCountersignatures();
    }

    public List<(string Name, Proof Proof)> Valid { get; } = [];

    public List<(string Name, Proof Proof)> NearMisses { get; } = [];

    private MarketPeer Mallory => _world.Mallory;

    private MarketPeer Bob => _world.Bob;

    /// <summary>A debit that says whatever it is given, as one of a purse in this network.</summary>
    public static MoneyFields Debit(long amount, long balance, HalfBlock? previous, params (HalfBlock Credit, long Amount)[] draws) =>
        new(MoneyWorld.Token, amount, balance, previous?.Hash, [.. draws.Select(d => new Draw(d.Credit.Hash, d.Amount))]);

    private void AddDoubleSpends()
    {
        var credit = _world.Issue(Mallory, 10);
        var one = Mallory.Pay(Bob, 10);
        Mallory.GoBackTo(credit);
        var other = Mallory.Pay(_world.Alice, Debit(10, 0, credit, (credit, 10)));
        var next = Mallory.Publish("note", "a0d"u8.ToArray());
        Valid.Add(("double spend", new DoubleSpend(one, other)));
        NearMisses.Add(("double spend: one half-block twice", new DoubleSpend(one, one)));
        NearMisses.Add(("double spend: two places", new DoubleSpend(one, next)));
        NearMisses.Add(("double spend: two keys", new DoubleSpend(credit, _world.Issue(_world.Carol, 10))));
        NearMisses.Add(("double spend: a bit of one changed after it was signed", new DoubleSpend(one, Changed(one))));
    }

    private void AddDoubleCountersigns()
    {
        var (offer, later) = (_world.Offer(Mallory, 7), _world.Offer(Mallory, 7));
        var (one, other, second) = (Mallory.Credit(offer), Mallory.Credit(offer), Mallory.Credit(later));
        Valid.Add(("double countersignature", new DoubleCountersign(offer, one, other)));
        NearMisses.Add(("double countersignature: two proposals", new DoubleCountersign(offer, one, second)));
        NearMisses.Add(("double countersignature: one agreement twice", new DoubleCountersign(offer, one, one)));
        NearMisses.Add(("double countersignature: without its proposal", new DoubleCountersign(later, one, other)));
    }

    private void AddBrokenChains()
    {
        var before = Mallory.Publish("note", "a0d"u8.ToArray());
        var after = Mallory.Publish("note", "a0d"u8.ToArray());
        var later = Mallory.Publish("note", "a0d"u8.ToArray());
        Mallory.GoBackTo(HalfBlock.Sign(Mallory.Key, before.Sequence, Bob.PublicKey, 0, before.PreviousHash, "note", "a0d"u8, 1));
        var broken = Mallory.Publish("note", "a0d"u8.ToArray());
        Valid.Add(("broken chain", new BrokenChain(before, broken)));
        NearMisses.Add(("broken chain: it follows", new BrokenChain(before, after)));
        NearMisses.Add(("broken chain: with a gap", new BrokenChain(before, later)));
        NearMisses.Add(("broken chain: the later one first", new BrokenChain(broken, before)));
        Mallory.GoBackTo(later);
    }

    private void AddPointers()
    {
        var head = _world.Mallory.Head!;
        var third = Note(head.Sequence + 5, [BackPointer.To(head), new BackPointer(2, 0x0123456789abcdef)]);
        var liar = Note(head.Sequence + 8, [new BackPointer(head.Sequence, head.Hash.Prefix ^ 1)]);
        var other = Note(head.Sequence + 9, [new BackPointer(2, 0xfedcba9876543210)]);
        Valid.Add(("contradictory back-pointers: against a half-block", new ContradictoryPointers(head, liar)));
        Valid.Add(("contradictory back-pointers: against each other", new ContradictoryPointers(third, other)));
        NearMisses.Add(("contradictory back-pointers: they agree", new ContradictoryPointers(head, third)));
        NearMisses.Add(("contradictory back-pointers: of different places", new ContradictoryPointers(head, other)));
        NearMisses.Add(("contradictory back-pointers: in a copied transaction", new ContradictoryPointers(head, Note(head.Sequence + 8, [new BackPointer(head.Sequence, 1)], 1))));
        NearMisses.Add(("contradictory back-pointers: ascending", new ContradictoryPointers(
            head, Note(head.Sequence + 8, [new BackPointer(2, 1), new BackPointer(head.Sequence, 1)]))));
    }

    private void AddMoneyForks()
    {
        var (credit, elsewhere) = (_world.Issue(Mallory, 10), _world.Issue(_world.Carol, 10));
        var one = Mallory.Pay(Bob, Debit(4, Mallory.Purse.Balance, credit, (credit, 4)));
        var other = Mallory.Pay(_world.Alice, Debit(6, Mallory.Purse.Balance, credit, (credit, 6)));
        var follows = Mallory.Pay(Bob, Debit(1, 3, other, (credit, 1)));
        var offers = new[] { _world.Offer(Mallory, 3, "DUM7"), _world.Offer(Mallory, 3, "DUM7") };
        var firsts = offers.Select(offer => Mallory.Credit(offer, new MoneyFields("DUM7", 3, 3, null, []))).ToArray();
        Valid.Add(("money fork", new MoneyFork(one, other)));
        Valid.Add(("money fork: two first ones", new MoneyFork(firsts[0], firsts[1])));
        NearMisses.Add(("money fork: one follows the other", new MoneyFork(other, follows)));
        NearMisses.Add(("money fork: two currencies", new MoneyFork(
            firsts[0], Mallory.Credit(_world.Offer(Mallory, 3, "DUM8"), new MoneyFields("DUM8", 3, 3, null, [])))));
        NearMisses.Add(("money fork: two keys", new MoneyFork(one, _world.Carol.Pay(Bob, Debit(4, 6, credit, (elsewhere, 4))))));
        NearMisses.Add(("money fork: two networks", new MoneyFork(one, InNetwork("other", Debit(6, 0, credit, (credit, 6))))));
    }

    private void AddBalances()
    {
        var credit = _world.Issue(Mallory, 10);
        var balance = Mallory.Purse.Balance;
        var (wrong, right) = (Mallory.Pay(Bob, Debit(4, balance, credit, (credit, 4))), Mallory.Pay(Bob, Debit(4, balance - 4, credit, (credit, 4))));
        var first = Mallory.Credit(_world.Offer(Mallory, 3, "DUM9"), new MoneyFields("DUM9", 3, 1_000, null, []));
        var fromNothing = Mallory.Pay(Bob, Debit(4, 0, null, (credit, 4)));
        Valid.Add(("wrong balance", new WrongBalance(credit, wrong)));
        Valid.Add(("wrong balance of a first money half", new WrongBalance(null, first)));
        Valid.Add(("wrong balance of a debit that comes first", new WrongBalance(null, fromNothing)));
        NearMisses.Add(("wrong balance: it is right", new WrongBalance(credit, right)));
        NearMisses.Add(("wrong balance: after another one than it names", new WrongBalance(right, wrong)));
        NearMisses.Add(("wrong balance: without the one before", new WrongBalance(null, wrong)));
        NearMisses.Add(("wrong balance: right in another network", new WrongBalance(credit, InNetwork("other", Debit(4, balance, credit, (credit, 4))))));
        NearMisses.Add(("wrong balance: a first one that is right", new WrongBalance(
            null, Mallory.Credit(_world.Offer(Mallory, 3, "DUMX"), new MoneyFields("DUMX", 3, 3, null, [])))));
    }

    private void AddCredits()
    {
        var (credit, another) = (_world.Issue(Mallory, 10), _world.Issue(Mallory, 10));
        var six = Mallory.Pay(Bob, Debit(6, 100, another, (credit, 6)));
        var five = Mallory.Pay(Bob, Debit(5, 95, six, (credit, 5)));
        var four = Mallory.Pay(Bob, Debit(4, 91, five, (credit, 4)));
        var both = Mallory.Pay(Bob, Debit(12, 79, four, (credit, 5), (credit, 6), (another, 1)));
        var elsewhere = Mallory.Pay(Bob, Debit(10, 69, both, (another, 10)));
        Valid.Add(("credit overspent: by two debits", new CreditOverspent(credit, [six, five])));
        Valid.Add(("credit overspent: by one debit", new CreditOverspent(credit, [both])));
        NearMisses.Add(("credit overspent: all of it, and no more", new CreditOverspent(credit, [six, four])));
        NearMisses.Add(("credit overspent: one debit twice", new CreditOverspent(credit, [six, six])));
        NearMisses.Add(("credit overspent: a debit that draws on another", new CreditOverspent(credit, [six, five, elsewhere])));
        NearMisses.Add(("credit overspent: a debit in its place", new CreditOverspent(six, [five, four])));
        NearMisses.Add(("credit overspent: two networks", new CreditOverspent(credit, [six, InNetwork("other", Debit(5, 95, six, (credit, 5)))])));
    }

    private void AddLicences()
    {
        var sales = new Sales(_world, Mallory);
        var (exclusive, later, copy) = (sales.Sell(Sales.Day(1, Licence.Exclusive)), sales.Sell(Sales.Day(1)), sales.Sell(Sales.Day(1)));
        Valid.Add(("conflicting licences: exclusive, and a copy of the same dataset", new ConflictingLicences(exclusive, later)));
        Valid.Add(("conflicting licences: an hour is in both", new ConflictingLicences(exclusive, sales.Sell(Sales.Day(2) with { Hours = (23, 30) }))));
        Valid.Add(("conflicting licences: one title", new ConflictingLicences(
            sales.Sell(Sales.Day(3, Licence.Exclusive) with { IsBought = true }), sales.Sell(Sales.Day(3, Licence.Exclusive) with { IsBought = true }))));
        NearMisses.Add(("conflicting licences: two copies", new ConflictingLicences(later, copy)));
        NearMisses.Add(("conflicting licences: one sale twice", new ConflictingLicences(exclusive, exclusive)));
        void Misses(string name, Sales.What what) =>
            NearMisses.Add(($"conflicting licences: {name}", new ConflictingLicences(exclusive, sales.Sell(what))));
        Misses("the next day", Sales.Day(4) with { Hours = (24, 48) });
        Misses("another meter", Sales.Day(5) with { Meter = 2 });
        Misses("another channel", Sales.Day(6) with { Channels = ["gas"] });
        Misses("bought and sold on", Sales.Day(1, Licence.Exclusive) with { IsBought = true });
        NearMisses.Add(("conflicting licences: paid and not delivered", new ConflictingLicences(exclusive, later with { Delivery = copy.Delivery })));
        NearMisses.Add(("conflicting licences: terms for another ask", new ConflictingLicences(later, copy with { Ask = exclusive.Ask })));
        NearMisses.Add(("conflicting licences: terms that the seller never signed", new ConflictingLicences(exclusive, later with { TermsAgreement = copy.TermsAgreement })));
        NearMisses.Add(("conflicting licences: of two sellers", new ConflictingLicences(exclusive, new Sales(_world, _world.Carol).Sell(Sales.Day(1)))));
    }

    private void AddLateCountersignatures()
    {
        _world.Issue(Bob, 100);
        var (paid, other) = (new PaidTrade(_world, Bob, Mallory), new PaidTrade(_world, Bob, Mallory));
        var early = PaidTrade.Note(Mallory);
        var inTime = other.Credit();
        var after = paid.PassDeadline();
        var (reclaim, falsely) = (paid.Reclaim(after), other.Reclaim(after));
        var late = paid.Credit();
        var tooEarly = paid.Reclaim(early);
        Valid.Add(("late countersignature", Late(paid, after, reclaim, late)));
        NearMisses.Add(("late countersignature: in time", Late(other, after, falsely, inTime)));
        NearMisses.Add(("late countersignature: of another payment", Late(paid, after, reclaim, inTime)));
        NearMisses.Add(("late countersignature: the deadline had not passed", Late(paid, early, tooEarly, late)));
        NearMisses.Add(("late countersignature: another half-block than the reclaim names", Late(paid, PaidTrade.Note(Mallory), reclaim, late)));
        NearMisses.Add(("late countersignature: the reclaim of another payment", Late(paid, after, falsely, late)));
        NearMisses.Add(("late countersignature: terms that the seller never signed", new LateCountersignature(
            paid.Terms, other.Agreement, paid.Payment, after, reclaim, late)));
    }

    private static LateCountersignature Late(PaidTrade paid, HalfBlock after, HalfBlock reclaim, HalfBlock late) =>
        new(paid.Terms, paid.Agreement, paid.Payment, after, reclaim, late);

    private HalfBlock InNetwork(string network, MoneyFields fields) => Mallory.Propose(
        BlockTypes.Payment, Bob.PublicKey, new PaymentTransaction(MoneyWorld.SomeTrade, 0, new byte[32], fields).Encode(network));

    /// <summary>A half-block of Mallory's at some place of its chain, with any back-pointers.</summary>
    private HalfBlock Note(uint sequence, BackPointer[] pointers, uint linkSequence = 0)
    {
        var bytes = pointers.SelectMany(p => BitConverter.GetBytes(p.Sequence).Reverse().Concat(BitConverter.GetBytes(p.HashPrefix).Reverse())).ToArray();
        var transaction = MarketHead.Begin(MoneyWorld.Network).Bytes(BackPointers.Field, bytes).Encode();
        return HalfBlock.Sign(Mallory.Key, sequence, Bob.PublicKey, linkSequence, MoneyWorld.SomeTrade, "note", transaction, 1_700_000_100_000);
    }

    private static HalfBlock Changed(HalfBlock half)
    {
        var packed = half.Packed.ToArray();
        packed[^1] ^= 1;
        Assert.True(HalfBlock.TryUnpack(packed, out var changed));
        return changed;
    }
}
