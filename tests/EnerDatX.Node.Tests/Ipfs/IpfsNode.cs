using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EnerDatX.Node.Tests.Ipfs;

/// <summary>A test that needs the IPFS node that <c>./enerdatx test</c> installs; skipped, visibly, where it is missing.</summary>
public sealed class FactIfIpfsAttribute : FactAttribute
{
    public FactIfIpfsAttribute()
    {
        if (!File.Exists(Path.Combine(IpfsNode.Tools, "installed")))
        {
            Skip = "needs the IPFS node that ./enerdatx test installs from npm";
        }
    }
}

/// <summary>js-ipfs in a process of its own, on loopback, that knows nobody but those it is told of.</summary>
internal sealed class IpfsNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _repo = Directory.CreateTempSubdirectory("enerdatx-ipfs-");
    private readonly Process _process;
    private int _ownPins;

    private IpfsNode(string[] peers) => _process = Process.Start(new ProcessStartInfo(
        "node", ["--require", Path.Combine(Tools, "polyfill.cjs"), Path.Combine(Tools, "ipfs-node.mjs"), Path.Combine(_repo.FullName, "repo"), .. peers])
    {
        UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
    })!;

    public static string Tools => ProjectFolder.PathOf("artifacts", "test-tools", "ipfs");

    public Uri Api { get; private set; } = null!;

    public string Swarm { get; private set; } = string.Empty;

    /// <param name="peers">Nodes that it connects with.</param>
    public static async Task<IpfsNode> Start(params IpfsNode[] peers)
    {
        var node = new IpfsNode([.. peers.Select(peer => peer.Swarm)]);
        var line = await node._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var says = JsonNode.Parse(line ?? throw new InvalidOperationException("The IPFS node ended."))!;
        (node.Api, node.Swarm) = (new Uri(says["api"]!.GetValue<string>()), says["swarm"]!.GetValue<string>());
        node._ownPins = await node.AllPins();
        return node;
    }

    /// <summary>Files that it pins, but for its own.</summary>
    public async Task<int> Pins() => await AllPins() - _ownPins;

    private async Task<int> AllPins()
    {
        using var client = new HttpClient { Timeout = Patience };
        using var answer = await client.PostAsync(new Uri(Api, "/api/v0/pin/ls?type=recursive"), null);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["Keys"]!.AsObject().Count;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
        _repo.Delete(recursive: true);
    }
}
