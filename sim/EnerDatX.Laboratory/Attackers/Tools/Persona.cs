using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>A key that signs whatever it is told, half-block after half-block, with a wallet that follows: an attacker's own key, or one that it made up.</summary>
/// <param name="nowMs">Milliseconds since 1970.</param>
/// <param name="after">The half-block that its next one follows; null for the first.</param>
public sealed class Persona(SecretKey key, Func<long> nowMs, HalfBlock? after, Wallet wallet)
{
    private readonly List<HalfBlock> _halves = [];
    private HalfBlock? _head = after;
    private Wallet _wallet = wallet;

    public SecretKey Key => key;

    public PublicKey Self => key.PublicKey;

    public HalfBlock? Head => _head;

    /// <summary>What it signed here, in order.</summary>
    public IReadOnlyList<HalfBlock> Halves => _halves;

    /// <summary>Somebody who never was.</summary>
    public static Persona MadeUp(RandomStream random, Func<long> nowMs)
    {
        Span<byte> seeds = stackalloc byte[64];
        random.NextBytes(seeds);
        return new Persona(SecretKey.FromSeeds(seeds[..32], seeds[32..]), nowMs, null, Wallet.Empty);
    }

    public HalfBlock Propose(PublicKey to, string type, ReadOnlySpan<byte> transaction) => Next(to, 0, type, transaction);

    public HalfBlock Publish(string type, ReadOnlySpan<byte> transaction) => Next(PublicKey.Any, 0, type, transaction);

    public HalfBlock Agree(HalfBlock proposal, ReadOnlySpan<byte> transaction) =>
        Next(proposal.PublicKey, proposal.Sequence, proposal.Type, transaction);

    /// <summary>A half-block that moves tokens, with money fields that follow from all before.</summary>
    public HalfBlock ProposeMoney(PublicKey to, string type, MarketNames market, long amount, Func<MoneyFields, byte[]> transaction) =>
        Took(Propose(to, type, transaction(PurseIn(market).Debit(amount).Fields ?? throw new InvalidOperationException("Nobody gave it so much."))), market);

    /// <summary>The same for tokens that come in.</summary>
    public HalfBlock AgreeMoney(HalfBlock proposal, MarketNames market, long amount, Func<MoneyFields, byte[]> transaction) =>
        Took(Agree(proposal, transaction(PurseIn(market).Credit(amount))), market);

    /// <summary>The largest credit comes first: a half-block names no more than ten.</summary>
    private Purse PurseIn(MarketNames market)
    {
        var purse = _wallet.PurseOf(market.Currency);
        return purse with { Unspent = [.. purse.Unspent.OrderByDescending(credit => credit.Remaining)] };
    }

    private HalfBlock Took(HalfBlock half, MarketNames market)
    {
        _wallet = _wallet.Evolve(half, market.Network);
        return half;
    }

    private HalfBlock Next(PublicKey link, uint linkSequence, string type, ReadOnlySpan<byte> transaction)
    {
        var stamp = Math.Max((ulong)nowMs(), (_head?.TimestampMs ?? 0) + 1);
        _head = HalfBlock.Sign(key, (_head?.Sequence ?? 0) + 1, link, linkSequence, _head?.Hash ?? BlockHash.Genesis, type, transaction, stamp);
        _halves.Add(_head);
        return _head;
    }
}
