using System.Diagnostics;
using System.Threading.Channels;
using EnerDatX.Laboratory.Commands;
using EnerDatX.Storage;

namespace EnerDatX.Laboratory.Wall;

/// <summary>
/// One of the processes of a measurement. Whoever started it holds the other end of its standard input; when that ends, so does this, and its folder
/// with it.
/// </summary>
internal static class WallPart
{
    /// <summary>How long trades that began in the measured time may take past its end: ten times what the slowest usually take.</summary>
    public static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <param name="folder">Does not exist yet; the one that it is in does.</param>
    public static async Task<int> Run(WallPlan plan, int part, string folder, CancellationToken stop)
    {
        var words = Listen();
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await using var peers = new PartPeers(plan, folder);
            return await Take(plan, part, peers, words, stop);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Stopped;
        }
        catch (ChannelClosedException)
        {
            return ExitCode.Stopped;
        }
        catch (Exception failure) when (failure is StorageException or IOException)
        {
            Console.Error.WriteLine(failure.Message); // a disk without room, an address that cannot be had
            return ExitCode.Violated;
        }
        finally
        {
            Remove(folder);
        }
    }

    private static async Task<int> Take(WallPlan plan, int part, PartPeers peers, ChannelReader<string> words, CancellationToken stop)
    {
        if (part == 0)
        {
            var (key, at) = await peers.StartIssuer();
            Say(PartWords.IssuerIs(key, at));
        }

        var issuer = PartWords.IssuerIn(await words.ReadAsync(stop)) ?? throw new InvalidDataException("This is not where the issuer is.");
        await peers.Start(plan.NumbersIn(part), issuer);
        for (var told = -1; !words.TryRead(out _); await Pause(LookEvery, words, stop))
        {
            if (peers.Tally.Warm is var warm && warm != told)
            {
                told = warm;
                Say(PartWords.WarmAre(warm));
            }

            if (HasFailed(peers))
            {
                return ExitCode.Violated;
            }
        }

        var result = await Measure(plan, peers, words, stop);
        if (HasFailed(peers))
        {
            return ExitCode.Violated;
        }

        Say(PartWords.ResultIs(result));
        await words.Completion.WaitAsync(stop); // the others may still trade with these peers
        return ExitCode.Done;
    }

    private static async Task<PartResult> Measure(WallPlan plan, PartPeers peers, ChannelReader<string> words, CancellationToken stop)
    {
        var time = TimeSpan.FromSeconds(plan.Seconds);
        var before = await peers.CountDatagrams();
        var usedBefore = Environment.CpuUsage.TotalTime;
        peers.Tally.Begin(time);
        peers.TellBuyers(new TradeAsPlanned());
        await Pause(time, words, stop);
        var used = Environment.CpuUsage.TotalTime - usedBefore;
        var after = await peers.CountDatagrams();
        peers.TellBuyers(new StopTrading());
        for (var clock = Stopwatch.StartNew(); peers.Tally.Open > 0 && clock.Elapsed < TimeToEnd;)
        {
            await Pause(LookEvery, words, stop);
        }

        return peers.Tally.Read() with { Datagrams = after.Sent - before.Sent, Dropped = after.Dropped - before.Dropped, CpuSeconds = used.TotalSeconds };
    }

    private static bool HasFailed(PartPeers peers)
    {
        if (!peers.Failed.Task.IsCompleted)
        {
            return false;
        }

        Console.Error.WriteLine(peers.Failed.Task.Result);
        return true;
    }

    private static void Say(string line) => Console.Out.WriteLine(line);

    /// <summary>What is said to this process, until whoever says it is gone.</summary>
    private static ChannelReader<string> Listen()
    {
        var words = Channel.CreateUnbounded<string>();
        new Thread(() =>
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            while (input.ReadLine() is { } line)
            {
                words.Writer.TryWrite(line);
            }

            words.Writer.Complete();
        })
        {
            IsBackground = true,
        }.Start();
        return words.Reader;
    }

    /// <exception cref="OperationCanceledException">Also if whoever started this process is gone.</exception>
    private static async Task Pause(TimeSpan time, ChannelReader<string> words, CancellationToken stop)
    {
        var over = Task.Delay(time, stop);
        if (await Task.WhenAny(over, words.Completion) != over)
        {
            throw new OperationCanceledException("Nobody is there who wants to know.");
        }

        await over;
    }

    /// <summary>Its own folder, and the one around it if nobody has anything there any more: who made it may be gone.</summary>
    private static void Remove(string folder)
    {
        Directory.Delete(folder, recursive: true);
        var around = Path.GetDirectoryName(folder)!;
        try
        {
            Directory.Delete(around);
        }
        catch (IOException inUse)
        {
            Debug.Assert(inUse.HResult != 0); // another part is still there, or was the first to delete it
        }
    }
}
