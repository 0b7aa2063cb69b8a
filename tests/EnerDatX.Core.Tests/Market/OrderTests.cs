using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

public sealed class OrderTests
{
    private const long Made = 1_000_000;

    private static readonly OrderId Mine = IdOf(1);
    private static readonly OrderId Theirs = IdOf(2);
    private static readonly OrderId Another = IdOf(3);

    private static readonly Dictionary<string, long> Wallets = new() { ["DUM1"] = 1, ["MB"] = 5 };

    [Fact]
    public void Unverified_comes_before_cancelled_before_completed_before_expired_before_open()
    {
        var late = Made + 3_600_000;
        var order = Open() with { IsVerified = false, IsCancelled = true, Traded = 10 };
        Assert.Equal(OrderStatus.Unverified, order.StatusAt(late));
        order = order with { IsVerified = true };
        Assert.Equal(OrderStatus.Cancelled, order.StatusAt(late));
        order = order with { IsCancelled = false };
        Assert.Equal(OrderStatus.Completed, order.StatusAt(late));
        order = order with { Traded = 9 };
        Assert.Equal(OrderStatus.Expired, order.StatusAt(late));
        Assert.Equal(OrderStatus.Open, order.StatusAt(late - 1));
    }

    [Fact]
    public void Quantity_is_reserved_released_and_traded_and_never_lost()
    {
        Assert.True(Open().TryReserve(Theirs, 4, out var order, out _));
        Assert.True(order.TryReserve(Theirs, 2, out order, out _));
        Assert.True(order.TryReserve(Another, 3, out order, out _));
        Assert.Equal((9L, 1L, 0L), (order.Reserved, order.Available, order.Traded));
        Assert.True(order.TryRelease(Theirs, 1, out order, out _));
        Assert.True(order.TryAddTrade(Theirs, 5, Made + 1, out order, out _));
        Assert.Equal((3L, 2L, 5L), (order.Reserved, order.Available, order.Traded));
        Assert.Null(order.CompletedMs);
        Assert.Equal(5, order.Tick.Traded);
    }

    [Fact]
    public void The_trade_that_completes_an_order_says_when()
    {
        Assert.True(Open().TryReserve(Theirs, 10, out var order, out _));
        Assert.True(order.TryAddTrade(Theirs, 10, Made + 5, out order, out _));
        Assert.Equal((OrderStatus.Completed, Made + 5), (order.StatusAt(Made + 6), order.CompletedMs));
        Assert.Empty(order.Reservations);
    }

    [Fact]
    public void A_dataset_is_one_whole_whatever_it_costs()
    {
        var order = Open() with { Assets = Pair(500, "DUM1", 1, "EWabc") };
        Assert.Equal(1, order.Available);
        Assert.False(order.TryReserve(Theirs, 2, out _, out _));
        Assert.True(order.TryReserve(Theirs, 1, out order, out _));
        Assert.False(order.TryReserve(Another, 1, out _, out _));
    }

