using Microsoft.AspNetCore.Http.Features;

namespace EnerDatX.Node.Http;

/// <summary>On a route that takes more than <see cref="BodyLimits.Body"/>.</summary>
internal sealed record UploadLimit(long Bytes)
{
    public static readonly UploadLimit MeterFile = new(Core.Metering.MeterFile.MaxLength);
}

/// <summary>How long a request may take, its body included; event streams excepted.</summary>
internal static class RequestTimes
{
    public const string Upload = "upload";

    public static readonly TimeSpan Ordinary = TimeSpan.FromSeconds(60);

    /// <summary>64 MiB at 1 MB/s, and the time to read them.</summary>
    public static readonly TimeSpan OfUpload = TimeSpan.FromMinutes(3);
}

/// <summary>Bounds a body before it is read, by its announced length, and while it is read.</summary>
internal static class BodyLimits
{
    /// <summary>Ten times the largest form that any route takes.</summary>
    public const long Body = 256 * 1_024;

    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<UploadLimit>()?.Bytes ?? Body;
        if (context.Request.ContentLength > limit)
        {
            // The rest of the body is not read: the connection ends here.
            context.Response.Headers.Connection = "close";
            return Answers.WriteError(context, StatusCodes.Status413PayloadTooLarge, $"the body has more than {limit} bytes");
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = limit;
        return next(context);
    }
}
