using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

/// <summary>Four peers who mostly behave and sometimes invent, skip, fork and credit twice, and an honest one whom they pay.</summary>
internal sealed class Gang
{
    private const int Cheats = 4;

    private readonly MoneyWorld _world = new() { PointsBack = true };
    private readonly List<HalfBlock> _proposals = [];
    private readonly HashSet<BlockHash> _verified = [];

    /// <summary>To the gang.</summary>
    public long Issued { get; private set; }

    /// <summary>By the honest peer, from the gang.</summary>
    public long Taken { get; private set; }

    public int Accepted { get; private set; }

    /// <summary>Of these, how many rest on a payment of somebody who forked its chain.</summary>
    public int AcceptedBehindForks { get; private set; }

    /// <summary>
    /// What those who forked drew on each credit beyond its amount, on all branches together, as far as the payments were countersigned: value
    /// that was really spent twice.
    /// </summary>
    public long SpentTwice => _world.All.Where(HasForked).Sum(cheat =>
    {
        var money = MoneyOf(cheat);
        var drawn = money.Where(h => !h.IsCredit && _world.Ledger.LinkedTo(h.Block).Count > 0).SelectMany(h => h.Fields.Draws).ToLookup(d => d.Credit, d => d.Amount);
        return money.Where(h => h.IsCredit).Sum(credit => Math.Max(0, drawn[credit.Block.Hash].Sum() - credit.Fields.Amount));
    });

    /// <summary>Reasons, without names and numbers.</summary>
    public List<string> Refusals { get; } = [];

    private MarketPeer Honest => _world.All[Cheats];

    /// <summary>All half-blocks that anyone signed.</summary>
    public IReadOnlyList<HalfBlock> Everything => _world.Everything();

    public bool IsOfTheGang(PublicKey key) => _world.All.Take(Cheats).Any(cheat => cheat.PublicKey.Equals(key));

    public void Play(Random random)
    {
        var who = random.Next(Cheats);
        var cheat = _world.All[who];
        switch (random.Next(8))
        {
            case 0:
                Issue(cheat, random.Next(1, 20));
                break;
            case 1 or 2 or 3:
                TakeCredit(cheat, random);
                break;
            case 4:
                GoBack(cheat, random);
                break;
            case >= 5 when cheat.Purse.Balance == 0 && !Dares(random):
                break;
            case 5:
                _proposals.Add(Pay(cheat, _world.All[(who + random.Next(1, Cheats)) % Cheats], random));
                break;
            default:
                Offer(Pay(cheat, Honest, random));
                break;
        }
    }

    private static bool Dares(Random random) => random.Next(5) == 0;

    private void Issue(MarketPeer cheat, long amount)
    {
        Issued += amount;
        var offer = _world.Offer(cheat, amount);
        cheat.Credit(offer);
        _proposals.Add(offer);
    }

    private void Offer(HalfBlock payment)
    {
        switch (_world.Check(payment, _world.Ledger, [.. _verified]))
        {
            case MoneyVerdict.Sound sound:
                Taken += MoneyWorld.AmountOf(payment);
                Accepted++;
                AcceptedBehindForks += sound.Payments.Any(p => _world.All.Any(m => m.PublicKey.Equals(_world.Ledger.Find(p)!.PublicKey) && HasForked(m))) ? 1 : 0;
                _verified.UnionWith(sound.Credits.Union(sound.Payments));
                Honest.Credit(payment);
                break;
            case MoneyVerdict.Unsound unsound:
                Refusals.Add(string.Concat(unsound.Reason.SkipWhile(c => c != '.').Where(char.IsAsciiLetter)));
                break;
            default:
                Refusals.Add("incomplete");
                break;
        }
    }

    private void TakeCredit(MarketPeer cheat, Random random)
    {
        var again = Dares(random);
        var mine = _proposals.FindAll(p => p.LinkPublicKey.Equals(cheat.PublicKey)
            && (p.Type == BlockTypes.Issue || MoneyHalf.TryRead(p, MoneyWorld.Network, out _))
            && (again || _world.Ledger.LinkedTo(p).Count == 0));
        if (mine.Count == 0)
        {
            return;
        }

        var proposal = mine[random.Next(mine.Count)];
        if (!Dares(random))
        {
            cheat.Credit(proposal);
            return;
        }

        var (previous, balance) = SomePrevious(cheat, random);
        var amount = MoneyWorld.AmountOf(proposal) + (Dares(random) ? 1 : 0);
        cheat.Credit(proposal, new MoneyFields(MoneyWorld.Token, amount, balance + amount, previous, []));
    }

    private HalfBlock Pay(MarketPeer cheat, MarketPeer to, Random random)
    {
        if (!Dares(random) && cheat.Purse.Balance > 0 && cheat.Purse.Debit(random.NextInt64(1, cheat.Purse.Balance + 1)).Fields is { } fields)
        {
            return cheat.Pay(to, fields);
        }

        var credits = MoneyOf(cheat).Where(h => h.IsCredit).ToList();
        var (previous, balance) = SomePrevious(cheat, random);
        var draws = Enumerable.Range(0, random.Next(1, 3))
            .Select(_ => credits.Count == 0 ? null : credits[random.Next(credits.Count)])
            .Select(c => c is null ? new Draw(MoneyWorld.SomeTrade, 1) : new Draw(c.Block.Hash, random.NextInt64(1, c.Fields.Amount + 1)))
            .ToList();
        var amount = draws.Sum(d => d.Amount) + (Dares(random) ? 1 : 0);
        return cheat.Pay(to, new MoneyFields(MoneyWorld.Token, amount, Math.Max(0, balance - amount), previous, draws));
    }

    /// <summary>Mostly the latest money half, sometimes an earlier one or none.</summary>
    private (BlockHash? Hash, long Balance) SomePrevious(MarketPeer cheat, Random random)
    {
        var money = MoneyOf(cheat);
        if (money.Count == 0 || (Dares(random) && Dares(random)))
        {
            return (null, 0);
        }

        var chosen = Dares(random) ? money[random.Next(money.Count)] : money[^1];
        return (chosen.Block.Hash, chosen.Fields.Balance);
    }

    /// <summary>Forks the own chain, or makes it longer by something that is no money.</summary>
    private void GoBack(MarketPeer cheat, Random random)
    {
        if (cheat.Head is { } head && Dares(random))
        {
            cheat.GoBackTo(_world.Ledger.Before(cheat.PublicKey, head.Sequence));
        }
        else
        {
            cheat.Publish("note", "a0d"u8.ToArray());
        }
    }

    private bool HasForked(MarketPeer peer) =>
        _world.Everything().Where(b => b.PublicKey.Equals(peer.PublicKey)).GroupBy(b => b.Sequence).Any(place => place.Count() > 1);

    private List<MoneyHalf> MoneyOf(MarketPeer cheat) =>
        [.. _world.Everything().Where(b => b.PublicKey.Equals(cheat.PublicKey))
            .Select(b => MoneyHalf.TryRead(b, MoneyWorld.Network, out var half) ? half : null)
            .OfType<MoneyHalf>()];
}
