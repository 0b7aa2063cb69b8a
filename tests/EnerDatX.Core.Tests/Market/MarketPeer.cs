using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

/// <summary>A key with its chain and what the chain says, as a node has them.</summary>
internal sealed class MarketPeer(int index, MoneyWorld world)
{
    public SecretKey Key { get; } = LedgerVectors.Key(index);

    public PublicKey PublicKey => Key.PublicKey;

    public HalfBlock? Head { get; private set; }

    public Wallet Wallet { get; private set; } = Wallet.Empty;

    public Purse Purse => Wallet.PurseOf(MoneyWorld.Token);

    public HalfBlock Propose(string type, PublicKey to, byte[] transaction)
    {
        Assert.True(OwnChain.TryPropose(Key, Head, to, type, Pointing(type, transaction), world.NextMs, out var block, out var refusal), refusal);
        return Take(block);
    }

    public HalfBlock Agree(HalfBlock proposal, byte[] transaction)
    {
        Assert.True(OwnChain.TryAgree(Key, Head, proposal, Pointing(proposal.Type, transaction), world.NextMs, out var block, out var refusal), refusal);
        return Take(block);
    }

    public HalfBlock Publish(string type, byte[] transaction)
    {
        Assert.True(OwnChain.TrySource(Key, Head, type, Pointing(type, transaction), world.NextMs, out var block, out var refusal), refusal);
        return Take(block);
    }

    /// <summary>Honest: from the own purse.</summary>
    public HalfBlock Pay(MarketPeer to, long amount)
    {
        var (fields, refusal) = Purse.Debit(amount);
        Assert.True(fields is not null, refusal.ToString());
        return Pay(to, fields);
    }

    /// <summary>A payment that says whatever it is given.</summary>
    public HalfBlock Pay(MarketPeer to, MoneyFields fields) =>
        Propose(BlockTypes.Payment, to.PublicKey, new PaymentTransaction(MoneyWorld.SomeTrade, 0, new byte[32], fields).Encode(MoneyWorld.Network));

    /// <summary>Honest: what was paid or issued, into the own purse.</summary>
    public HalfBlock Credit(HalfBlock proposal) => Credit(proposal, Purse.Credit(MoneyWorld.AmountOf(proposal)));

    public HalfBlock Credit(HalfBlock proposal, MoneyFields fields) =>
        Agree(proposal, fields.WriteTo(AgreementOf.Begin(MoneyWorld.Network, proposal)).Encode());

    /// <summary>Goes on from an earlier half-block of the own chain, as a cheat or a restored backup does: the chain forks.</summary>
    public void GoBackTo(HalfBlock? head) => Head = head;

    /// <summary>As a node that starts: everything it knows is a fold of its chain.</summary>
    public void RestartFrom(ILedgerReader ledger)
    {
        Head = ledger.Latest(PublicKey);
        Wallet = ledger.Range(PublicKey, 1, uint.MaxValue, int.MaxValue)
            .Aggregate(Wallet.Empty, (wallet, block) => wallet.Evolve(block, MoneyWorld.Network));
    }

    private byte[] Pointing(string type, byte[] transaction) => world.PointsBack
        ? BackPointers.AddTo(transaction, type, Head?.Sequence ?? 0, BackPointers.MaxCount, sequence => world.Ledger.Find(PublicKey, sequence))
        : transaction;

    private HalfBlock Take(HalfBlock block)
    {
        Head = block;
        Wallet = Wallet.Evolve(block, MoneyWorld.Network);
        world.Ledger.Append([block]);
        return block;
    }
}
