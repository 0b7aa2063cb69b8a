using System.Globalization;
using System.Threading.RateLimiting;

namespace EnerDatX.Node.Http;

/// <summary>How often the interface may be asked. There is one token, and so one allowance, for all programs of the node's user.</summary>
public sealed record ApiLimits
{
    /// <summary>Requests a second in the long run: a page that polls and a script that trades, with room to spare.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>Requests at once after a pause.</summary>
    public int RequestBurst { get; init; } = 400;
}

/// <summary>Keeps a program that asks in a loop from keeping the peer's actors busy: what is too much is 429, with the time after which to ask again.</summary>
internal sealed class RequestRate(ApiLimits limits) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly TokenBucketRateLimiter _allowance = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = limits.RequestBurst,
        TokensPerPeriod = Math.Max(1, (int)(limits.RequestsPerSecond * Period.TotalSeconds)),
        ReplenishmentPeriod = Period,
        QueueLimit = 0,
    });

    public async Task Check(HttpContext context, RequestDelegate next)
    {
        using var lease = _allowance.AttemptAcquire();
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        var after = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = after.ToString(CultureInfo.InvariantCulture);
        await Answers.WriteError(context, StatusCodes.Status429TooManyRequests, $"more than {limits.RequestsPerSecond} requests a second");
    }

    public void Dispose() => _allowance.Dispose();
}
