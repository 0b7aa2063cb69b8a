using System.Net.Http.Headers;
using System.Text.Json;

namespace EnerDatX.Torture.Kill;

/// <summary>A user of a node's HTTP interface who expects the connection to break at any moment.</summary>
public sealed class NodeCaller : IDisposable
{
    private readonly HttpClient _http;

    public NodeCaller(Uri address, string token)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
    }

    /// <param name="body">Null for none.</param>
    /// <returns>Status and body; status 0 when the connection broke.</returns>
    public async Task<(int Status, JsonElement Body)> Send(HttpMethod method, string path, HttpContent? body, CancellationToken stop = default)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            using var answer = await _http.SendAsync(request, stop);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(stop));
            return ((int)answer.StatusCode, json.RootElement.Clone());
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            return (0, default);
        }
    }

    public Task<(int Status, JsonElement Body)> Get(string path) => Send(HttpMethod.Get, path, null);

    public static HttpContent Form(params (string Name, string Value)[] fields) =>
        new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    public void Dispose() => _http.Dispose();
}
