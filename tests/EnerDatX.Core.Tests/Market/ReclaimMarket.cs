using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

/// <summary>Bob pays Alice in one trade after the other, by the rules of buyer and seller; what reaches whom, and when, is chance.</summary>
internal sealed class ReclaimMarket
{
    public const long Issued = 200;

    private readonly List<PaidTrade> _trades = [];
    private readonly MemoryLedger _atBob = new();
    private readonly MemoryLedger _atAlice = new();

    public ReclaimMarket() => World.Issue(World.Bob, Issued);

    public MoneyWorld World { get; } = new();

    public List<PaidTrade> Reclaims { get; } = [];

    public int Credited { get; private set; }

    /// <summary>Payments that nobody has countersigned or taken back.</summary>
    public long OnTheirWay => PaidTrade.Price * (_trades.Count - Credited - Reclaims.Count);

    private MarketPeer Alice => World.Alice;

    private MarketPeer Bob => World.Bob;

    public void Play(int step)
    {
        var trade = _trades.Count == 0 ? null : _trades[step / 10 % _trades.Count];
        switch (step % 10)
        {
            case 0 or 1 when Bob.Purse.Balance >= PaidTrade.Price:
                _trades.Add(new PaidTrade(World, Bob, Alice, (ulong)(step / 100 % 1_000) + 1));
                break;
            case 2 or 3:
                World.Pass((ulong)(step / 100 % 500));
                break;
            case 4:
                PaidTrade.Note(Alice);
                break;
            case 5 when trade is not null:
                Countersign(trade);
                break;
            case 6 or 7 when trade is not null:
                TakeBack(trade);
                break;
            case 8:
                Tell(Alice, _atBob, step / 10);
                break;
            case 9:
                Bob.RestartFrom(World.Ledger);
                Alice.RestartFrom(World.Ledger);
                Tell(Bob, _atAlice, step / 10);
                break;
            default:
                break;
        }
    }

    /// <summary>In the end everything comes in, and whoever can go on does.</summary>
    public void Settle()
    {
        Tell(Bob, _atAlice, 1_000);
        foreach (var trade in _trades)
        {
            Countersign(trade);
        }

        World.Pass(10_000);
        PaidTrade.Note(Alice);
        Tell(Alice, _atBob, 1_000);
        foreach (var trade in _trades)
        {
            TakeBack(trade);
        }
    }

    /// <summary>As the seller's node does: by its rules, and refused by the chain once that is past the deadline.</summary>
    private void Countersign(PaidTrade trade)
    {
        var known = _atAlice.Find(trade.Payment.Hash) is null ? null : TradeHistory.Find(trade.Terms.Hash, Known(Alice, _atAlice), MoneyWorld.Network);
        if (known is not null && SellerRules.Next(known, null, World.NowMs, Alice.Head!.TimestampMs) is TradeStep.TakePayment)
        {
            trade.Credit();
            Credited++;
        }
    }

    private void TakeBack(PaidTrade trade)
    {
        var ledger = Known(Bob, _atBob);
        if (World.NowMs <= trade.DeadlineMs || TradeHistory.Find(trade.Terms.Hash, ledger, MoneyWorld.Network) is not { } known)
        {
            return;
        }

        var findings = BuyerFindings.None with { ReclaimAfter = ReclaimRule.Find(known, ledger, MoneyWorld.Network) };
        if (BuyerRules.Next(known, findings, World.NowMs) is TradeStep.TakeBack back)
        {
            trade.Reclaim(back.After);
            Reclaims.Add(trade);
        }
    }

    /// <summary>One's own chain, and what came in of the other's.</summary>
    private MemoryLedger Known(MarketPeer self, MemoryLedger others)
    {
        var ledger = new MemoryLedger();
        ledger.Append([.. World.Ledger.Range(self.PublicKey, 1, uint.MaxValue, int.MaxValue), .. others.Recent(int.MaxValue, 0).Reverse()]);
        return ledger;
    }

    private void Tell(MarketPeer of, MemoryLedger to, int count)
    {
        var first = (to.Latest(of.PublicKey)?.Sequence ?? 0) + 1;
        to.Append([.. World.Ledger.Range(of.PublicKey, first, uint.MaxValue, count % 1_001)]);
    }
}
