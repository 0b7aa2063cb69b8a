using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace EnerDatX.Node.Http;

/// <summary>What a browser is given for a login token; 64 hex digits each.</summary>
/// <param name="Cookie">Which no script can read, but which browsers show to every port of this computer.</param>
/// <param name="PageKey">Which only the page's own origin can read; without it the cookie is worth nothing.</param>
internal sealed record SessionSecrets(string Cookie, string PageKey);

/// <summary>
/// Who is logged in with a browser. A one-time login token is traded for a session. All of it is in memory, as digests: a node that was started
/// again knows no session, and a dump of its memory opens none. Safe for many threads.
/// </summary>
/// <param name="nowMs">The node's clock, milliseconds since 1970.</param>
internal sealed class Sessions(Func<long> nowMs)
{
    /// <summary>A household has a few browsers; the oldest session makes room.</summary>
    internal const int MaxSessions = 20;

    /// <summary>Links that were printed and not opened; the oldest makes room.</summary>
    internal const int MaxLinks = 20;

    /// <summary>Half a day: a node that was started in the morning is opened in the evening.</summary>
    internal const long LinkMs = 43_200_000;

    /// <summary>A week, whether it is used or not.</summary>
    internal const long SessionMs = 604_800_000;

    private const int SecretBytes = 32;

    private readonly Lock _lock = new();

    // Oldest first. Twenty entries are looked through faster than they are hashed.
    private readonly List<Login> _links = [];
    private readonly List<Session> _sessions = [];

    /// <summary>A token that logs in once.</summary>
    public string NewLoginToken()
    {
        var token = NewSecret();
        lock (_lock)
        {
            MakeRoom(_links, MaxLinks);
            _links.Add(new Login(Digest(token), nowMs() + LinkMs));
        }

        return token;
    }

    /// <summary>Trades a token for a session; afterwards it is worth nothing.</summary>
    public bool TryLogin(string token, [NotNullWhen(true)] out SessionSecrets? secrets)
    {
        secrets = null;
        var digest = Digest(token);
        lock (_lock)
        {
            var index = _links.FindIndex(link => Same(link.Digest, digest));
            if (index < 0)
            {
                return false;
            }

            var link = _links[index];
            _links.RemoveAt(index);
            if (link.UntilMs <= nowMs())
            {
                return false;
            }

            secrets = new SessionSecrets(NewSecret(), NewSecret());
            MakeRoom(_sessions, MaxSessions);
            _sessions.Add(new Session(Digest(secrets.Cookie), Digest(secrets.PageKey), nowMs() + SessionMs));
            return true;
        }
    }

    public bool IsOpen(string cookie, string pageKey)
    {
        var (cookieDigest, keyDigest) = (Digest(cookie), Digest(pageKey));
        lock (_lock)
        {
            return _sessions.Exists(session => Same(session.Cookie, cookieDigest) & Same(session.PageKey, keyDigest) && session.UntilMs > nowMs());
        }
    }

    public void End(string cookie)
    {
        var digest = Digest(cookie);
        lock (_lock)
        {
            _sessions.RemoveAll(session => Same(session.Cookie, digest));
        }
    }

    private static void MakeRoom<T>(List<T> entries, int most)
    {
        if (entries.Count == most)
        {
            entries.RemoveAt(0);
        }
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);

    private static byte[] Digest(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static bool Same(byte[] one, byte[] other) => CryptographicOperations.FixedTimeEquals(one, other);

    private sealed record Login(byte[] Digest, long UntilMs);

    private sealed record Session(byte[] Cookie, byte[] PageKey, long UntilMs);
}
