namespace EnerDatX.Node.Http;

/// <summary>What a browser may have without a session: the page's files, and a session for a login token. Everything else goes on to the guards.</summary>
/// <param name="page">Null where it is not built.</param>
internal sealed class PageDoor(PageFiles? page, Sessions sessions)
{
    /// <summary>In the page's address: the token that logs in once.</summary>
    public const string LoginParameter = "login";

    public Task Open(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        return !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) ? next(context)
            : path == "/" && page is null ? Answers.WriteError(context, StatusCodes.Status404NotFound, PageFiles.Missing)
            : path == "/" && request.Query.ContainsKey(LoginParameter) ? Login(context)
            : page is not null && page.TryGet(path, out var file) ? Write(context, file)
            : next(context);
    }

    /// <summary>
    /// A link is opened by a person, in a window: what a picture, a frame or a browser's guess asks for leaves the token as it is. The key goes into
    /// the fragment, which no server sees; the page takes it out of the address.
    /// </summary>
    private Task Login(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || request.Headers["Sec-Fetch-Dest"] is not ([] or ["document"]) || request.Headers["Sec-Purpose"].Count > 0)
        {
            return Answers.WriteError(context, StatusCodes.Status403Forbidden, "a login link is opened in a window of a browser");
        }

        var isLoggedIn = sessions.TryLogin(request.Query[LoginParameter].ToString(), out var secrets);
        if (isLoggedIn)
        {
            var name = AccessGuard.CookieName(context);
            sessions.End(request.Cookies[name] ?? "");
            context.Response.Cookies.Append(name, secrets!.Cookie, Cookie());
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = isLoggedIn ? $"/#key={secrets!.PageKey}" : "/#key=";
        return Task.CompletedTask;
    }

    public static CookieOptions Cookie() => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = TimeSpan.FromMilliseconds(Sessions.SessionMs),
    };

    private static Task Write(HttpContext context, PageFile file)
    {
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted).AsTask();
    }
}
