using System.Security.Cryptography;
using System.Text;

namespace EnerDatX.Node.Http;

/// <summary>
/// Lets through only who shows the node's token (<c>Authorization: Bearer …</c>: programs) or has a session (the node's page): its cookie, and in
/// <see cref="PageKeyHeader"/> the key that only the page's own origin can read. No browser adds either header by itself, so that no other page can
/// act in the user's name; and because browsers show cookies to every port of this computer, a cookie alone opens nothing, not even to read.
/// </summary>
internal sealed class AccessGuard(string token, Sessions sessions)
{
    public const string PageKeyHeader = "X-EnerDatX";

    private const string Scheme = "Bearer ";

    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public Task Check(HttpContext context, RequestDelegate next)
    {
        if (IsProgram(context.Request) ? IsGood(context.Request.Headers.Authorization) : HasSession(context))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"enerdatx\"";
        return Answers.WriteError(context, StatusCodes.Status401Unauthorized, "show the node's token: Authorization: Bearer …");
    }

    /// <summary>Of a request that was let through: whether it showed the token. Where it shows one, no cookie counts.</summary>
    public static bool IsProgram(HttpRequest request) => request.Headers.Authorization.Count > 0;

    /// <summary>Cookies know no port, and two nodes on one computer are opened in one browser: each has a name of its own.</summary>
    public static string CookieName(HttpContext context) => $"enerdatx-{context.Connection.LocalPort}";

    private bool HasSession(HttpContext context) =>
        context.Request.Cookies[CookieName(context)] is { Length: > 0 } cookie
        && context.Request.Headers[PageKeyHeader] is [{ Length: > 0 } pageKey]
        && sessions.IsOpen(cookie, pageKey);

    /// <summary>Digests are compared, in constant time: neither the length nor the beginning of the token can be felt out.</summary>
    private bool IsGood(IReadOnlyList<string?> authorization) =>
        authorization is [{ } shown]
        && shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown[Scheme.Length..])), _digest);
}
