namespace EnerDatX.Node.Http;

/// <summary>Into the page and out of it: <c>/api/v1/login-link</c>, <c>/api/v1/logout</c>.</summary>
/// <param name="newLink">Null where there is no page.</param>
internal sealed class SessionApi(Sessions sessions, Func<Uri>? newLink)
{
    public void Map(Routes routes)
    {
        routes.Post("/api/v1/login-link", NewLink, new("A link that opens the node's page, once. For programs: it takes the token.", typeof(LoginLinkView))
        {
            Status = StatusCodes.Status201Created,
        });
        routes.Post("/api/v1/logout", Logout, new("Ends the session of the page that asks.", typeof(LoggedOutView)));
    }

    /// <summary>Not for sessions: whoever got hold of one could give himself another for ever.</summary>
    private Task<Answer> NewLink(HttpContext context) => Task.FromResult<Answer>(
        !AccessGuard.IsProgram(context.Request) ? new Answer.Refusal(StatusCodes.Status403Forbidden, "a new link takes the node's token: ./enerdatx link")
        : newLink is null ? Answer.NotFound(PageFiles.Missing)
        : new Answer.Ok(new LoginLinkView(newLink().ToString(), Sessions.LinkMs / 1_000), StatusCodes.Status201Created));

    private Task<Answer> Logout(HttpContext context)
    {
        var name = AccessGuard.CookieName(context);
        var had = !AccessGuard.IsProgram(context.Request);
        if (had)
        {
            sessions.End(context.Request.Cookies[name] ?? "");
            var cookie = PageDoor.Cookie();
            cookie.MaxAge = TimeSpan.Zero;
            context.Response.Cookies.Append(name, "", cookie);
        }

        return Task.FromResult<Answer>(new Answer.Ok(new LoggedOutView(had)));
    }
}

/// <param name="Link">http://127.0.0.1:PORT/?login=….</param>
/// <param name="Seconds">How long it works.</param>
internal sealed record LoginLinkView(string Link, long Seconds);

/// <param name="LoggedOut">False for who shows the token: there was no session to end.</param>
internal sealed record LoggedOutView(bool LoggedOut);
