using Akka.Actor;
using Akka.Event;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace EnerDatX.Node.Http;

/// <summary>Answers where no route does: nothing there, wrong method, a node that is busy, a failure.</summary>
internal static class ErrorAnswers
{
    /// <param name="log">The node's: a failure that nobody foresaw is told there, with its trace, and never in an answer.</param>
    public static Task WriteFailure(HttpContext context, ILoggingAdapter log)
    {
        switch (context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error)
        {
            case AskTimeoutException:
                return Answers.WriteError(context, StatusCodes.Status503ServiceUnavailable, "the node is busy");
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                context.Response.Headers.Connection = "close";
                return Answers.WriteError(context, StatusCodes.Status413PayloadTooLarge, "the body is too long");
            case BadHttpRequestException bad:
                return Answers.WriteError(context, bad.StatusCode, bad.Message);
            case var failure:
                log.Error(failure, "{0} {1} failed", context.Request.Method, context.Request.Path);
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return Answers.WriteJson(context, new UnhandledView(new UnhandledError(false, failure.GetType().Name, failure.Message)));
        }
    }

    /// <summary>Gives a body to the bare statuses of routing.</summary>
    public static async Task Describe(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response.HasStarted)
        {
            return;
        }

        switch (context.Response.StatusCode)
        {
            case StatusCodes.Status404NotFound:
                await Answers.WriteError(context, StatusCodes.Status404NotFound, $"there is no {context.Request.Path}");
                break;
            case StatusCodes.Status405MethodNotAllowed:
                await Answers.WriteError(
                    context, StatusCodes.Status405MethodNotAllowed, $"{context.Request.Path} does not take {context.Request.Method}");
                break;
            case StatusCodes.Status504GatewayTimeout:
                await Answers.WriteError(context, StatusCodes.Status408RequestTimeout, "the request took too long");
                break;
            default:
                break;
        }
    }
}
