using System.Security.Cryptography;
using System.Text;

namespace EnerDatX.Node.Http;

/// <summary>
/// Lets through only requests with <c>Authorization: Bearer …</c>. A header that no browser adds by itself, so that no page can act in
/// the user's name; never a cookie, never part of the address.
/// </summary>
internal sealed class TokenGuard(string token)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public Task Check(HttpContext context, RequestDelegate next)
    {
        if (IsGood(context.Request.Headers.Authorization))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"enerdatx\"";
        return Answers.WriteError(context, StatusCodes.Status401Unauthorized, "show the node's token: Authorization: Bearer …");
    }

    /// <summary>Digests are compared, in constant time: neither the length nor the beginning of the token can be felt out.</summary>
    private bool IsGood(IReadOnlyList<string?> authorization) =>
        authorization is [{ } shown]
        && shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown[Scheme.Length..])), _digest);
}
