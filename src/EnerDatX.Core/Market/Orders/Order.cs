using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Market;

/// <summary>
/// An order of mine: immutable, each change makes a new one. A change that the rules forbid is refused with EDMP's words.
/// Quantities are in units of <see cref="AssetPair.Quantity"/>, times in milliseconds since 1970.
/// </summary>
public sealed record Order(OrderId Id, TickSide Side, AssetPair Assets, int TimeoutSeconds, long TimestampMs)
{
    /// <summary>Whether the half-block that publishes the order is on my chain.</summary>
    public bool IsVerified { get; init; }

    public bool IsCancelled { get; init; }

    public long Traded { get; init; }

    /// <summary>When the last of the quantity was traded; none before.</summary>
    public long? CompletedMs { get; init; }

    /// <summary>Set aside for each counterpart that a trade is negotiated with; all positive.</summary>
    public ImmutableSortedDictionary<OrderId, long> Reservations { get; init; } = ImmutableSortedDictionary<OrderId, long>.Empty;

    public long Reserved => Reservations.Values.Sum();

    public long Available => Assets.Quantity - Reserved - Traded;

    public bool IsComplete => Traded >= Assets.Quantity;

    /// <summary>The public copy, as an <c>ask</c> or <c>bid</c> half-block tells it.</summary>
    public Tick Tick => new(Id, Side, Assets, TimeoutSeconds, TimestampMs, Traded);

    public OrderStatus StatusAt(long nowMs)
    {
        if (!IsVerified)
        {
            return OrderStatus.Unverified;
        }

        if (IsCancelled)
        {
            return OrderStatus.Cancelled;
        }

        if (IsComplete)
        {
            return OrderStatus.Completed;
        }

        return nowMs - TimestampMs >= TimeoutSeconds * 1000L ? OrderStatus.Expired : OrderStatus.Open;
    }

    /// <summary>Sets quantity aside for a counterpart, on top of what it already has.</summary>
    public bool TryReserve(OrderId counterpart, long quantity, out Order after, [NotNullWhen(false)] out string? refusal)
    {
        after = this;
        refusal = null;
        if (quantity < 1)
        {
            refusal = PositiveQuantity;
        }
        else if (Available < quantity)
        {
            refusal = $"Order {Id} does not have enough available quantity for reservation";
        }
        else
        {
            after = this with { Reservations = Reservations.SetItem(counterpart, Reservations.GetValueOrDefault(counterpart) + quantity) };
        }

        return refusal is null;
    }

    public bool TryRelease(OrderId counterpart, long quantity, out Order after, [NotNullWhen(false)] out string? refusal)
    {
        after = this;
        refusal = ReleaseRefusal(counterpart, quantity);
        if (refusal is not null)
        {
            return false;
        }

        var rest = Reservations[counterpart] - quantity;
        after = this with { Reservations = rest == 0 ? Reservations.Remove(counterpart) : Reservations.SetItem(counterpart, rest) };
        return true;
    }

    /// <summary>Counts what was reserved for a counterpart as traded with it.</summary>
    public bool TryAddTrade(OrderId counterpart, long quantity, long nowMs, out Order after, [NotNullWhen(false)] out string? refusal)
    {
        if (!TryRelease(counterpart, quantity, out after, out refusal))
        {
            return false;
        }

        after = after with { Traded = Traded + quantity };
        after = after.IsComplete ? after with { CompletedMs = nowMs } : after;
        return true;
    }

    public bool TryCancel(long nowMs, out Order after, [NotNullWhen(false)] out string? refusal)
    {
        var allowed = StatusAt(nowMs) is OrderStatus.Open or OrderStatus.Unverified;
        after = allowed ? this with { IsCancelled = true } : this;
        refusal = allowed ? null : "only open and unverified orders can be cancelled";
        return allowed;
    }

    /// <summary>By value, reservations included, so that a replayed order can be compared with a live one.</summary>
    public bool Equals(Order? other) =>
        other is not null
        && (Id, Side, Assets, TimeoutSeconds, TimestampMs) == (other.Id, other.Side, other.Assets, other.TimeoutSeconds, other.TimestampMs)
        && (IsVerified, IsCancelled, Traded, CompletedMs) == (other.IsVerified, other.IsCancelled, other.Traded, other.CompletedMs)
        && Reservations.SequenceEqual(other.Reservations);

    public override int GetHashCode() => HashCode.Combine(Id, Traded, IsVerified, IsCancelled);

    private const string PositiveQuantity = "A quantity must be positive";

    private string? ReleaseRefusal(OrderId counterpart, long quantity)
    {
        if (quantity < 1)
        {
            return PositiveQuantity;
        }

        if (!Reservations.TryGetValue(counterpart, out var reserved))
        {
            return $"Nothing is reserved for order id {counterpart}";
        }

        return reserved < quantity ? $"Not enough reserved quantity for order id {counterpart}" : null;
    }
}
