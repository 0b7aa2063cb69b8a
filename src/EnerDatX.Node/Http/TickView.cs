using System.Text.Json.Serialization;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;

namespace EnerDatX.Node.Http;

internal sealed record AmountView(long Amount, string Type)
{
    public static AmountView Of(AssetAmount amount) => new(amount.Amount, amount.Type);
}

internal sealed record AssetsView(AmountView First, AmountView Second)
{
    public static AssetsView Of(AssetPair pair) => new(AmountView.Of(pair.First), AmountView.Of(pair.Second));
}

/// <summary>What a dataset is about, as an offer tells everyone.</summary>
/// <param name="PeriodStart">ISO 8601, UTC.</param>
/// <param name="PeriodEnd">ISO 8601, UTC, exclusive.</param>
/// <param name="Resolution">Seconds.</param>
/// <param name="Meter">The meter's pseudonym in hex.</param>
internal sealed record DescriptionView(
    string PeriodStart,
    string PeriodEnd,
    long PeriodStartSeconds,
    long PeriodEndSeconds,
    int Resolution,
    IReadOnlyList<string> Channels,
    long Rows,
    int QualityPermille,
    string Location,
    string Source,
    string Meter)
{
    public static DescriptionView Of(DatasetDescription description) => new(
        new UtcSeconds(description.PeriodStart).ToString(),
        new UtcSeconds(description.PeriodEnd).ToString(),
        description.PeriodStart,
        description.PeriodEnd,
        description.ResolutionSeconds,
        description.Channels,
        description.Rows,
        description.QualityPermille,
        description.Location,
        description.SourceFormat,
        Convert.ToHexStringLower(description.MeterPseudonym));
}

/// <summary>
/// A tick in EDMP's shape. Of an ask also what is offered: enough to choose by. Neither CID nor key is in it, for neither is in the ask.
/// </summary>
internal sealed record TickView(
    string TraderId,
    uint OrderNumber,
    AssetsView Assets,
    int Timeout,
    FloatSeconds Timestamp,
    long Traded,
    string BlockHash)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DescriptionView? Description { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Licence { get; init; }

    /// <summary>The owner's promise: at most so many copies are ever sold.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Copies { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Segments { get; init; }

    /// <param name="traded">As the book counts it, which may be more than the tick said.</param>
    public static TickView Of(ListedOrder order, long traded)
    {
        var tick = order.Tick;
        return new TickView(
            tick.Id.Trader.ToString(),
            tick.Id.Number,
            AssetsView.Of(tick.Assets),
            tick.TimeoutSeconds,
            new FloatSeconds(tick.TimestampMs),
            traded,
            order.Block.Hash.ToString())
        {
            Description = order.Offer is { } offer ? DescriptionView.Of(offer.Description) : null,
            Licence = order.Offer is null ? null : Licences.NameOf(order.Offer.Licence),
            Copies = order.Offer is { Copies: > 0 } promise ? promise.Copies : null,
            Segments = order.Offer?.Segments,
        };
    }
}
