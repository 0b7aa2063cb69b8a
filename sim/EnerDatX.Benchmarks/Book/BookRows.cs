using System.Buffers.Binary;
using EnerDatX.Benchmarks.Ledger;
using EnerDatX.Benchmarks.Report;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Benchmarks.Book;

/// <summary>
/// The rows of the order book: ticks are made beforehand, and each is inserted, matched, and every match is settled at once on both sides.
/// Every round begins with an empty book. 500 traders.
/// </summary>
/// <remarks>
/// Prices are even over all levels for asks and bids alike. Of such orders about 78 in 100 trade in the long run: asks above the
/// range where bids come to rest, and bids below it, never do.
/// </remarks>
internal sealed class BookRows(bool isQuick)
{
    private const int Traders = 500;
    private const long FirstMs = 1_700_000_000_000;

    /// <summary>EDMP's default, one hour.</summary>
    private const int TimeoutSeconds = 3_600;

    private const int MaxQuantity = 20;

    private readonly int _levelOrders = isQuick ? 20_000 : 200_000;
    private readonly int _books = isQuick ? 20_000 : 1_000_000;

    /// <summary>Which part of the orders traded, in the last round of each row.</summary>
    public SortedDictionary<string, double> Traded { get; } = new(StringComparer.Ordinal);

    public IEnumerable<Contestant> All() =>
    [
        Levels("order book, 100 price levels", 100, 2_500_000),
        Levels("order book, 1,000 price levels", 1_000, 2_000_000),
        Assets("order book, 1,000,000 books of one dataset each", 1_000_000),
    ];

    private Contestant Levels(string row, int levels, double goal)
    {
        var ticks = Lazily(() => Ticks(levels));
        return new(row, "orders/s", _ => Play(row, ticks.Value, OrderBookLimits.Default), null, Goal.AtLeast(goal, "orders/s"));
    }

    private Contestant Assets(string row, double goal)
    {
        var ticks = Lazily(Datasets);
        return new(row, "orders/s", _ => Play(row, ticks.Value, OrderBookLimits.Default with { OrdersPerTrader = int.MaxValue, Orders = 2_000_000 }), null, Goal.AtLeast(goal, "orders/s"));
    }

    private static Lazy<Tick[]> Lazily(Func<Tick[]> make) => new(make);

    private Rate Play(string row, Tick[] ticks, OrderBookLimits limits)
    {
        var book = new OrderBook(limits);
        var matches = new List<OrderBookMatch>();
        var clock = new Clock();
        foreach (var tick in ticks)
        {
            if (book.Insert(tick, tick.TimestampMs) != OrderBookVerdict.Done)
            {
                throw new InvalidOperationException("The book refused an order of the benchmark.");
            }

            matches.Clear();
            book.Match(tick.Id, tick.TimestampMs, matches);
            foreach (var match in matches)
            {
                ReceiveRows.Require(book.Settle(match) == OrderBookVerdict.Done);
            }
        }

        var rate = clock.PerSecond(ticks.Length);
        var untouched = book.List(TickSide.Ask).Concat(book.List(TickSide.Bid)).Sum(listing => listing.Rows.Count(order => order.Traded == 0));
        Traded[row] = 1 - ((double)untouched / ticks.Length);
        return rate;
    }

    private Tick[] Ticks(int levels)
    {
        var random = new Random(levels);
        var ticks = new Tick[_levelOrders];
        for (var i = 0; i < ticks.Length; i++)
        {
            long quantity = random.Next(1, MaxQuantity + 1);
            var price = random.Next(1, levels + 1);
            ticks[i] = TickOf(random, i, i, random.Next(2) == 0 ? TickSide.Ask : TickSide.Bid, new AssetAmount(quantity, "DUM1"), new AssetAmount(quantity * price, "MB"));
        }

        return ticks;
    }

    /// <summary>An ask for every dataset; then, in any order, bids for two thirds of them: four in five orders trade.</summary>
    private Tick[] Datasets()
    {
        var random = new Random(1);
        var assets = new string[_books];
        for (var i = 0; i < assets.Length; i++)
        {
            var root = new byte[32];
            random.NextBytes(root);
            assets[i] = "EW" + Convert.ToHexStringLower(root);
        }

        var asks = assets.Select((asset, i) => TickOf(random, i, i, TickSide.Ask, new AssetAmount(1_000, "DUM1"), new AssetAmount(1, asset)));
        var wanted = (string[])assets.Clone();
        random.Shuffle(wanted);
        var bids = wanted.Take(_books * 2 / 3)
            .Select((asset, i) => TickOf(random, _books + i, _books + i, TickSide.Bid, new AssetAmount(1_000 + random.Next(100), "DUM1"), new AssetAmount(1, new string(asset.AsSpan()))));
        return [.. asks, .. bids];
    }

    /// <param name="arrival">A bid never has its ask's trader: those of one dataset are an odd number apart.</param>
    private static Tick TickOf(Random random, int arrival, int afterMs, TickSide side, AssetAmount first, AssetAmount second)
    {
        // Asks and bids of even and odd traders: nobody meets his own order, which would not trade.
        var trader = (2 * random.Next(Traders / 2)) + (side == TickSide.Ask ? 0 : 1);
        return AssetPair.TryCreate(first, second, out var pair, out var refusal)
            ? new Tick(new OrderId(TraderId(trader), (uint)arrival + 1), side, pair, TimeoutSeconds, FirstMs + afterMs, 0)
            : throw new InvalidOperationException(refusal);
    }

    private static Mid TraderId(int trader)
    {
        var seed = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(seed, trader);
        return new Mid(System.Security.Cryptography.SHA1.HashData(seed));
    }
}
