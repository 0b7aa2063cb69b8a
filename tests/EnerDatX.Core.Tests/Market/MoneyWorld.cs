using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

/// <summary>An issuer, five peers, and a ledger that holds every half-block that any of them ever signed.</summary>
internal sealed class MoneyWorld
{
    public const string Network = "test";
    public const string Token = "DUM1";
    public const string OtherToken = "DUM2";
    public const int Peers = 5;

    public static readonly BlockHash SomeTrade = new(Enumerable.Range(1, BlockHash.Length).Select(i => (byte)i).ToArray());

    private ulong _nowMs = 1_700_000_000_000;

    public MoneyWorld()
    {
        Issuer = new MarketPeer(15, this);
        All = [.. Enumerable.Range(0, Peers).Select(i => new MarketPeer(i, this))];
        Currencies = new Currencies([new Currency(Token, 0, Issuer.PublicKey, 0), new Currency(OtherToken, 0, Issuer.PublicKey, 0)]);
    }

    /// <summary>Whether half-blocks carry back-pointers, as those of a node do.</summary>
    public bool PointsBack { get; init; }

    public MarketPeer Issuer { get; }

    public IReadOnlyList<MarketPeer> All { get; }

    public Currencies Currencies { get; }

    public MemoryLedger Ledger { get; } = new();

    public ulong NextMs => ++_nowMs;

    public ulong NowMs => _nowMs;

    public void Pass(ulong milliseconds) => _nowMs += milliseconds;

    public MarketPeer Alice => All[0];

    public MarketPeer Bob => All[1];

    public MarketPeer Carol => All[2];

    public MarketPeer Mallory => All[3];

    public static long AmountOf(HalfBlock proposal) =>
        IssueTransaction.TryRead(proposal, Network, out var issue) ? issue.Amount
        : MoneyHalf.TryRead(proposal, Network, out var half) ? half.Fields.Amount
        : throw new InvalidDataException(proposal.ToString());

    public HalfBlock Offer(MarketPeer to, long amount, string token = Token) =>
        Issuer.Propose(BlockTypes.Issue, to.PublicKey, new IssueTransaction(token, amount, "test").Encode(Network));

    /// <summary>Issued and taken: the credit.</summary>
    public HalfBlock Issue(MarketPeer to, long amount) => to.Credit(Offer(to, amount));

    /// <summary>Paid and taken.</summary>
    public (HalfBlock Debit, HalfBlock Credit) Move(MarketPeer from, MarketPeer to, long amount)
    {
        var debit = from.Pay(to, amount);
        return (debit, to.Credit(debit));
    }

    public MoneyVerdict Check(HalfBlock debit) => Check(debit, Ledger);

    public MoneyVerdict Check(HalfBlock debit, ILedgerReader ledger, params BlockHash[] verified) =>
        new MoneyCheck(ledger, Currencies, Network, verified.Contains).Check(debit);

    public void AssertSound(HalfBlock debit) => Assert.IsType<MoneyVerdict.Sound>(Check(debit));

    public void AssertUnsound(string because, HalfBlock debit)
    {
        var verdict = Assert.IsType<MoneyVerdict.Unsound>(Check(debit));
        Assert.Contains(because, verdict.Reason, StringComparison.Ordinal);
    }

    /// <summary>A ledger that lacks some of what there is.</summary>
    public MemoryLedger Without(params HalfBlock[] lacking)
    {
        var rest = new MemoryLedger();
        rest.Append([.. Everything().Where(b => !lacking.Contains(b))]);
        return rest;
    }

    public IReadOnlyList<HalfBlock> Everything() => [.. Ledger.Recent(int.MaxValue, 0).Reverse()];
}
