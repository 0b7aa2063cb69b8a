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
        catch (Exception gone) when (gone is OperationCanceledException or ChannelClosedException)
        {
            return ExitCode.Stopped;
        }
        catch (Exception failure) when (failure is StorageException or IOException or PartFailedException)
        {
            Console.Error.WriteLine(failure.Message); // a disk without room, an address that cannot be had, a peer that failed
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
        await Until(PartWords.Trade, peers, words, stop);
        peers.TellBuyers(new TradeAsPlanned());
        await Until(PartWords.Measure, peers, words, stop);
        Say(PartWords.ResultIs(await Measure(plan, peers, words, stop)));
        await words.Completion.WaitAsync(stop); // the others may still trade with these peers
        return ExitCode.Done;
    }

    /// <summary>Says how many buyers are warm, until it is told to go on.</summary>
    private static async Task Until(string word, PartPeers peers, ChannelReader<string> words, CancellationToken stop)
    {
        for (var told = -1; !words.TryRead(out var heard) || heard != word; await Pause(LookEvery, peers, words, stop))
        {
            if (peers.Tally.Warm is var warm && warm != told)
            {
                told = warm;
                Say(PartWords.WarmAre(warm));
            }
        }
    }

    private static async Task<PartResult> Measure(WallPlan plan, PartPeers peers, ChannelReader<string> words, CancellationToken stop)
    {
        var time = TimeSpan.FromSeconds(plan.Seconds);
        var before = await peers.CountDatagrams();
        var usedBefore = Environment.CpuUsage.TotalTime;
        peers.Tally.Begin(time);
        await Pause(time, peers, words, stop);
        var used = Environment.CpuUsage.TotalTime - usedBefore;
        var after = await peers.CountDatagrams();
        peers.TellBuyers(new StopTrading());
        for (var clock = Stopwatch.StartNew(); peers.Tally.Open > 0 && clock.Elapsed < TimeToEnd;)
        {
            await Pause(LookEvery, peers, words, stop);
        }

        return peers.Tally.Read() with { Datagrams = after.Sent - before.Sent, Dropped = after.Dropped - before.Dropped, CpuSeconds = used.TotalSeconds };
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
    /// <exception cref="PartFailedException">A peer has failed.</exception>
    private static async Task Pause(TimeSpan time, PartPeers peers, ChannelReader<string> words, CancellationToken stop)
    {
        var over = Task.Delay(time, stop);
        var first = await Task.WhenAny(over, words.Completion, peers.Failed.Task);
        if (peers.Failed.Task.IsCompleted)
        {
            throw new PartFailedException(await peers.Failed.Task);
        }

        if (first != over)
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
