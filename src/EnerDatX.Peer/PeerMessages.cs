using EnerDatX.Core.Market;

namespace EnerDatX.Peer;

/// <summary>User → peer: answered with <see cref="TradesRead"/>.</summary>
public sealed record ReadTrades
{
    public static readonly ReadTrades Now = new();
}

/// <summary>Peer → user: all trades, oldest first.</summary>
public sealed record TradesRead(IReadOnlyList<Trade> Trades);
