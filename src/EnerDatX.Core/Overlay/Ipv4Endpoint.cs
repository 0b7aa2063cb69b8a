using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EnerDatX.Core.Overlay;

/// <summary>An IPv4 address and a UDP port, as IPv8's <c>ipv4</c> field has them (4 bytes, then uint16). 0.0.0.0:0 means none.</summary>
/// <param name="Host">The address as a big-endian number: 127.0.0.1 is 0x7f000001.</param>
public readonly record struct Ipv4Endpoint(uint Host, ushort Port) : IComparable<Ipv4Endpoint>
{
    public static readonly Ipv4Endpoint None;

    public bool IsNone => this == None;

    /// <summary>What kind of network the host is in.</summary>
    public AddressScope Scope => AddressRules.ScopeOf(Host);

    /// <summary>Takes IPv4, and IPv6 that only wraps an IPv4 address (::ffff:a.b.c.d).</summary>
    public static bool TryFrom(IPEndPoint endpoint, out Ipv4Endpoint result)
    {
        var address = endpoint.Address.IsIPv4MappedToIPv6 ? endpoint.Address.MapToIPv4() : endpoint.Address;
        result = default;
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }

        result = new Ipv4Endpoint(HostOf(address), (ushort)endpoint.Port);
        return true;
    }

    /// <summary>Reads <c>a.b.c.d:port</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Ipv4Endpoint result)
    {
        result = default;
        return IPEndPoint.TryParse(text ?? "", out var endpoint) && TryFrom(endpoint, out result);
    }

    /// <summary>The number of an IPv4 address, big-endian.</summary>
    public static uint HostOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address.TryWriteBytes(bytes, out var written) && written == 4
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : throw new ArgumentException("Not an IPv4 address.", nameof(address));
    }

    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> bytes = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, Host);
        return new IPEndPoint(new IPAddress(bytes), Port);
    }

    public int CompareTo(Ipv4Endpoint other) => (Host, Port).CompareTo((other.Host, other.Port));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Host >> 24}.{(Host >> 16) & 255}.{(Host >> 8) & 255}.{Host & 255}:{Port}");
}
