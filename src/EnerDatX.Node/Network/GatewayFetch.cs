using System.Net;

namespace EnerDatX.Node.Network;

/// <summary>A file to fetch from a seller's gateway.</summary>
/// <param name="Host">Name or address, as the seller announced it.</param>
/// <param name="Peer">The seller's own address in the overlay: what is private to it may be fetched from.</param>
/// <param name="MaxBytes">The length that the terms say; not a byte more is taken.</param>
/// <param name="IsRight">Whether the bytes have this CID.</param>
public sealed record GatewayFetch(
    string Host,
    int Port,
    string Cid,
    IPAddress Peer,
    long MaxBytes,
    Func<ReadOnlyMemory<byte>, bool> IsRight);

/// <summary>What came of it. Everything but <see cref="Bytes"/> may be tried again elsewhere.</summary>
public abstract record GatewayResult
{
    public sealed record Bytes(ReadOnlyMemory<byte> Content) : GatewayResult;

    /// <summary>Host, port or CID could not be part of a URL, or the length is more than a file of ours can have.</summary>
    public sealed record BadAddress : GatewayResult;

    /// <summary>The host's addresses are all in networks where the seller is not.</summary>
    public sealed record PrivateAddressRefused : GatewayResult;

    /// <summary>No such host, no connection, or it broke off before all was there.</summary>
    /// <param name="Reason">As the operating system says it, for the log.</param>
    public sealed record Unreachable(string Reason) : GatewayResult;

    /// <summary>A redirect is never followed: it would lead past the check of addresses.</summary>
    public sealed record RedirectRefused : GatewayResult;

    /// <summary>Announced, or sent, more bytes than the terms say.</summary>
    public sealed record TooLarge : GatewayResult;

    public sealed record TimedOut : GatewayResult;

    /// <summary>Any other status than 200.</summary>
    public sealed record Status(int Code) : GatewayResult;

    /// <summary>The bytes do not have the CID that was asked for.</summary>
    public sealed record WrongContent : GatewayResult;
}

/// <summary>How long a seller may take.</summary>
public sealed record GatewayTimes
{
    /// <summary>For the name to be looked up, and again for the connection to be made.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For the whole of it, whatever the size.</summary>
    public TimeSpan Floor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second that a household's line has at least; the size at this rate is added to the floor.</summary>
    public long BytesPerSecond { get; init; } = 32 * 1_024;

    internal TimeSpan Total(long maxBytes) => Floor + TimeSpan.FromSeconds((double)maxBytes / BytesPerSecond);
}
