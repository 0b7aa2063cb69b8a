using System.Security.Cryptography;
using System.Text;

namespace EnerDatX.Node.Http;

/// <summary>
/// Requests that carry an <c>Idempotency-Key</c>: whoever lost an answer asks again with the same key and the same body, and gets the first answer;
/// nothing is signed a second time. In memory: a node that was started again knows no keys. Safe for many threads.
/// </summary>
/// <param name="nowMs">The node's clock, milliseconds since 1970.</param>
internal sealed class RepeatedRequests(Func<long> nowMs)
{
    public const string Header = "Idempotency-Key";

    /// <summary>Characters: a UUID has 36.</summary>
    private const int MaxKeyLength = 255;

    /// <summary>Keys that are remembered; the oldest makes room. An answer of these routes has a few hundred bytes.</summary>
    internal const int MaxKeys = 1_000;

    /// <summary>A day: longer than any program goes on trying.</summary>
    internal const long RememberedMs = 86_400_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, First> _first = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long AtMs)> _inOrder = new();

    /// <summary>The handler's answer, or that of the first request with this key.</summary>
    public async Task<Answer> Answer(HttpContext context, Func<HttpContext, Task<Answer>> handler)
    {
        var header = context.Request.Headers[Header];
        if (header.Count == 0)
        {
            return await handler(context);
        }

        if (header is not [{ Length: > 0 and <= MaxKeyLength } key] || key.AsSpan().ContainsAnyExceptInRange('\x21', '\x7e'))
        {
            return Http.Answer.Bad($"{Header} is not 1 to {MaxKeyLength} visible ASCII characters");
        }

        var digest = await Digest(context);
        First first;
        lock (_lock)
        {
            first = Find(key) ?? Remember(key, new First(digest));
        }

        return !first.Request.AsSpan().SequenceEqual(digest)
            ? new Answer.Refusal(StatusCodes.Status422UnprocessableEntity, $"this {Header} was used for another request")
            : await first.Once(() => handler(context));
    }

    private First? Find(string key)
    {
        while (_inOrder.TryPeek(out var oldest) && oldest.AtMs + RememberedMs <= nowMs())
        {
            _first.Remove(_inOrder.Dequeue().Key);
        }

        return _first.GetValueOrDefault(key);
    }

    private First Remember(string key, First first)
    {
        if (_inOrder.Count >= MaxKeys)
        {
            _first.Remove(_inOrder.Dequeue().Key);
        }

        _first.Add(key, first);
        _inOrder.Enqueue((key, nowMs()));
        return first;
    }

    /// <summary>Of method, path, query and body; the body can be read again after it.</summary>
    private static async Task<byte[]> Digest(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.ToArray();
        context.Request.Body = new MemoryStream(bytes, writable: false);
        var line = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n";
        return SHA256.HashData([.. Encoding.UTF8.GetBytes(line), .. bytes]);
    }

    /// <summary>The first request with a key. One that comes while it is under way waits for its answer; a failure is an answer too.</summary>
    private sealed class First(byte[] request)
    {
        private readonly Lock _lock = new();
        private Task<Answer>? _answer;

        public byte[] Request => request;

        public Task<Answer> Once(Func<Task<Answer>> handle)
        {
            lock (_lock)
            {
                return _answer ??= handle();
            }
        }
    }
}
