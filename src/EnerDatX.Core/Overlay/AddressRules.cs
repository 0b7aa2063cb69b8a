using System.Net;
using System.Net.Sockets;

namespace EnerDatX.Core.Overlay;

/// <summary>What kind of network an IPv4 address is in (RFC 6890).</summary>
public enum AddressScope
{
    /// <summary>Nobody can be met there: 0/8, 192.0.0/24, 198.18/15, multicast, reserved, broadcast.</summary>
    Unusable = 0,

    /// <summary>Reachable from anywhere. The documentation ranges count as public: nobody is there to be harmed.</summary>
    Public,

    /// <summary>10/8, 172.16/12, 192.168/16 (RFC 1918) and 100.64/10 (RFC 6598).</summary>
    Private,

    /// <summary>169.254/16 (RFC 3927): one cable, and the metadata services of cloud machines.</summary>
    LinkLocal,

    /// <summary>127/8: this computer.</summary>
    Loopback,
}

/// <summary>
/// Whose word is enough to make us send to an address. A stranger who may name any address could have us knock
/// at services inside our own network.
/// </summary>
public static class AddressRules
{
    /// <param name="host">Big-endian number of the IPv4 address.</param>
    public static AddressScope ScopeOf(uint host) => (host >> 24) switch
    {
        0 => AddressScope.Unusable,
        10 => AddressScope.Private,
        127 => AddressScope.Loopback,
        100 when host >> 22 == 0x6440_0000 >> 22 => AddressScope.Private,
        169 when host >> 16 == 0xa9fe => AddressScope.LinkLocal,
        172 when host >> 20 == 0xac1 => AddressScope.Private,
        192 when host >> 16 == 0xc0a8 => AddressScope.Private,
        192 when host >> 8 == 0xc00000 => AddressScope.Unusable,
        198 when host >> 17 == 0xc612_0000 >> 17 => AddressScope.Unusable,
        >= 224 => AddressScope.Unusable,
        _ => AddressScope.Public,
    };

    /// <summary>
    /// Whether <paramref name="named"/> may be walked to because <paramref name="by"/> names it: public addresses always,
    /// others only on the word of someone who is in such a network too.
    /// </summary>
    public static bool MayBeNamed(Ipv4Endpoint named, Ipv4Endpoint by) => named.Port != 0 && named.Scope switch
    {
        AddressScope.Public => true,
        AddressScope.Private => by.Scope is AddressScope.Private or AddressScope.Loopback,
        AddressScope.LinkLocal => by.Scope is AddressScope.LinkLocal,
        AddressScope.Loopback => by.Scope is AddressScope.Loopback,
        _ => false,
    };

    /// <summary>
    /// Whether data may be fetched over TCP from <paramref name="host"/> because the peer at <paramref name="peer"/> announced it:
    /// public addresses always; loopback for a peer on loopback; a private address for a peer that is in the same /16 of it
    /// (a home's 192.168, a container network).
    /// </summary>
    public static bool MayFetchFrom(IPAddress host, IPAddress peer)
    {
        var target = host.IsIPv4MappedToIPv6 ? host.MapToIPv4() : host;
        var from = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        if (target.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return IsGlobalUnicast(target) || (IPAddress.IPv6Loopback.Equals(target) && IPAddress.IsLoopback(from));
        }

        if (target.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }

        var number = Ipv4Endpoint.HostOf(target);
        return ScopeOf(number) switch
        {
            AddressScope.Public => true,
            AddressScope.Loopback => IPAddress.IsLoopback(from),
            AddressScope.Private => from.AddressFamily == AddressFamily.InterNetwork && number >> 16 == Ipv4Endpoint.HostOf(from) >> 16,
            _ => false,
        };
    }

    /// <summary>2000::/3 without Teredo (2001::/32) and 6to4 (2002::/16), which wrap IPv4 addresses of any scope.</summary>
    private static bool IsGlobalUnicast(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out _)
            && bytes[0] >> 5 == 1
            && !(bytes[0] == 0x20 && bytes[1] == 0x02)
            && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0);
    }
}
