namespace EnerDatX.Core.Market;

/// <summary>Where an order stands; the earlier member wins where several hold.</summary>
public enum OrderStatus
{
    /// <summary>Not said; no order has it.</summary>
    Unknown = 0,

    /// <summary>Its half-block is not made yet.</summary>
    Unverified,

    Cancelled,

    /// <summary>All of its quantity is traded.</summary>
    Completed,

    /// <summary>Its time is over.</summary>
    Expired,

    Open,
}
