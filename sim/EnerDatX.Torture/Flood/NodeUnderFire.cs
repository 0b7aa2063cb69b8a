using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EnerDatX.Node.Demo;

namespace EnerDatX.Torture.Flood;

/// <summary>A real node in a process of its own, and what the operating system says about it.</summary>
internal sealed class NodeUnderFire : IAsyncDisposable
{
    /// <summary>Linux counts processor time in hundredths of a second (USER_HZ).</summary>
    private const double TicksPerSecond = 100;

    private readonly DirectoryInfo _state;
    private readonly NodeProcess _process;
    private readonly string _proc;

    private NodeUnderFire(DirectoryInfo state, NodeProcess process, IPEndPoint udp)
    {
        _state = state;
        _process = process;
        Udp = udp;
        _proc = $"/proc/{File.ReadAllText(Path.Combine(state.FullName, "pid")).Trim()}";
    }

    public IPEndPoint Udp { get; }

    /// <summary>Processor time so far, seconds.</summary>
    public double CpuSeconds
    {
        get
        {
            var fields = File.ReadAllText(Path.Combine(_proc, "stat")).Split(") ")[1].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory now, bytes.</summary>
    public long Memory => MemoryOf("VmRSS");

    /// <summary>Bytes of the ledger's files: what strangers have made the node keep.</summary>
    public long LedgerBytes => _state.EnumerateFiles("ledger.db*").Sum(file => file.Length);

    public static async Task<NodeUnderFire> Start(CancellationToken stop)
    {
        var state = Directory.CreateTempSubdirectory("enerdatx-flood-");
        using var free = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var udp = (IPEndPoint)free.Client.LocalEndPoint!;
        free.Dispose();
        var process = await NodeProcess.Start(state.FullName, ["--api-port", "0", "--udp-port", $"{udp.Port}"], stop);
        return new NodeUnderFire(state, process, udp);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _state.Delete(recursive: true);
    }

    private long MemoryOf(string name)
    {
        var line = File.ReadLines(Path.Combine(_proc, "status")).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return 1_024 * Number(line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
