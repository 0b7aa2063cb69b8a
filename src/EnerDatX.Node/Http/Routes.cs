namespace EnerDatX.Node.Http;

/// <summary>A parameter as the description of the interface shows it.</summary>
/// <param name="Kind">string, integer or boolean.</param>
internal sealed record Parameter(string Name, string Kind, string Meaning, bool IsRequired = false);

/// <summary>What a route does, for people and for <c>/openapi/v1.json</c>.</summary>
/// <param name="Result">Shape of the answer; null where it is not JSON.</param>
internal sealed record Operation(string Summary, Type? Result)
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Where it is not JSON.</summary>
    public string? ContentType { get; init; }

    public IReadOnlyList<Parameter> Query { get; init; } = [];

    /// <summary>Of a body that is a form or a JSON object.</summary>
    public IReadOnlyList<Parameter> Body { get; init; } = [];

    /// <summary>Whether the body is a file.</summary>
    public bool TakesFile { get; init; }

    public static readonly IReadOnlyList<Parameter> Paged =
    [
        new("limit", "integer", "Entries at most, up to 500."),
        new("offset", "integer", "Entries before the first one."),
    ];
}

/// <summary>
/// The routes of the interface. Each is a plain delegate from a request to an <see cref="Answer"/>: nothing is compiled at start,
/// which is why a node is up in a moment.
/// </summary>
internal sealed class Routes(IEndpointRouteBuilder endpoints, RepeatedRequests repeated)
{
    public void Get(string pattern, Func<HttpContext, Task<Answer>> handler, Operation operation) =>
        Map(HttpMethods.Get, pattern, handler, operation);

    public void Put(string pattern, Func<HttpContext, Task<Answer>> handler, Operation operation) =>
        Map(HttpMethods.Put, pattern, handler, operation);

    public void Post(string pattern, Func<HttpContext, Task<Answer>> handler, Operation operation) =>
        Map(HttpMethods.Post, pattern, handler, operation);

    private void Map(string method, string pattern, Func<HttpContext, Task<Answer>> handler, Operation operation)
    {
        var json = pattern.StartsWith("/api/", StringComparison.Ordinal) ? "application/json" : "text/json";
        var endpoint = MayRepeat(method, operation)
            ? endpoints.MapMethods(pattern, [method], async context => await (await repeated.Answer(context, handler)).WriteTo(context))
            : endpoints.MapMethods(pattern, [method], async context => await (await handler(context)).WriteTo(context));
        endpoint.WithMetadata(
            handler.Method,
            operation,
            new ProducesResponseTypeMetadata(operation.Status, operation.Result ?? typeof(void), [operation.ContentType ?? json]));
        if (operation.TakesFile)
        {
            endpoint.WithMetadata(UploadLimit.MeterFile).WithRequestTimeout(RequestTimes.Upload);
        }

        if (operation.Result == typeof(EventView))
        {
            endpoint.DisableRequestTimeout();
        }
    }

    /// <summary>What signs something. A file is imported again without harm, and would have to be kept to be compared.</summary>
    private static bool MayRepeat(string method, Operation operation) => !HttpMethods.IsGet(method) && !operation.TakesFile;
}
