using System.Globalization;
using EnerDatX.Laboratory.Commands;

namespace EnerDatX.Laboratory.Wall;

/// <summary>One measurement: starts its processes, lets them begin at once, and puts together what they say.</summary>
internal static class WallRun
{
    /// <summary>Two hundred peers on two cores find each other and trade a few times in a minute; five times that is no start any more.</summary>
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromMinutes(5);

    /// <summary>Beyond the measured time, the time that trades have to end included.</summary>
    private static readonly TimeSpan MostAfter = WallPart.TimeToEnd + TimeSpan.FromMinutes(1);

    /// <exception cref="PartFailedException">A process failed, or does not get ready; its own words say why.</exception>
    /// <exception cref="OperationCanceledException">Stopped. Neither process nor folder is left, as always.</exception>
    public static async Task<WallResult> Run(WallPlan plan, ProgressLine progress, CancellationToken stop)
    {
        var load = Load();
        var folder = Directory.CreateTempSubdirectory("enerdatx-wall-").FullName;
        var parts = new List<PartProcess>();
        try
        {
            for (var part = 0; part < plan.Processes; part++)
            {
                parts.Add(PartProcess.Start(plan, part, folder));
            }

            await WarmUp(plan, parts, progress, stop);
            parts.ForEach(part => part.Tell(PartWords.Trade));
            await Task.WhenAny([Task.Delay(TimeSpan.FromSeconds(plan.WarmUp), stop), .. parts.Select(part => part.Ended)]);
            stop.ThrowIfCancellationRequested();
            parts.ForEach(part => part.Tell(PartWords.Measure));
            progress.Show(() => $"measuring for {plan.Seconds} s");
            var results = await Within(
                TimeSpan.FromSeconds(plan.Seconds) + MostAfter,
                () => "the processes do not say what they measured",
                inTime => All(parts.Select(part => ResultOf(part, inTime))),
                stop);
            progress.End();
            return WallResult.Of(plan, load, results, [.. parts.SelectMany(part => part.Complaints)]);
        }
        finally
        {
            await Task.WhenAll(parts.Select(part => part.DisposeAsync().AsTask()));
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task WarmUp(WallPlan plan, List<PartProcess> parts, ProgressLine progress, CancellationToken stop)
    {
        var warm = new int[parts.Count];
        string Late() => $"only {warm.Sum()} of {plan.Buyers} buyers have bought {WallBuyer.WarmUpTrades} times";
        await Within(
            MostWarmUp,
            Late,
            async inTime =>
            {
                var issuer = await parts[0].Next(inTime);
                parts.ForEach(part => part.Tell(issuer));
                return await All(parts.Select((part, number) => WarmUp(part, number, inTime)));
            },
            stop);

        async Task<int> WarmUp(PartProcess part, int number, CancellationToken inTime)
        {
            var wanted = plan.NumbersIn(number).Count(n => !WallPlan.IsSeller(n));
            while (warm[number] < wanted)
            {
                warm[number] = PartWords.WarmIn(await part.Next(inTime)) ?? warm[number];
                progress.Show(() => $"warming up: {warm.Sum()} of {plan.Buyers} buyers have bought {WallBuyer.WarmUpTrades} times");
            }

            return wanted;
        }
    }

    /// <summary>As soon as one fails, so does this, and nobody waits for the others.</summary>
    private static async Task<IReadOnlyList<T>> All<T>(IEnumerable<Task<T>> tasks)
    {
        var results = new List<T>();
        await foreach (var task in Task.WhenEach(tasks))
        {
            results.Add(await task);
        }

        return results;
    }

    private static async Task<PartResult> ResultOf(PartProcess part, CancellationToken stop)
    {
        while (true)
        {
            if (PartWords.ResultIn(await part.Next(stop)) is { } result)
            {
                return result;
            }
        }
    }

    private static async Task<T> Within<T>(TimeSpan time, Func<string> late, Func<CancellationToken, Task<T>> act, CancellationToken stop)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(stop);
        inTime.CancelAfter(time);
        try
        {
            return await act(inTime.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new PartFailedException(string.Create(CultureInfo.InvariantCulture, $"after {time.TotalSeconds:F0} s {late()}"));
        }
    }

    /// <summary>How many threads wanted a core in the minute before, ours not yet among them (Linux); negative = not known.</summary>
    private static double Load() =>
        File.Exists("/proc/loadavg") && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load) ? load : -1;
}
