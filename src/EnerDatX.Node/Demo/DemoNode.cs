using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace EnerDatX.Node.Demo;

/// <summary>A node as its user meets it: over HTTP, with its token.</summary>
internal sealed class DemoNode : IDisposable
{
    private readonly HttpClient _http;

    public DemoNode(string address, string token)
    {
        Address = address.Trim();
        _http = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
    }

    public string Address { get; }

    public Task<JsonNode> Get(string path) => Read(_http.GetAsync(path));

    public Task<JsonNode> Put(string path, params (string Name, string Value)[] form) =>
        Read(_http.PutAsync(path, new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)))));

    public Task<JsonNode> Post(string path, byte[] body) => Read(_http.PostAsync(path, new ByteArrayContent(body)));

    public Task<byte[]> Download(string path) => _http.GetByteArrayAsync(path);

    public void Dispose() => _http.Dispose();

    private static async Task<JsonNode> Read(Task<HttpResponseMessage> answer)
    {
        using var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text) ?? throw new IOException($"{response.RequestMessage!.RequestUri} answers nothing.")
            : throw new IOException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath}: {(int)response.StatusCode} {text}");
    }
}
