using System.Diagnostics;
using System.Net;

namespace EnerDatX.Torture.Flood;

/// <param name="Seconds">Of each of the two measurements.</param>
/// <param name="Rate">Attackers' datagrams a second, in all.</param>
/// <param name="Addresses">From how many addresses.</param>
internal sealed record FloodPlan(double Seconds, int Rate, int Addresses);

/// <param name="Alone">Honest half-blocks a second that came back, without an attack.</param>
/// <param name="Attacked">The same under attack.</param>
/// <param name="AttackRate">Attackers' datagrams a second, as sent.</param>
/// <param name="Cpu">Cores that the node used under attack.</param>
/// <param name="MemoryBefore">Resident bytes before the attack.</param>
/// <param name="MemoryPeak">Highest during it.</param>
/// <param name="LedgerGrowth">Bytes that the ledger's files grew by during it.</param>
internal sealed record FloodResult(
    string Kind, double Alone, double Attacked, double AttackRate, double Cpu, long MemoryBefore, long MemoryPeak, long LedgerGrowth)
{
    public double Ratio => Alone > 0 ? Attacked / Alone : 0;
}

/// <summary>One kind of attack on one fresh node: honest peers alone first, then beside the attackers.</summary>
internal static class FloodRun
{
    private const int HonestPeers = 4;

    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(50);

    public static async Task<FloodResult> Measure(string kind, FloodPlan plan, CancellationToken stop)
    {
        var datagrams = Attack.Make(kind, (int)Math.Ceiling(plan.Rate * (plan.Seconds + HonestPeer.Patience.TotalSeconds + 1)));
        await using var node = await NodeUnderFire.Start(stop);
        var honest = Enumerable.Range(0, HonestPeers)
            .Select(i => new HonestPeer(new IPAddress([127, 0, 2, (byte)(i + 1)]), $"honest {i}", node.Udp)).ToList();
        using var attackers = new Attackers(plan.Addresses, node.Udp);
        try
        {
            await Task.WhenAll(honest.Select(peer => peer.Meet(stop)));
            var alone = await Work(honest, plan, stop);
            return await Attacked(kind, plan, node, honest, attackers, Source(kind, datagrams, honest), alone, stop);
        }
        finally
        {
            honest.ForEach(peer => peer.Dispose());
        }
    }

    private static async Task<FloodResult> Attacked(
        string kind,
        FloodPlan plan,
        NodeUnderFire node,
        List<HonestPeer> honest,
        Attackers attackers,
        Func<long, byte[]?> next,
        double alone,
        CancellationToken stop)
    {
        var (memory, ledger, cpu, clock) = (node.Memory, node.LedgerBytes, node.CpuSeconds, Stopwatch.StartNew());
        var peak = memory;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var attack = Task.Factory.StartNew(
            () => attackers.Send(next, plan.Rate, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var work = Work(honest, plan, stop);
        while (!work.IsCompleted)
        {
            peak = Math.Max(peak, node.Memory);
            await Task.WhenAny(work, Task.Delay(SampleEvery, stop));
        }

        await end.CancelAsync();
        var attacked = await work;
        return new FloodResult(
            kind, alone, attacked, await attack, (node.CpuSeconds - cpu) / clock.Elapsed.TotalSeconds, memory, peak, node.LedgerBytes - ledger);
    }

    private static async Task<double> Work(List<HonestPeer> honest, FloodPlan plan, CancellationToken stop)
    {
        var done = await Task.WhenAll(honest.Select(peer => peer.Work(TimeSpan.FromSeconds(plan.Seconds), stop)));
        return done.Sum(d => d.CameBack) / plan.Seconds;
    }

    /// <summary>A replay takes what the honest peers have sent so far; everything else was made before.</summary>
    private static Func<long, byte[]?> Source(string kind, byte[][] made, List<HonestPeer> honest)
    {
        if (kind != "replay")
        {
            return n => made[n % made.Length];
        }

        var heard = new List<byte[]>();
        return n =>
        {
            while (honest[(int)(n % honest.Count)].Overheard.TryDequeue(out var datagram))
            {
                heard.Add(datagram);
            }

            // Mostly the latest: those may not be durable yet.
            return heard.Count == 0 ? null : heard[Math.Max(0, heard.Count - 1 - (int)(n % 64))];
        };
    }
}
