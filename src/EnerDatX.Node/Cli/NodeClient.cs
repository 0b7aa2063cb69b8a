using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary>What a node answered.</summary>
/// <param name="Body">Null exactly when there is a refusal.</param>
/// <param name="Raw">The JSON as it came.</param>
/// <param name="Refusal">Why there is no body, as a sentence: the node's own words, or what kept it from answering.</param>
internal sealed record NodeAnswer<T>(T? Body, string Raw, string? Refusal)
    where T : class
{
    public bool TryBody([NotNullWhen(true)] out T? body, [NotNullWhen(false)] out string? refusal)
    {
        (body, refusal) = (Body, Body is null ? Refusal ?? "The node gave no reason." : null);
        return body is not null;
    }
}

/// <summary>Talks to the HTTP interface of a running node: bounded in time and bytes, without redirects or proxies. Never shows the token.</summary>
internal sealed class NodeClient : IDisposable
{
    /// <summary>Far more than the longest list that a node answers with.</summary>
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    /// <summary>A list that goes on and on is not a node's.</summary>
    private const int MaxListed = 1_000_000;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>Longer than a node takes for any answer: 64 MiB of telegrams get three minutes there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = Http.Json.MaxWrittenDepth,
    };

    private readonly HttpClient _http;
    private readonly string _unreachable;

    /// <param name="unreachable">What the user is told when nobody listens.</param>
    public NodeClient(Uri address, string token, string unreachable)
    {
        _unreachable = unreachable;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = ConnectPatience };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = Patience, MaxResponseContentBufferSize = MaxAnswerBytes };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public void Dispose() => _http.Dispose();

    public Task<NodeAnswer<T>> Get<T>(string path, CancellationToken stop)
        where T : class => Send<T>(HttpMethod.Get, path, null, stop);

    public Task<NodeAnswer<T>> Put<T>(string path, IReadOnlyDictionary<string, string> form, CancellationToken stop)
        where T : class => Send<T>(HttpMethod.Put, path, new FormUrlEncodedContent(form), stop);

    public Task<NodeAnswer<T>> Post<T>(string path, HttpContent? content, CancellationToken stop)
        where T : class => Send<T>(HttpMethod.Post, path, content, stop);

    /// <summary>Bytes that are no JSON.</summary>
    /// <exception cref="IOException">The node did not give them.</exception>
    public async Task<byte[]> Download(string path, CancellationToken stop)
    {
        try
        {
            return await _http.GetByteArrayAsync(path, stop);
        }
        catch (HttpRequestException failure)
        {
            throw new IOException($"GET {path}: {failure.Message}", failure);
        }
    }

    /// <summary>Bytes that are no JSON, as many as fit.</summary>
    /// <returns>Why there are none, as a sentence; null when all came.</returns>
    public async Task<string?> Download(string path, MemoryStream to, long maxBytes, CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!response.IsSuccessStatusCode)
            {
                return ErrorText(await response.Content.ReadAsStringAsync(stop)) ?? $"The node answered with HTTP status {(int)response.StatusCode}.";
            }

            var part = new byte[81_920];
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            for (int length; (length = await body.ReadAsync(part, stop)) > 0;)
            {
                to.Write(part, 0, length);
                if (to.Length > maxBytes)
                {
                    return $"The node answered more than {maxBytes} bytes.";
                }
            }

            return null;
        }
        catch (HttpRequestException failure)
        {
            return failure.HttpRequestError == HttpRequestError.ConnectionError ? _unreachable : $"The node broke off: {failure.Message}";
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"The node did not answer within {Patience.TotalSeconds} s.";
        }
    }

    /// <summary>A whole list, page by page; ends after the first refusal.</summary>
    /// <param name="path">May have a query.</param>
    public async IAsyncEnumerable<NodeAnswer<IReadOnlyList<T>>> Pages<T>(string path, [EnumeratorCancellation] CancellationToken stop)
        where T : class
    {
        for (var offset = 0; offset < MaxListed; offset += Parameters.MaxPage)
        {
            var page = await Get<IReadOnlyList<T>>($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={Parameters.MaxPage}&offset={offset}", stop);
            yield return page;
            if (page.Body is not { Count: Parameters.MaxPage })
            {
                yield break;
            }
        }
    }

    private async Task<NodeAnswer<T>> Send<T>(HttpMethod method, string path, HttpContent? content, CancellationToken stop)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var response = await _http.SendAsync(request, stop);
            return Understand<T>(response.StatusCode, await response.Content.ReadAsStringAsync(stop));
        }
        catch (HttpRequestException failure)
        {
            return Refuse<T>(failure.HttpRequestError switch
            {
                HttpRequestError.ConnectionError => _unreachable,
                HttpRequestError.ConfigurationLimitExceeded => $"The node answered more than {MaxAnswerBytes} bytes.",
                _ => $"The node broke off: {failure.Message}",
            });
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return Refuse<T>($"The node did not answer within {Patience.TotalSeconds} s.");
        }
    }

    private static NodeAnswer<T> Understand<T>(HttpStatusCode status, string text)
        where T : class
    {
        if ((int)status is < 200 or > 299)
        {
            return Refuse<T>(ErrorText(text) ?? $"The node answered with HTTP status {(int)status}.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text, Strict) is { } body
                ? new NodeAnswer<T>(body, text, null)
                : Refuse<T>("The node answered nothing.");
        }
        catch (JsonException strange)
        {
            return Refuse<T>($"What answers is no node of this version: {strange.Message}");
        }
    }

    /// <summary><c>{"error": text}</c>, or of a failure <c>{"error": {"message": text}}</c>; null for anything else.</summary>
    private static string? ErrorText(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("error", out var error) ? null
                : error.ValueKind == JsonValueKind.String ? error.GetString()
                : error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) ? message.ToString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static NodeAnswer<T> Refuse<T>(string sentence)
        where T : class => new(null, string.Empty, sentence);
}
