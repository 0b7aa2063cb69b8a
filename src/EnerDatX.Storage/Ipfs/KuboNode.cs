using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Storage.Ipfs;

/// <summary>An IPFS node could not do what it was asked for. The message says which, and why, for its owner.</summary>
public sealed class KuboException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>How long an IPFS node may take. Nothing of it is ever waited for without an end.</summary>
public sealed record KuboTimes
{
    /// <summary>For a connection, and for a question about what the node has itself.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For somebody to be found who has a content; its bytes come on top.</summary>
    public TimeSpan Find { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second that come at least.</summary>
    public long BytesPerSecond { get; init; } = 32 * 1_024;

    internal TimeSpan Of(long bytes) => TimeSpan.FromSeconds((double)bytes / BytesPerSecond);
}

/// <summary>
/// A node that speaks Kubo's RPC (<c>/api/v0/</c>): Kubo itself, or js-ipfs. Of what it answers nothing is believed that a CID can tell. No redirect, no
/// proxy, no cookie. Thread-safe.
/// </summary>
public sealed class KuboNode : IDisposable
{
    private const int MaxAnswer = 64 * 1_024;
    private const int ChunkBytes = 64 * 1_024;

    /// <summary>As <see cref="UnixFs"/> builds a file, so that its CID comes out.</summary>
    private const string AsUnixFs = "cid-version=1&raw-leaves=true&cid-base=base32&chunker=size-262144&pin=true&quieter=true";

    private readonly HttpClient _client;
    private readonly KuboTimes _times;

    /// <param name="address"><c>http://host:port</c>.</param>
    public KuboNode(Uri address, KuboTimes times)
    {
        (Address, _times) = (address, times);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = times.Answer,
            MaxResponseHeadersLength = 16,
        })
        {
            BaseAddress = new Uri(address, "/api/v0/"),
            Timeout = Timeout.InfiniteTimeSpan, // each question has its own
        };
    }

    public Uri Address { get; }

    /// <summary>What is wrong with an address that somebody gave; null when nothing is.</summary>
    public static string? DefectOf(string text, out Uri? address) =>
        !Uri.TryCreate(text, UriKind.Absolute, out address) ? "is no address such as http://127.0.0.1:5001"
        : address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps ? "is neither http nor https"
        : address.UserInfo.Length > 0 || address.AbsolutePath != "/" || address.Query.Length > 0 ? "has more than a host and a port"
        : null;

    public void Dispose() => _client.Dispose();

    /// <summary>Its name for its version; asked at the start, so that a wrong address is noticed there.</summary>
    /// <exception cref="KuboException">It does not answer so.</exception>
    public async Task<string> Version(CancellationToken stop = default)
    {
        var answer = await Ask("version", null, _times.Answer, MaxAnswer, stop);
        return TextOf(answer, "Version") ?? throw Unexpected("version");
    }

    /// <summary>Adds a file, and pins it: all of it stays with this node.</summary>
    /// <returns>Its root as the node has it.</returns>
    /// <exception cref="KuboException">It does not take it.</exception>
    public async Task<Cid> Add(byte[] content, CancellationToken stop = default)
    {
        using var part = new ByteArrayContent(content);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent();
        form.Add(part, "file", "content");
        var answer = await Ask($"add?{AsUnixFs}", form, _times.Answer + _times.Of(content.LongLength), MaxAnswer, stop);

        // One JSON object a line; the last is the file's.
        var last = answer.Span.TrimEnd((byte)'\n');
        var line = last[(last.LastIndexOf((byte)'\n') + 1)..];
        return Cid.TryParse(TextOf(line.ToArray(), "Hash"), out var cid) ? cid : throw Unexpected("add");
    }

    /// <summary>A file, wherever in the network it is. Not checked yet.</summary>
    /// <param name="maxBytes">No more is taken.</param>
    /// <returns>Null when it is larger.</returns>
    /// <exception cref="KuboException">It was not found in time.</exception>
    public async Task<byte[]?> Cat(Cid root, long maxBytes, CancellationToken stop = default)
    {
        var bytes = await Ask($"cat?arg={root}&timeout={Seconds(_times.Find + _times.Of(maxBytes))}", null, _times.Find, maxBytes + 1, stop);
        return bytes.Length > maxBytes ? null : bytes.ToArray();
    }

    /// <summary>One block. Not checked yet.</summary>
    /// <exception cref="KuboException">It was not found in time.</exception>
    public async Task<byte[]> Block(Cid cid, CancellationToken stop = default)
    {
        var most = _times.Answer + _times.Of(UnixFs.MaxBlockLength);
        return (await Ask($"block/get?arg={cid}&timeout={Seconds(most)}", null, _times.Answer, UnixFs.MaxBlockLength + 1, stop)).ToArray();
    }

    /// <summary>Pins a file no longer, so that the node may forget it; one that is not pinned is no error.</summary>
    /// <exception cref="KuboException">It does not answer.</exception>
    public async Task Unpin(Cid root, CancellationToken stop = default)
    {
        if (await IsPinned(root, stop))
        {
            await Ask($"pin/rm?arg={root}&timeout={Seconds(_times.Answer)}", null, _times.Answer, MaxAnswer, stop);
        }
    }

    private async Task<bool> IsPinned(Cid root, CancellationToken stop)
    {
        try
        {
            await Ask($"pin/ls?arg={root}&type=recursive&timeout={Seconds(_times.Answer)}", null, _times.Answer, MaxAnswer, stop);
            return true;
        }
        catch (KuboException refused) when (refused.Message.Contains("not pinned", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(time.TotalSeconds)}s");

    /// <param name="first">Until the first byte of the answer; the others have the time that so many bytes may take.</param>
    private async Task<ReadOnlyMemory<byte>> Ask(string question, HttpContent? body, TimeSpan first, long maxBytes, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(first);
        var command = question.Split('?')[0];
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, question) { Content = body };
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var isGood = response.StatusCode == HttpStatusCode.OK;
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            var answer = await Read(stream, isGood ? maxBytes : MaxAnswer, limit);
            return isGood ? answer : throw new KuboException($"The IPFS node at {Address} refuses {command}: {Refusal(answer, response.StatusCode)}.");
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            throw new KuboException($"The IPFS node at {Address} takes too long to {command}.", late);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new KuboException($"The IPFS node at {Address} cannot be reached: {broken.Message}.", broken);
        }
    }

    private async Task<ReadOnlyMemory<byte>> Read(Stream answer, long maxBytes, CancellationTokenSource limit)
    {
        using var taken = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        while (taken.Length < maxBytes && await answer.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, maxBytes - taken.Length)), limit.Token) is > 0 and var count)
        {
            if (taken.Length == 0)
            {
                limit.CancelAfter(_times.Answer + _times.Of(maxBytes));
            }

            taken.Write(chunk, 0, count);
        }

        return taken.ToArray();
    }

    private static string Refusal(ReadOnlyMemory<byte> answer, HttpStatusCode status) =>
        TextOf(answer, "Message") is { } message ? message.ReplaceLineEndings(" ") : $"status {(int)status}";

    private KuboException Unexpected(string command) => new($"What answers at {Address} is no IPFS node, or an unusual one: it says something else to {command}.");

    private static string? TextOf(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            using var read = JsonDocument.Parse(json);
            return read.RootElement.ValueKind == JsonValueKind.Object && read.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
