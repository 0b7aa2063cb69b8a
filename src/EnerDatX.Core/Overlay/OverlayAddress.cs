using System.Globalization;

namespace EnerDatX.Core.Overlay;

/// <summary>
/// An address in a new-style introduction message (py-ipv8 serializer formats <c>ip_address</c> and <c>address</c>):
/// type byte 1 = IPv4 (4 bytes, uint16 port), 2 = name (uint16 length, ASCII, uint16 port), 3 = IPv6 (16 bytes, uint16 port).
/// Old-style messages hold IPv4 only.
/// </summary>
public abstract record OverlayAddress
{
    /// <summary>Longest name that is read: what DNS allows (RFC 1035, 253 visible characters).</summary>
    public const int MaxNameLength = 253;

    public static readonly OverlayAddress None = new Ipv4(Ipv4Endpoint.None);

    public static implicit operator OverlayAddress(Ipv4Endpoint endpoint) => new Ipv4(endpoint);

    /// <summary>The IPv4 endpoint, or 0.0.0.0:0 for any other kind: we walk over IPv4 only.</summary>
    public Ipv4Endpoint AsIpv4 => this is Ipv4 v4 ? v4.Endpoint : Ipv4Endpoint.None;

    public sealed record Ipv4(Ipv4Endpoint Endpoint) : OverlayAddress
    {
        public override string ToString() => Endpoint.ToString();
    }

    /// <summary>Only read, never walked to: looking up a stranger's name for them is not our work.</summary>
    public sealed record Name(string Host, ushort Port) : OverlayAddress
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
    }

    /// <summary>Only read: our UDP transport is IPv4.</summary>
    public sealed record Ipv6(UInt128 Host, ushort Port) : OverlayAddress
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Host:x32}]:{Port}");
    }
}
