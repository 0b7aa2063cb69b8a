using System.Text.Json.Nodes;
using EnerDatX.Node.Cli;

namespace EnerDatX.Node.Demo;

/// <summary>A node as its user meets it: over HTTP, with its token. A refusal ends the story.</summary>
internal sealed class DemoNode(string address, string token) : IDisposable
{
    private readonly NodeClient _client = new(new Uri(address), token, $"Nobody answers at {address}.");

    public string Address { get; } = address;

    public Task<JsonNode> Get(string path) => Read($"GET {path}", _client.Get<JsonNode>(path, CancellationToken.None));

    public Task<JsonNode> Put(string path, params (string Name, string Value)[] form) => Read(
        $"PUT {path}", _client.Put<JsonNode>(path, form.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal), CancellationToken.None));

    public Task<JsonNode> Post(string path, byte[] body) => Read(
        $"POST {path.Split('?')[0]}", _client.Post<JsonNode>(path, new ByteArrayContent(body), CancellationToken.None));

    public Task<byte[]> Download(string path) => _client.Download(path, CancellationToken.None);

    public void Dispose() => _client.Dispose();

    private static async Task<JsonNode> Read(string request, Task<NodeAnswer<JsonNode>> answer) =>
        (await answer).TryBody(out var body, out var refusal) ? body : throw new IOException($"{request}: {refusal}");
}
