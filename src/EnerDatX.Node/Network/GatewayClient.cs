using System.Net;
using System.Net.Sockets;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Node.Network;

/// <summary>
/// Fetches ciphertext from a seller's gateway, of which nothing is believed: the name is looked up once, its address is checked
/// and the connection goes to exactly that address (so no second look-up can answer otherwise); no redirect, no proxy, no cookies,
/// no compression; bounded bytes and time; and the bytes must have their CID.
/// </summary>
/// <param name="lookUp">The operating system's name service, <see cref="Dns.GetHostAddressesAsync(string, CancellationToken)"/>.</param>
public sealed class GatewayClient(GatewayTimes times, Func<string, CancellationToken, Task<IPAddress[]>> lookUp)
{
    private const int MaxCidLength = 128;

    /// <summary>A file is held in memory: four times the longest meter file that may be uploaded.</summary>
    private const long MaxFileBytes = 256 << 20;
    private const int ChunkBytes = 64 * 1_024;

    /// <param name="stop">The caller gives up; the task is then cancelled.</param>
    public async Task<GatewayResult> Fetch(GatewayFetch wanted, CancellationToken stop)
    {
        if (!IsWellFormed(wanted))
        {
            return new GatewayResult.BadAddress();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(times.Total(wanted.MaxBytes));
        try
        {
            var addresses = await Resolve(wanted.Host, limit.Token);
            var allowed = Array.Find(addresses, address => AddressRules.MayFetchFrom(address, wanted.Peer));
            return allowed is null ? new GatewayResult.PrivateAddressRefused() : await Get(wanted, allowed, limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new GatewayResult.TimedOut();
        }
        catch (SocketException unknown)
        {
            return new GatewayResult.Unreachable(unknown.Message);
        }
        catch (HttpRequestException failed)
        {
            return new GatewayResult.Unreachable(failed.Message);
        }
        catch (IOException broken)
        {
            return new GatewayResult.Unreachable(broken.Message);
        }
    }

    private static bool IsWellFormed(GatewayFetch wanted) =>
        wanted.MaxBytes is >= 0 and <= MaxFileBytes
        && wanted.Port is > 0 and <= ushort.MaxValue
        && wanted.Cid.Length is >= 1 and <= MaxCidLength
        && wanted.Cid.All(char.IsAsciiLetterOrDigit)
        && wanted.Host.Length <= OverlayAddress.MaxNameLength
        && Uri.CheckHostName(wanted.Host) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;

    private async Task<IPAddress[]> Resolve(string host, CancellationToken stop)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(times.Connect);
        return await lookUp(host, limit.Token);
    }

    private async Task<GatewayResult> Get(GatewayFetch wanted, IPAddress address, CancellationToken stop)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = times.Connect,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            ConnectCallback = async (_, cancel) => await Connect(new IPEndPoint(address, wanted.Port), cancel),
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var url = new UriBuilder(Uri.UriSchemeHttp, wanted.Host, wanted.Port, $"/ipfs/{wanted.Cid}").Uri;
        using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, stop);
        switch ((int)response.StatusCode)
        {
            case StatusCodes.Status200OK:
                break;
            case >= 300 and < 400:
                return new GatewayResult.RedirectRefused();
            case var code:
                return new GatewayResult.Status(code);
        }

        if (response.Content.Headers.ContentLength > wanted.MaxBytes)
        {
            return new GatewayResult.TooLarge();
        }

        await using var body = await response.Content.ReadAsStreamAsync(stop);
        var bytes = await Read(body, wanted.MaxBytes, stop);
        return bytes is not { } content ? new GatewayResult.TooLarge()
            : wanted.IsRight(content) ? new GatewayResult.Bytes(content)
            : new GatewayResult.WrongContent();
    }

    private static async Task<Stream> Connect(IPEndPoint address, CancellationToken stop)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connected = false;
        try
        {
            await socket.ConnectAsync(address, stop);
            connected = true;
            return new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (!connected)
            {
                socket.Dispose();
            }
        }
    }

    /// <returns>Null when there are more than <paramref name="maxBytes"/>.</returns>
    private static async Task<ReadOnlyMemory<byte>?> Read(Stream body, long maxBytes, CancellationToken stop)
    {
        using var taken = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        while (await body.ReadAsync(chunk, stop) is > 0 and var count)
        {
            if (taken.Length + count > maxBytes)
            {
                return null;
            }

            taken.Write(chunk, 0, count);
        }

        return taken.ToArray();
    }
}
