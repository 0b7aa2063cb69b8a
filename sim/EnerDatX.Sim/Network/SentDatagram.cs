using System.Net;

namespace EnerDatX.Sim.Network;

/// <summary>What the network did with a datagram.</summary>
public enum DatagramFate
{
    /// <summary>By chance.</summary>
    Lost = 0,

    /// <summary>Sender and receiver are partitioned in this direction.</summary>
    Cut,

    /// <summary>The scenario chose this one.</summary>
    Dropped,

    /// <summary>Over the limit; also recorded as a failure, because a peer must never send one.</summary>
    TooLong,

    /// <summary>The sender's line had more to carry than it can.</summary>
    Congested,

    Carried,

    /// <summary>By chance; each copy has its own latency.</summary>
    CarriedTwice,
}

/// <summary>One datagram as it left a peer, with its real bytes.</summary>
/// <param name="AtMs">Virtual time of sending in milliseconds since 1970-01-01 UTC.</param>
public sealed record SentDatagram(long AtMs, IPEndPoint From, IPEndPoint To, ReadOnlyMemory<byte> Bytes, DatagramFate Fate);
