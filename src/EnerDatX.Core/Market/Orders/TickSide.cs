namespace EnerDatX.Core.Market;

/// <summary>The side of the book that an order rests on.</summary>
public enum TickSide
{
    /// <summary>Not said; no order has it.</summary>
    Unknown = 0,

    /// <summary>Token pair: gives first, wants second. Energy pair: sells the dataset.</summary>
    Ask,

    /// <summary>Token pair: gives second, wants first. Energy pair: buys the dataset.</summary>
    Bid,
}
