using System.Net;
using Akka.Actor;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Tests.Time;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Tests.Network;

public sealed class LatencyTests
{
    [Fact]
    public void A_log_normal_latency_has_its_median_and_its_spread()
    {
        var ms = Measure(Latency.LogNormal(medianMs: 80, sigmaPermille: 500), 10_001);

        // One sigma of the logarithm up and down is a factor of e^0.5 = 1.65.
        Assert.InRange(ms[5_000], 77, 83);
        Assert.InRange(ms[(int)(10_001 * 0.841)], 125, 139);
        Assert.InRange(ms[(int)(10_001 * 0.159)], 46, 51);
    }

    [Fact]
    public void A_log_normal_latency_without_spread_is_constant() =>
        Assert.All(Measure(Latency.LogNormal(80, 0), 100), ms => Assert.Equal(80, ms));

    [Fact]
    public void An_even_latency_uses_the_whole_of_its_range()
    {
        var ms = Measure(Latency.Uniform(100, 200), 10_001);

        Assert.InRange(ms[0], 100, 101);
        Assert.InRange(ms[^1], 199, 200);
        Assert.InRange(ms[5_000], 147, 153);
    }

    [Fact]
    public void No_latency_is_longer_than_the_longest()
    {
        var ms = Measure(Latency.LogNormal(50_000, 3_000), 1_000);

        Assert.Equal(Latency.Longest.TotalMilliseconds, ms[^1]);
        Assert.True(ms[0] < 50_000);
    }

    [Fact]
    public void A_latency_that_is_none_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Latency.Constant(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Latency.Uniform(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Latency.LogNormal(1, 3_001));
    }

    /// <summary>Sends that many datagrams at once and gives the milliseconds they took, the shortest first.</summary>
    private static List<long> Measure(Latency latency, int count)
    {
        using var world = VirtualWorld.Create(5, 0);
        var network = new VirtualNetwork(world) { Latency = latency };
        var (owner, notes) = Told.In(world);
        var address = new IPEndPoint(IPAddress.Loopback, 1);
        var socket = network.OpenSocket(address, owner);
        for (var i = 0; i < count; i++)
        {
            socket.Tell(new SendDatagram(address, new byte[1]));
        }

        world.RunFor(Latency.Longest);
        Assert.Equal(count, notes.Count);
        return [.. notes.Select(note => note.AtMs).Order()];
    }
}