    [Fact]
    public void What_is_not_there_is_refused_with_EDMPs_words_and_changes_nothing()
    {
        var order = Open();
        Assert.False(order.TryReserve(Theirs, 11, out var after, out var refusal));
        Assert.Equal($"Order {Mine} does not have enough available quantity for reservation", refusal);
        Assert.Equal(order, after);

        Assert.False(order.TryRelease(Theirs, 1, out _, out refusal));
        Assert.Equal($"Nothing is reserved for order id {Theirs}", refusal);

        Assert.True(order.TryReserve(Theirs, 3, out order, out _));
        Assert.False(order.TryRelease(Theirs, 4, out after, out refusal));
        Assert.Equal($"Not enough reserved quantity for order id {Theirs}", refusal);
        Assert.Equal(order, after);

        Assert.False(order.TryAddTrade(Theirs, 4, Made, out after, out refusal));
        Assert.Equal($"Not enough reserved quantity for order id {Theirs}", refusal);
        Assert.Equal(order, after);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_quantity_that_is_not_positive_is_refused(long quantity)
    {
        Assert.True(Open().TryReserve(Theirs, 3, out var order, out _));
        Assert.False(order.TryReserve(Theirs, quantity, out _, out _));
        Assert.False(order.TryRelease(Theirs, quantity, out _, out _));
        Assert.False(order.TryAddTrade(Theirs, quantity, Made, out _, out _));
    }

    [Fact]
    public void Only_open_and_unverified_orders_are_cancelled()
    {
        Assert.True(Open().TryCancel(Made, out var cancelled, out _));
        Assert.Equal(OrderStatus.Cancelled, cancelled.StatusAt(Made));
        Assert.True((Open() with { IsVerified = false }).TryCancel(Made, out _, out _));
        Assert.False(cancelled.TryCancel(Made, out _, out var refusal));
        Assert.Equal("only open and unverified orders can be cancelled", refusal);
        Assert.False(Open().TryCancel(Made + 3_600_000, out _, out _));
        Assert.False((Open() with { Traded = 10 }).TryCancel(Made, out _, out _));
    }

    [Fact]
    public void Orders_with_the_same_history_are_equal_and_others_are_not()
    {
        Assert.True(Open().TryReserve(Theirs, 3, out var order, out _));
        Assert.True(Open().TryReserve(Theirs, 3, out var replayed, out _));
        Assert.Equal(order, replayed);
        Assert.Equal(order.GetHashCode(), replayed.GetHashCode());
        Assert.True(Open().TryReserve(Another, 3, out var other, out _));
        Assert.NotEqual(order, other);
    }

    [Theory]
    [InlineData(10, "DUM1", 10, "DUM1", 60, "You cannot trade between the same wallet")]
    [InlineData(10, "BTC", 10, "DUM1", 60, "Please create a BTC wallet first")]
    [InlineData(10, "DUM1", 10, "XMR", 60, "Please create a XMR wallet first")]
    [InlineData(0, "DUM1", 10, "MB", 60, "The assets to trade should be higher than or equal to the min unit of this asset (1).")]
    [InlineData(10, "DUM1", 4, "MB", 60, "The assets to trade should be higher than or equal to the min unit of this asset (5).")]
    [InlineData(10, "DUM1", 5, "MB", -1, "The timeout for this order should be positive")]
    [InlineData(10, "DUM1", 5, "MB", 86_401, "The timeout for this order should be less than a day")]
    [InlineData(10, "MB", 10, "DUM1", 60, "Asset 10 MB must be smaller than 10 DUM1")]
    [InlineData(10, "MB", 2, "EWabc", 60, "A dataset is traded whole: its amount must be 1.")]
    public void An_order_that_may_not_be_made_is_refused_with_EDMPs_words(
        long first, string firstType, long second, string secondType, long timeout, string expected)
    {
        Assert.False(MayCreate(first, firstType, second, secondType, timeout, Tick.MaxEdmpTimeoutSeconds, out var refusal));
        Assert.Equal(expected, refusal);
    }

    [Fact]
    public void Tokens_with_wallets_and_datasets_without_may_be_ordered()
    {
        Assert.True(MayCreate(10, "DUM1", 5, "MB", 86_400, Tick.MaxEdmpTimeoutSeconds, out _));
        Assert.True(MayCreate(10, "MB", 1, "EWabc", 0, Tick.MaxEdmpTimeoutSeconds, out _));
        Assert.True(MayCreate(10, "MB", 1, "EWabc", 90 * 86_400, Tick.MaxTimeoutSeconds, out _));
        Assert.False(MayCreate(10, "MB", 1, "EWabc", (90 * 86_400) + 1, Tick.MaxTimeoutSeconds, out var refusal));
        Assert.Equal("The timeout for this order should be less than 90 days", refusal);
    }

    private static bool MayCreate(
        long first, string firstType, long second, string secondType, long timeout, int maxTimeout, out string? refusal) =>
        OrderChecks.MayCreate(
            new AssetAmount(first, firstType), new AssetAmount(second, secondType), timeout, maxTimeout, Wallets, out _, out refusal);

    private static Order Open() => new(Mine, TickSide.Ask, Pair(10, "DUM1", 20, "MB"), TimeoutSeconds: 3600, Made) { IsVerified = true };

    private static AssetPair Pair(long first, string firstType, long second, string secondType)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(first, firstType), new AssetAmount(second, secondType), out var pair, out var refusal), refusal);
        return pair;
    }

    private static OrderId IdOf(byte trader)
    {
        var bytes = new byte[Mid.Length];
        bytes[0] = trader;
        return new OrderId(new Mid(bytes), 1);
    }
}
