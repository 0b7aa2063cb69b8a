using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>
/// Where a ledger in PostgreSQL is: <c>postgres://user[:password]@host[:port]/database[?sslmode=…]</c>, as libpq writes it. Without a
/// password the usual ones are taken (<c>PGPASSWORD</c>, <c>~/.pgpass</c>). It is never shown with its password.
/// </summary>
public sealed partial class PostgresAddress
{
    private const int DefaultPort = 5432;

    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    private readonly string _user;
    private readonly string? _password;
    private readonly string _host;
    private readonly int _port;
    private readonly string _database;
    private readonly SslMode _sslMode;

    private PostgresAddress(Match uri, int port, SslMode sslMode)
    {
        _user = Decoded(uri, "user");
        _password = uri.Groups["password"].Success ? Decoded(uri, "password") : null;
        _host = Decoded(uri, "host").Trim('[', ']');
        _port = port;
        _database = Decoded(uri, "database");
        _sslMode = sslMode;
    }

    /// <summary>Reads the form above, percent-encoded; a host that begins with %2F is the folder of a Unix socket.</summary>
    /// <param name="problem">Never repeats what was given: there may be a password in it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PostgresAddress? address, out string problem)
    {
        address = null;
        var uri = Form().Match(text);
        if (!uri.Success)
        {
            problem = "a PostgreSQL database is written postgres://user[:password]@host[:port]/database[?sslmode=…], "
                + "with / : @ ? # % inside of names and passwords percent-encoded";
            return false;
        }

        var port = DefaultPort;
        if (uri.Groups["port"].Success
            && (!int.TryParse(uri.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65_535))
        {
            problem = "the port of PostgreSQL is 1 to 65535";
            return false;
        }

        if (!TrySslMode(uri.Groups["query"].Value, out var sslMode))
        {
            problem = $"the only parameter of a PostgreSQL database is sslmode, one of {string.Join(", ", SslModes.Keys)}";
            return false;
        }

        problem = string.Empty;
        address = new PostgresAddress(uri, port, sslMode);
        return true;
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"postgres://{_user}@{_host}:{_port}/{_database}");

    internal NpgsqlConnectionStringBuilder Connection() => new()
    {
        Username = _user,
        Password = _password,
        Host = _host,
        Port = _port,
        Database = _database,
        SslMode = _sslMode,
    };

    private static bool TrySslMode(string query, out SslMode mode)
    {
        mode = SslMode.Prefer;
        return query.Length == 0
            || (query.Split('=') is ["sslmode", var value] && SslModes.TryGetValue(value, out mode));
    }

    private static string Decoded(Match uri, string part) => Uri.UnescapeDataString(uri.Groups[part].Value);

    [GeneratedRegex(
        """
        ^postgres(?:ql)?://
        (?<user>[^:@/?\#]+)(?::(?<password>[^:@/?\#]*))?@
        (?<host>\[[0-9A-Fa-f:.]+\]|[^:@/?\#\[\]]+)(?::(?<port>[0-9]+))?
        /(?<database>[^:@/?\#]+)
        (?:\?(?<query>[^\#]*))?$
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
