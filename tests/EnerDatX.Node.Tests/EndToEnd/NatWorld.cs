using System.Diagnostics;
using System.Text.Json;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>A test that makes networks of its own; skipped, visibly, where the system does not allow it (it takes root, iproute2 and nftables).</summary>
public sealed class FactIfRouterAttribute : FactAttribute
{
    private static readonly Lazy<string?> Lack = new(NatWorld.Lack);

    public FactIfRouterAttribute() => Skip = Lack.Value;
}

/// <summary>
/// A public network and two homes, each behind a router as households have them: masquerade that keeps ports where it can, nothing in that
/// was not asked for from inside. Network namespaces of this machine, named with this process's id; gone when it is disposed.
/// </summary>
internal sealed class NatWorld : IAsyncDisposable
{
    public const string Public = "pub", OwnerRouter = "ra", BuyerRouter = "rb", OwnerHome = "ha", BuyerHome = "hb";
    public const string PublicHost = "198.51.100.1", BuyerHost = "10.77.2.2";

    private static readonly string[] Places = [Public, OwnerRouter, BuyerRouter, OwnerHome, BuyerHome];
    private static readonly string Ip = new[] { "/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip" }.FirstOrDefault(File.Exists, string.Empty);
    private static readonly string Nft = new[] { "/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft" }.FirstOrDefault(File.Exists, string.Empty);

    private const string Router = """
        table ip home {
          counter tcp_through { }
          chain behind { type nat hook postrouting priority 100; policy accept; oifname "wan" masquerade; }
          chain through { type filter hook forward priority 0; policy drop; meta l4proto tcp counter name tcp_through; iifname "lan" accept; ct state established,related accept; }
          chain into { type filter hook input priority 0; policy drop; iifname "lan" accept; ct state established,related accept; }
        }
        """;

    private const string Between = """
        table ip public {
          counter owner_to_buyer { }
          chain through { type filter hook forward priority 0; policy accept; ip saddr 198.51.100.2 ip daddr 198.51.100.6 meta l4proto udp counter name owner_to_buyer; }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;
    private readonly List<NatNode> _nodes = [];

    public string State(string name) => Path.Combine(_folder, name);

    /// <summary>What is missing to make one; null when nothing is.</summary>
    public static string? Lack()
    {
        if (!Environment.IsPrivilegedProcess || Ip.Length == 0 || Nft.Length == 0)
        {
            return "needs root, iproute2 and nftables";
        }

        var probe = NameOf("probe");
        try
        {
            return Call(Ip, ["netns", "add", probe], null) is { } refused ? $"no network namespaces here: {refused}"
                : Call(Ip, ["netns", "exec", probe, Nft, "-f", "-"], Router) is { } forbidden ? $"no masquerade here: {forbidden}"
                : Call(Ip, ["netns", "exec", probe, "sysctl", "-qw", "net.ipv4.ip_forward=1"], null) is { } stays ? $"no forwarding here: {stays}"
                : null;
        }
        finally
        {
            Call(Ip, ["netns", "del", probe], null);
        }
    }

    public void Make()
    {
        foreach (var place in Places)
        {
            Do("netns", "add", NameOf(place));
            Do("-n", NameOf(place), "link", "set", "lo", "up");
        }

        Join((Public, "to-a", "198.51.100.1/30"), (OwnerRouter, "wan", "198.51.100.2/30"));
        Join((Public, "to-b", "198.51.100.5/30"), (BuyerRouter, "wan", "198.51.100.6/30"));
        Join((OwnerRouter, "lan", "10.77.1.1/24"), (OwnerHome, "eth0", "10.77.1.2/24"));
        Join((BuyerRouter, "lan", "10.77.2.1/24"), (BuyerHome, "eth0", $"{BuyerHost}/24"));
        foreach (var (place, gateway) in new[] { (OwnerRouter, "198.51.100.1"), (BuyerRouter, "198.51.100.5"), (OwnerHome, "10.77.1.1"), (BuyerHome, "10.77.2.1") })
        {
            Do("-n", NameOf(place), "route", "add", "default", "via", gateway);
        }

        foreach (var (place, rules) in new[] { (Public, Between), (OwnerRouter, Router), (BuyerRouter, Router) })
        {
            Do("netns", "exec", NameOf(place), "sysctl", "-qw", "net.ipv4.ip_forward=1");
            Assert.Null(Call(Ip, ["netns", "exec", NameOf(place), Nft, "-f", "-"], rules));
        }
    }

    /// <summary>Starts a node there, with a state folder of that name.</summary>
    public async Task Start(string place, string name, string settings, params string[] arguments)
    {
        Directory.CreateDirectory(State(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(State(name), "node.conf"), settings);
        var node = new NatNode(Command(place, ["node", "--state", State(name), "--api-port", "0", "--while-stdin-open", .. arguments]));
        _nodes.Add(node);
        await node.WaitUntilUp(State(name));
    }

    /// <summary>A command of the program, there: what it writes to stdout. It must end well.</summary>
    public async Task<string> Run(string place, string name, params string[] command)
    {
        using var process = Process.Start(Command(place, [.. command, "--state", State(name)]))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await errors}{output}");
        return output;
    }

    /// <summary>Packets that a counter has seen.</summary>
    public static async Task<long> Packets(string place, string table, string counter)
    {
        var listed = await Tool.Run(Ip, "netns", "exec", NameOf(place), Nft, "-j", "list", "counter", "ip", table, counter);
        using var json = JsonDocument.Parse(listed);
        return json.RootElement.GetProperty("nftables").EnumerateArray().Last().GetProperty("counter").GetProperty("packets").GetInt64();
    }

    public async Task StopNodes()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _nodes.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopNodes();
        foreach (var place in Places)
        {
            Call(Ip, ["netns", "del", NameOf(place)], null);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static void Join((string Place, string Device, string Address) one, (string Place, string Device, string Address) other)
    {
        Do("link", "add", one.Device, "netns", NameOf(one.Place), "type", "veth", "peer", "name", other.Device, "netns", NameOf(other.Place));
        foreach (var (place, device, address) in new[] { one, other })
        {
            Do("-n", NameOf(place), "addr", "add", address, "dev", device);
            Do("-n", NameOf(place), "link", "set", device, "up");
        }
    }

    private static string NameOf(string place) => $"enerdatx-{Environment.ProcessId}-{place}";

    private static ProcessStartInfo Command(string place, string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "enerdatx.dll");
        return new ProcessStartInfo(Ip, ["netns", "exec", NameOf(place), Environment.ProcessPath!, program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static void Do(params string[] arguments) => Assert.Null(Call(Ip, arguments, null));

    /// <returns>What it says when it fails; null when it does not.</returns>
    private static string? Call(string tool, string[] arguments, string? input)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{string.Join(' ', arguments)}: {errors.Trim()}";
    }
}
