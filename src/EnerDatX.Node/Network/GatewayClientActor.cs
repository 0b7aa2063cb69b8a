using System.Diagnostics.CodeAnalysis;
using System.Net;
using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Peer.Vault;
using EnerDatX.Storage.Ipfs;

namespace EnerDatX.Node.Network;

/// <summary>Fetches content for the peer's trades, outside any actor's turn, and answers with what came of it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor ends in PostStop.")]
public sealed class GatewayClientActor : ReceiveActor
{
    private readonly GatewayClient _client;
    private readonly KuboNode? _ipfs;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="ipfs">The own IPFS node, which finds content by its CID alone and is asked first; null for none.</param>
    public GatewayClientActor(GatewayClient client, KuboNode? ipfs)
    {
        (_client, _ipfs) = (client, ipfs);
        Receive<FetchContent>(fetch => _ = Fetch(fetch).PipeTo(Sender, Self));
    }

    protected override void PostStop()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<object> Fetch(FetchContent fetch)
    {
        if (await FromIpfs(fetch) is { } found)
        {
            return found;
        }

        return TryParse(fetch.Gateway, out var host, out var port)
            ? await FromGateway(fetch, host, port)
            : new ContentNotFetched(fetch.Cid, _ipfs is null ? "the seller announced no gateway" : "it was not found through IPFS, and the seller announced no gateway", false);
    }

    private async Task<ContentFetched?> FromIpfs(FetchContent fetch)
    {
        try
        {
            return _ipfs is not null && await _ipfs.Cat(fetch.Cid, fetch.MaxBytes, _stop.Token) is { } content && SealedDataset.CidOf(content) == fetch.Cid
                ? new ContentFetched(fetch.Cid, content)
                : null;
        }
        catch (KuboException)
        {
            return null; // the seller itself may have it
        }
    }

    private async Task<object> FromGateway(FetchContent fetch, string host, int port)
    {
        // A seller whose own address is unknown counts as public: then nothing private is fetched on its word.
        var seller = fetch.Seller?.Address ?? IPAddress.None;
        var wanted = new GatewayFetch(host, port, fetch.Cid.ToString(), seller, fetch.MaxBytes, content =>
            SealedDataset.CidOf(content.ToArray()) == fetch.Cid);
        var result = await _client.Fetch(wanted, _stop.Token);
        return result is GatewayResult.Bytes { Content: var content }
            ? new ContentFetched(fetch.Cid, content.ToArray())
            : Explain(fetch.Cid, result, fetch.Gateway);
    }

    private static ContentNotFetched Explain(Cid cid, GatewayResult result, string gateway)
    {
        ContentNotFetched Refused(string reason) => new(cid, reason, false);
        ContentNotFetched Failed(string reason) => new(cid, reason, true);
        return result switch
        {
            GatewayResult.PrivateAddressRefused => Refused($"{gateway} is inside a private network where the seller is not"),
            GatewayResult.RedirectRefused => Refused($"{gateway} redirects, which is not followed"),
            GatewayResult.TooLarge => Refused($"{gateway} sends more than the terms say"),
            GatewayResult.WrongContent => Refused($"{gateway} sends something else"),
            GatewayResult.TimedOut => Failed($"{gateway} takes too long"),
            GatewayResult.Status status => Failed($"{gateway} answers with status {status.Code}"),
            GatewayResult.Unreachable unreachable => Failed($"{gateway} cannot be reached: {unreachable.Reason}"),
            _ => Refused($"{gateway} is not an address"),
        };
    }

    private static bool TryParse(string gateway, out string host, out int port)
    {
        var colon = gateway.LastIndexOf(':');
        host = colon > 0 ? gateway[..colon] : string.Empty;
        port = 0;
        return colon > 0 && int.TryParse(gateway.AsSpan(colon + 1), out port) && port is > 0 and <= 65_535;
    }
}
