using System.Text.Json;

namespace EnerDatX.Node.Http;

/// <summary>What a route says; written once, at the end.</summary>
internal abstract record Answer
{
    /// <summary>JSON of the surface that was asked (<see cref="Json.TypeFor"/>).</summary>
    /// <param name="Location">Of a 201: where the new thing is.</param>
    public sealed record Ok(object Body, int Status = StatusCodes.Status200OK, string? Location = null) : Answer;

    /// <summary><c>{"error": text}</c>.</summary>
    public sealed record Refusal(int Status, string Error) : Answer;

    /// <summary>Anything that is not JSON.</summary>
    public sealed record Content(ReadOnlyMemory<byte> Bytes, string ContentType, string? FileName = null) : Answer;

    /// <summary>One JSON object per line, each flushed at once; as long as the reader stays.</summary>
    public sealed record Lines(IAsyncEnumerable<object> Items) : Answer;

    public static Refusal Bad(string error) => new(StatusCodes.Status400BadRequest, error);

    public static Refusal NotFound(string error) => new(StatusCodes.Status404NotFound, error);

    public Task WriteTo(HttpContext context) => this switch
    {
        Ok ok => WriteJson(context, ok),
        Refusal refusal => Answers.WriteError(context, refusal.Status, refusal.Error),
        Content content => WriteContent(context.Response, content),
        Lines lines => WriteLines(context, lines.Items),
        _ => throw new InvalidOperationException($"Nobody writes {GetType().Name}."),
    };

    private static Task WriteJson(HttpContext context, Ok ok)
    {
        context.Response.StatusCode = ok.Status;
        if (ok.Location is not null)
        {
            context.Response.Headers.Location = ok.Location;
        }

        return Answers.WriteJson(context, ok.Body);
    }

    private static Task WriteContent(HttpResponse response, Content content)
    {
        response.ContentType = content.ContentType;
        response.ContentLength = content.Bytes.Length;
        if (content.FileName is not null)
        {
            response.Headers.ContentDisposition = $"attachment; filename=\"{content.FileName}\"";
        }

        return response.Body.WriteAsync(content.Bytes, response.HttpContext.RequestAborted).AsTask();
    }

    private static async Task WriteLines(HttpContext context, IAsyncEnumerable<object> items)
    {
        var gone = context.RequestAborted;
        context.Response.ContentType = Json.TypeFor(context.Request);
        try
        {
            await foreach (var item in items.WithCancellation(gone))
            {
                await JsonSerializer.SerializeAsync(context.Response.Body, item, item.GetType(), Json.Options, gone);
                await context.Response.Body.WriteAsync("\n"u8.ToArray(), gone);
                await context.Response.Body.FlushAsync(gone);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The reader left: that is how such a stream ends.
        }
    }
}

/// <summary>Writes answers that no route gives: guards, limits, failures.</summary>
internal static class Answers
{
    public static Task WriteError(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return WriteJson(context, new ErrorView(error));
    }

    public static Task WriteJson(HttpContext context, object body)
    {
        context.Response.ContentType = Json.TypeFor(context.Request);
        return JsonSerializer.SerializeAsync(context.Response.Body, body, body.GetType(), Json.Options, context.RequestAborted);
    }
}

internal sealed record ErrorView(string Error);

/// <summary>EDMP's form of a failure that nobody foresaw; never with a trace.</summary>
internal sealed record UnhandledView(UnhandledError Error);

/// <param name="Code">Name of the exception's class.</param>
internal sealed record UnhandledError(bool Handled, string Code, string Message);
