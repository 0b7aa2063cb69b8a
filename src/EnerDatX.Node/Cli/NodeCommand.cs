using System.CommandLine;
using System.Globalization;
using System.Net;
using Akka.Configuration;
using EnerDatX.Node.Hosting;
using EnerDatX.Node.Http;
using EnerDatX.Storage;

namespace EnerDatX.Node.Cli;

/// <summary><c>node</c>: runs a node until Ctrl-C.</summary>
public static class NodeCommand
{
    private const int DefaultApiPort = 8085;
    private const int UdpOffset = 100;
    private const int GatewayOffset = 200;

    private static readonly Argument<int?> ApiPortArgument = new("api-port") { Arity = ArgumentArity.ZeroOrOne, Description = "Same as --api-port." };
    private static readonly Argument<string?> StateArgument = new("dir") { Arity = ArgumentArity.ZeroOrOne, Description = "Same as --state." };
    private static readonly Argument<string?> KeyArgument = new("keyfile") { Arity = ArgumentArity.ZeroOrOne, Description = "Same as --key." };
    private static readonly Option<string> State = new("--state")
    {
        Description = "The node's own folder: key, ledger, datasets. Made if missing.",
        DefaultValueFactory = _ => "state",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Key = new("--key") { Description = "Key file; default: the one in the state folder, made if missing.", HelpName = "FILE" };
    private static readonly Option<int?> ApiPort = new("--api-port") { Description = "HTTP interface, on loopback only. 0 = any free port. Default 8085.", HelpName = "N" };
    private static readonly Option<int?> UdpPort = new("--udp-port") { Description = "Overlay. Default: API port + 100.", HelpName = "N" };
    private static readonly Option<string?> GatewayPort = new("--gateway-port")
    {
        Description = "Public gateway (GET /ipfs/CID). Default: API port + 200. none = no gateway: buyers fetch over the overlay, which needs no open port.",
        HelpName = "N",
    };

    private static readonly Option<string> Bind = new("--bind")
    {
        Description = "IPv4 address for overlay and gateway. 0.0.0.0 opens them to everyone.",
        DefaultValueFactory = _ => "127.0.0.1",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string?> Announce = new("--announce")
    {
        Description = "Host that buyers are told for the gateway, and the port where a router forwards another one; default: the bind address and port.",
        HelpName = "HOST[:PORT]",
    };

    private static readonly Option<string?> Connect = new("--connect") { Description = "Other nodes' overlay addresses, comma-separated.", HelpName = "HOST:PORT,…" };
    private static readonly Option<string?> Store = new("--store")
    {
        Description = "Ledger in PostgreSQL, postgres://user[:password]@host[:port]/database; default: ledger.db in the state folder.",
        HelpName = "URI",
    };

    private static readonly Option<string?> Ipfs = new("--ipfs")
    {
        Description = "IPFS node (Kubo's RPC) that keeps the ciphertexts and fetches others', http://127.0.0.1:5001; default: the state folder.",
        HelpName = "URL",
    };

    private static readonly Option<string?> ConfigFile = new("--config") { Description = "More settings (HOCON), before those of STATE/node.conf.", HelpName = "FILE" };
    private static readonly Option<string?> Issuer = new("--issuer") { Description = "Also runs the issuer whose state folder this is, in the same process.", HelpName = "DIR" };
    private static readonly Option<int> IssuerUdpPort = new("--issuer-udp-port") { Description = "The issuer's overlay port. 0 = any free port.", HelpName = "N" };

    /// <summary>For a parent process: the node ends with it, however it ends.</summary>
    private static readonly Option<bool> WhileStdinOpen = new("--while-stdin-open") { Description = "Stops when standard input ends.", Hidden = true };

    public static Command Create()
    {
        var command = new Command("node", """
            Runs a node until Ctrl-C.
            Examples:
              ./enerdatx node --state owner --api-port 8082
              ./enerdatx node --state buyer --api-port 8080 --connect 127.0.0.1:8182
              ./enerdatx node 8080 buyer buyer/key       (the form of the EDMP report)
            """)
        {
            ApiPortArgument, StateArgument, KeyArgument,
            State, Key, ApiPort, UdpPort, GatewayPort, Bind, Announce, Connect, Store, Ipfs, ConfigFile, Issuer, IssuerUdpPort, WhileStdinOpen,
        };
        command.SetAction((parsed, stop) => Failures.Explain(parsed, () => Run(parsed, stop)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        var output = parsed.InvocationConfiguration.Output;
        var options = Options(parsed);
        await using var node = await RunningNode.Start(options);
        await using var issuer = await StartIssuer(parsed, options, node);
        await output.WriteLineAsync($"""
            {node.Key.PublicKey.Mid} is up
              page     {(node.LoginLink is { } link ? $"{link}   (works once; a new link: ./enerdatx link)" : $"none: {PageFiles.Missing}")}
              API      {node.ApiAddress}   (token in {Path.Combine(node.StatePath, "api-token")})
              overlay  {node.Udp}
              gateway  {node.Gateway?.ToString() ?? "none: buyers fetch over the overlay"}
              try      curl -H "Authorization: Bearer {node.Token}" {node.ApiAddress}/market/asks
            """);
        if (node.SharedLedger is { } ledger)
        {
            await output.WriteLineAsync($"  ledger   {ledger}");
        }

        if (issuer is not null)
        {
            await output.WriteLineAsync($"  issuer   {issuer.Key.PublicKey.Mid} at {issuer.Udp}");
        }

        await output.WriteLineAsync("Ctrl-C stops it.");
        await output.FlushAsync(CancellationToken.None);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(_ => { }, TaskScheduler.Default);

        // The console reads on the thread that asks, whatever its methods are called.
        var stdin = parsed.GetValue(WhileStdinOpen) ? Task.Run(Console.In.ReadToEnd, CancellationToken.None) : stopped;
        var failed = issuer is null ? node.Failed : Task.WhenAny(node.Failed, issuer.Failed).Unwrap();
        await Task.WhenAny(stopped, stdin, failed);
        return failed.IsCompleted ? throw new StorageException($"The node stops. {await failed}") : 0;
    }

    private static async Task<RunningNode?> StartIssuer(ParseResult parsed, NodeOptions options, RunningNode node)
    {
        if (parsed.GetValue(Issuer) is not { } folder)
        {
            return null;
        }

        return await RunningNode.Start(options with
        {
            State = folder,
            KeyFile = null,
            ApiPort = null,
            UdpPort = Valid("--issuer-udp-port", parsed.GetValue(IssuerUdpPort)),
            Connect = [node.Udp.ToString(), .. options.Connect],
        });
    }

    private static int Valid(string option, int port) =>
        port is >= 0 and <= 65_535 ? port : throw new ConfigurationException($"{option} is 0 to 65535, not {port}.");

    /// <returns>Null for none.</returns>
    private static int? GatewayPortOf(string? text, int otherwise) => text switch
    {
        null => Valid(GatewayPort.Name, otherwise),
        "none" => null,
        _ when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port) => Valid(GatewayPort.Name, port),
        _ => throw new ConfigurationException($"{GatewayPort.Name} is a port or none, not {text}."),
    };

    private static string? AnnounceOf(string? text, int? gateway)
    {
        if (text is null)
        {
            return null;
        }

        if (gateway is null)
        {
            throw new ConfigurationException($"{Announce.Name} tells buyers of the gateway, and with {GatewayPort.Name} none there is none.");
        }

        var parts = text.Split(':');
        var isRight = parts is [{ Length: > 0 }]
            || (parts is [{ Length: > 0 }, var port] && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65_535);
        return isRight ? text : throw new ConfigurationException($"{Announce.Name} takes HOST or HOST:PORT, not {text}.");
    }

    private static NodeOptions Options(ParseResult parsed)
    {
        var api = Valid("--api-port", parsed.GetValue(ApiPort) ?? parsed.GetValue(ApiPortArgument) ?? DefaultApiPort);
        int Port(Option<int?> option, int offset) => Valid(option.Name, parsed.GetValue(option) ?? (api == 0 ? 0 : api + offset));
        var gateway = GatewayPortOf(parsed.GetValue(GatewayPort), api == 0 ? 0 : api + GatewayOffset);
        var bind = parsed.GetValue(Bind)!;
        return new NodeOptions(
            parsed.GetValue(StateArgument) ?? parsed.GetValue(State)!,
            parsed.GetValue(Key) ?? parsed.GetValue(KeyArgument),
            api,
            Port(UdpPort, UdpOffset),
            gateway,
            IPAddress.TryParse(bind, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
                ? address
                : throw new ConfigurationException($"--bind takes an IPv4 address, not {bind}."),
            AnnounceOf(parsed.GetValue(Announce), gateway),
            (parsed.GetValue(Connect) ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            parsed.GetValue(ConfigFile),
            parsed.GetValue(Store) is { } store ? NodeConfig.Store(store) : null)
        {
            Ipfs = parsed.GetValue(Ipfs) is { } ipfs ? NodeConfig.Ipfs(ipfs) : null,
        };
    }
}

/// <summary>The failures that a user can do something about, as one line on stderr and exit code 1.</summary>
internal static class Failures
{
    public static async Task<int> Explain(ParseResult parsed, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception failure) when (failure is StorageException or IOException or ConfigurationException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
