using System.Net;
using EnerDatX.Core.Overlay;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

public class AddressRulesTests
{
    [Theory]
    [InlineData("0.1.2.3", AddressScope.Unusable)]
    [InlineData("10.255.0.1", AddressScope.Private)]
    [InlineData("100.63.255.255", AddressScope.Public)]
    [InlineData("100.64.0.0", AddressScope.Private)]
    [InlineData("100.127.255.255", AddressScope.Private)]
    [InlineData("100.128.0.0", AddressScope.Public)]
    [InlineData("127.255.255.254", AddressScope.Loopback)]
    [InlineData("169.254.169.254", AddressScope.LinkLocal)]
    [InlineData("172.15.255.255", AddressScope.Public)]
    [InlineData("172.16.0.0", AddressScope.Private)]
    [InlineData("172.31.255.255", AddressScope.Private)]
    [InlineData("172.32.0.0", AddressScope.Public)]
    [InlineData("192.0.0.8", AddressScope.Unusable)]
    [InlineData("192.168.1.1", AddressScope.Private)]
    [InlineData("192.169.0.0", AddressScope.Public)]
    [InlineData("198.18.0.1", AddressScope.Unusable)]
    [InlineData("198.19.255.255", AddressScope.Unusable)]
    [InlineData("198.20.0.0", AddressScope.Public)]
    [InlineData("223.255.255.255", AddressScope.Public)]
    [InlineData("224.0.0.251", AddressScope.Unusable)]
    [InlineData("255.255.255.255", AddressScope.Unusable)]
    public void An_address_is_in_the_network_that_the_standards_say(string host, AddressScope scope) =>
        Assert.Equal(scope, AddressRules.ScopeOf(Ipv4Endpoint.HostOf(IPAddress.Parse(host))));

    [Theory]
    [InlineData("8.8.8.8:53", "9.9.9.9:1", true)]
    [InlineData("8.8.8.8:0", "9.9.9.9:1", false)]
    [InlineData("127.0.0.1:53", "9.9.9.9:1", false)]
    [InlineData("127.0.0.1:53", "192.168.0.1:1", false)]
    [InlineData("127.0.0.1:53", "127.0.0.1:1", true)]
    [InlineData("192.168.0.1:53", "9.9.9.9:1", false)]
    [InlineData("192.168.0.1:53", "10.0.0.1:1", true)]
    [InlineData("169.254.169.254:80", "127.0.0.1:1", false)]
    [InlineData("224.0.0.1:80", "127.0.0.1:1", false)]
    public void An_address_may_be_named_by_those_who_are_in_such_a_network(string named, string by, bool allowed) =>
        Assert.Equal(allowed, AddressRules.MayBeNamed(Endpoint(named), Endpoint(by)));

    [Theory]
    [InlineData("8.8.8.8", "9.9.9.9", true)]
    [InlineData("127.0.0.1", "9.9.9.9", false)]
    [InlineData("127.0.0.1", "192.168.1.2", false)]
    [InlineData("127.0.0.5", "127.0.0.1", true)]
    [InlineData("::1", "127.0.0.1", true)]
    [InlineData("::1", "9.9.9.9", false)]
    [InlineData("::ffff:127.0.0.1", "9.9.9.9", false)]
    [InlineData("::ffff:8.8.8.8", "9.9.9.9", true)]
    [InlineData("192.168.1.9", "192.168.7.2", true)]
    [InlineData("192.168.1.9", "10.0.0.2", false)]
    [InlineData("10.1.0.1", "10.2.0.1", false)]
    [InlineData("192.168.1.9", "9.9.9.9", false)]
    [InlineData("169.254.169.254", "169.254.1.1", false)]
    [InlineData("224.0.0.1", "127.0.0.1", false)]
    [InlineData("0.0.0.0", "127.0.0.1", false)]
    [InlineData("2606:4700::1111", "9.9.9.9", true)]
    [InlineData("2002:7f00:1::", "9.9.9.9", false)]
    [InlineData("2001:0:7f00:1::", "9.9.9.9", false)]
    [InlineData("fe80::1", "9.9.9.9", false)]
    [InlineData("fd00::1", "9.9.9.9", false)]
    [InlineData("ff02::1", "9.9.9.9", false)]
    [InlineData("64:ff9b::7f00:1", "9.9.9.9", false)]
    public void Data_is_fetched_from_public_hosts_and_from_the_peers_own_network(string host, string peer, bool allowed) =>
        Assert.Equal(allowed, AddressRules.MayFetchFrom(IPAddress.Parse(host), IPAddress.Parse(peer)));

    [Fact]
    public void An_endpoint_is_read_and_written_as_text_and_as_the_class_library_has_it()
    {
        var endpoint = Endpoint("203.0.113.9:40001");
        Assert.Equal("203.0.113.9:40001", endpoint.ToString());
        Assert.Equal("203.0.113.9:40001", endpoint.ToIPEndPoint().ToString());
        Assert.True(Ipv4Endpoint.TryFrom(IPEndPoint.Parse("[::ffff:203.0.113.9]:40001"), out var mapped));
        Assert.Equal(endpoint, mapped);
        Assert.False(Ipv4Endpoint.TryFrom(IPEndPoint.Parse("[2001:db8::1]:1"), out _));
        Assert.False(Ipv4Endpoint.TryParse("nonsense", out _));
    }
}
