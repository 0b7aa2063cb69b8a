using System.Text.Json;

namespace EnerDatX.Node.Tests.Http;

/// <summary>Listens to <c>/events</c> line by line.</summary>
internal sealed class HttpEventReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private HttpEventReader(HttpResponseMessage response, StreamReader lines) => (_response, _lines) = (response, lines);

    public string? ContentType => _response.Content.Headers.ContentType?.ToString();

    /// <summary>The first event is read: from then on nothing is missed.</summary>
    public static async Task<(HttpEventReader Reader, JsonElement Start)> Open(HttpCaller caller)
    {
        var response = await caller.Client.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode);
        var reader = new HttpEventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        return (reader, (await reader.Next())!.Value);
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<JsonElement?> Next()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _lines.ReadLineAsync(patience.Token) is { } line ? ConformanceVectors.Parse(line) : null;
    }

    public async Task<JsonElement> Until(string type)
    {
        while (true)
        {
            var happened = await Next();
            Assert.NotNull(happened);
            Assert.Equal(["type", "event"], happened.Value.Names());
            if (happened.Value.Str("type") == type)
            {
                return happened.Value.GetProperty("event");
            }
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
