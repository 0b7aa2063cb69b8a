using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace EnerDatX.Node.Tests.Http;

/// <summary>A user of the interface that shows the token.</summary>
internal sealed class HttpCaller : IDisposable
{
    public const string Token = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public HttpCaller(Uri address)
    {
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public HttpClient Client { get; }

    public Task<HttpAnswer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<HttpAnswer> Put(string path, params (string Name, string Value)[] form) => Send(HttpMethod.Put, path, Form(form));

    public Task<HttpAnswer> Post(string path, params (string Name, string Value)[] form) => Send(HttpMethod.Post, path, Form(form));

    public Task<HttpAnswer> PostFile(string path, byte[] file) => Send(HttpMethod.Post, path, new ByteArrayContent(file));

    public static HttpContent Text(string body, string type) => new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));

    public async Task<HttpAnswer> Send(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        return new HttpAnswer(
            response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Sends these very bytes and reads what comes until the server ends the connection.</summary>
    public async Task<string> Raw(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Client.BaseAddress!.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }

    public void Dispose() => Client.Dispose();

    private static FormUrlEncodedContent Form((string Name, string Value)[] form) => new(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
}

internal sealed record HttpAnswer(HttpStatusCode Status, string? ContentType, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json
    {
        get
        {
            using var json = JsonDocument.Parse(Bytes, new JsonDocumentOptions { MaxDepth = 128 });
            return json.RootElement.Clone();
        }
    }

    /// <summary>The body of a good answer.</summary>
    public JsonElement Good
    {
        get
        {
            Assert.True(Status is HttpStatusCode.OK or HttpStatusCode.Created, $"{Status}: {Text}");
            return Json;
        }
    }

    public void IsRefused(int status, string error)
    {
        Assert.Equal((status, error), ((int)Status, Json.GetProperty("error").GetString()));
        Assert.Equal(["error"], Json.Names());
    }
}

internal static class HttpJson
{
    public static string[] Names(this JsonElement json) => [.. json.EnumerateObject().Select(p => p.Name)];

    public static JsonElement At(this JsonElement json, string path) =>
        path.Split('.').Aggregate(json, (at, part) => int.TryParse(part, out var index) ? at[index] : at.GetProperty(part));

    public static string Str(this JsonElement json, string path) => json.At(path).GetString()!;

    public static long Int(this JsonElement json, string path) => json.At(path).GetInt64();

    /// <summary>The names of an object, in any order.</summary>
    public static void HasExactly(this JsonElement json, params string[] names) =>
        Assert.Equal(names.Order(StringComparer.Ordinal), json.Names().Order(StringComparer.Ordinal));

    /// <summary>A number of seconds with a decimal point, of our time.</summary>
    public static void IsFloatSeconds(this JsonElement json)
    {
        Assert.Contains('.', json.GetRawText());
        Assert.InRange(json.GetDouble(), 1_600_000_000, 4_000_000_000);
    }
}
