using EnerDatX.Node.Http;

namespace EnerDatX.Node.Tests.Http;

/// <summary>Login tokens and sessions, with a clock that the test moves.</summary>
public sealed class SessionsTests
{
    private readonly Sessions _sessions;
    private long _nowMs = 1_000;

    public SessionsTests() => _sessions = new Sessions(() => _nowMs);

    [Fact]
    public void A_token_logs_in_once()
    {
        var token = _sessions.NewLoginToken();
        Assert.True(_sessions.TryLogin(token, out var secrets));
        Assert.True(_sessions.IsOpen(secrets.Cookie, secrets.PageKey));
        Assert.False(_sessions.TryLogin(token, out _));
        Assert.True(_sessions.IsOpen(secrets.Cookie, secrets.PageKey));
    }

    [Fact]
    public void Tokens_cookies_and_keys_are_32_random_bytes_each()
    {
        var token = _sessions.NewLoginToken();
        Assert.True(_sessions.TryLogin(token, out var secrets));
        string[] all = [token, secrets.Cookie, secrets.PageKey, _sessions.NewLoginToken()];
        Assert.All(all, secret => Assert.Matches("^[0-9a-f]{64}$", secret));
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Cookie_and_key_are_needed_both_and_of_one_session()
    {
        var (one, other) = (LogIn(), LogIn());
        Assert.False(_sessions.IsOpen(one.Cookie, ""));
        Assert.False(_sessions.IsOpen("", one.PageKey));
        Assert.False(_sessions.IsOpen(one.Cookie, other.PageKey));
        Assert.False(_sessions.IsOpen(one.PageKey, one.Cookie));
    }

    [Fact]
    public void A_token_that_nobody_made_logs_nobody_in()
    {
        var token = _sessions.NewLoginToken();
        Assert.All(["", "0", token[..^1], token + "0", token.ToUpperInvariant() + " "], guess => Assert.False(_sessions.TryLogin(guess, out _)));
        Assert.True(_sessions.TryLogin(token, out _));
    }

    [Fact]
    public void A_token_is_too_old_after_half_a_day_and_a_session_after_a_week()
    {
        var (late, intime) = (_sessions.NewLoginToken(), _sessions.NewLoginToken());
        _nowMs += Sessions.LinkMs - 1;
        Assert.True(_sessions.TryLogin(intime, out var session));
        _nowMs++;
        Assert.False(_sessions.TryLogin(late, out _));
        _nowMs += Sessions.SessionMs - 2;
        Assert.True(_sessions.IsOpen(session.Cookie, session.PageKey));
        _nowMs++;
        Assert.False(_sessions.IsOpen(session.Cookie, session.PageKey));
    }

    [Fact]
    public void The_oldest_session_and_the_oldest_link_make_room()
    {
        var sessions = Enumerable.Range(0, Sessions.MaxSessions + 1).Select(_ => LogIn()).ToList();
        Assert.False(_sessions.IsOpen(sessions[0].Cookie, sessions[0].PageKey));
        Assert.All(sessions[1..], session => Assert.True(_sessions.IsOpen(session.Cookie, session.PageKey)));
        var links = Enumerable.Range(0, Sessions.MaxLinks + 1).Select(_ => _sessions.NewLoginToken()).ToList();
        Assert.False(_sessions.TryLogin(links[0], out _));
        Assert.All(links[1..], link => Assert.True(_sessions.TryLogin(link, out _)));
    }

    [Fact]
    public void A_session_that_was_ended_is_over_and_no_other()
    {
        var (one, other) = (LogIn(), LogIn());
        _sessions.End(one.Cookie);
        Assert.False(_sessions.IsOpen(one.Cookie, one.PageKey));
        Assert.True(_sessions.IsOpen(other.Cookie, other.PageKey));
    }

    private SessionSecrets LogIn() => _sessions.TryLogin(_sessions.NewLoginToken(), out var secrets) ? secrets : throw new InvalidOperationException("not logged in");
}
