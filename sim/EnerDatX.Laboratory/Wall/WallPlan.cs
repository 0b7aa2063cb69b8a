using System.Net;

namespace EnerDatX.Laboratory.Wall;

/// <summary>What one measurement on the wall clock is made of: who is there, in which process, and how much they trade.</summary>
/// <param name="Peers">Sellers and buyers; the issuer is one more, in the first process.</param>
/// <param name="WarmUp">Seconds in which they already trade, from when each buyer has bought <see cref="WallBuyer.WarmUpTrades"/> times.</param>
/// <param name="Seconds">That are measured.</param>
/// <param name="Rate">Orders a second of each buyer, whether or not earlier ones are through; null = as fast as <paramref name="Open"/> lets it.</param>
/// <param name="Open">Trades that each buyer has open at once, where there is no rate.</param>
/// <param name="InMemory">No disk: half-blocks and contents are only in memory.</param>
internal sealed record WallPlan(int Peers, int Processes, int WarmUp, int Seconds, double? Rate, int Open, bool InMemory)
{
    public const int LeastPeers = 2;

    /// <summary>Each has four threads, a socket and a database of its own.</summary>
    public const int MostPeers = 1_000;

    public const int MostProcesses = 64;
    public const int MostSeconds = 3_600;

    /// <summary>As many as a node has open with one counterparty.</summary>
    public const int MostOpen = 20;

    /// <summary>Of one buyer; a node's own limits are far below.</summary>
    public const double MostRate = 1_000;

    /// <summary>So many sellers each buyer buys from, where there are as many: enough to meet a stranger's chain, few enough to be known all.</summary>
    public const int Shops = 4;

    public const string Currency = "DUM1";

    /// <summary>What the issuer gives each key once: more than anybody can spend in an hour.</summary>
    public const long StartTokens = 1_000_000_000;

    /// <summary>Offers that wait for one buyer at least.</summary>
    private const int LeastStock = 4;

    public int Sellers => (Peers + 1) / 2;

    public int Buyers => Peers / 2;

    /// <summary>Offers that each of its sellers keeps ready for one buyer: twice what the buyer has open, so that it need not wait for them.</summary>
    public int StockPerShop => (Math.Max(LeastStock, 2 * (Rate is null ? Open : MostOpen / 2)) + ShopsOfEach - 1) / ShopsOfEach;

    private int ShopsOfEach => Math.Min(Shops, Sellers);

    /// <summary>In equal parts; sellers and buyers take turns, so that each process has both.</summary>
    public IEnumerable<int> NumbersIn(int process) => Enumerable.Range(1, Peers).Where(number => (number - 1) * Processes / Peers == process);

    public static bool IsSeller(int number) => number % 2 == 1;

    /// <summary>Which seller, or which buyer, a peer is.</summary>
    public static int IndexOf(int number) => (number - 1) / 2;

    /// <summary>Which buyers a seller has offers for: those that have it among their <see cref="Shops"/>, which lie apart so that trades go between processes.</summary>
    public IReadOnlyList<int> BuyersOf(int seller)
    {
        var apart = Math.Max(1, Sellers / ShopsOfEach);
        return [.. Enumerable.Range(0, Buyers).Where(buyer => Enumerable.Range(0, ShopsOfEach).Any(shop => (buyer + (shop * apart)) % Sellers == seller))];
    }

    /// <summary>
    /// How long an offer for this buyer stands, in seconds: by that it knows it. Nobody else takes it, so that no two buyers are after one copy:
    /// competition is for virtual time.
    /// </summary>
    public static int LifetimeFor(int buyer) => (24 * 3_600) + buyer;

    /// <summary>A loopback address for each peer, as in a deployment: a node's limits for one address are then limits for one peer.</summary>
    /// <param name="number">0 is the issuer.</param>
    public static IPAddress AddressOf(int number)
    {
        const int Hosts = 250;
        return new IPAddress([127, 0, (byte)(2 + (number / Hosts)), (byte)(1 + (number % Hosts))]);
    }
}
