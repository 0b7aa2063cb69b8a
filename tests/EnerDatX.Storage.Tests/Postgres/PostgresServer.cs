using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;

namespace EnerDatX.Storage.Tests;

/// <summary>A test that needs PostgreSQL's own programs; skipped, visibly, where they are missing.</summary>
public sealed class FactIfPostgresAttribute : FactAttribute
{
    public FactIfPostgresAttribute()
    {
        Skip = PostgresServer.Missing;
    }
}

/// <inheritdoc cref="FactIfPostgresAttribute"/>
public sealed class TheoryIfPostgresAttribute : TheoryAttribute
{
    public TheoryIfPostgresAttribute()
    {
        Skip = PostgresServer.Missing;
    }
}

/// <summary>
/// A real server in a temporary folder, on a free port of the loopback address and on a Unix socket, started at its first use. It runs as
/// an unprivileged user also when the tests run as root, because PostgreSQL refuses root.
/// </summary>
public sealed partial class PostgresServer : IDisposable
{
    /// <summary>With characters that an address must encode.</summary>
    public const string Password = "p@ss/w:rd %41";

    private const string User = "enerdatx";
    private const string SystemUser = "postgres";
    private const int Interrupt = 2; // SIGINT: end sessions, then stop in order

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
        : null;

    private readonly Lock _gate = new();
    private string? _folder;
    private Process? _process;
    private int _port;
    private int _databases;

    /// <summary>Why there is no server on this machine; null when there is one.</summary>
    public static string? Missing => Programs is null ? "needs the programs of PostgreSQL (Debian package postgresql)" : null;

    /// <summary>Where the socket of the server is, without the leading folder.</summary>
    public string SocketName => $".s.PGSQL.{_port}";

    public string Folder => _folder!;

    /// <summary>An empty database, as an address with the password.</summary>
    public string NewDatabase()
    {
        lock (_gate)
        {
            if (_process is null)
            {
                Start();
            }

            var name = $"test{++_databases}";
            Run("postgres", $"CREATE DATABASE {name}");
            return Address(name);
        }
    }

    public string Address(string database) =>
        $"postgres://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{_port}/{database}?sslmode=disable";

    /// <summary>The same by Unix socket, in another folder too.</summary>
    public string SocketAddress(string address, string? folder = null) => address.Replace(
        $"127.0.0.1:{_port}", $"{Uri.EscapeDataString(folder ?? _folder!)}:{_port}", StringComparison.Ordinal);

    /// <summary>One statement or more, by a connection of its own; the first value, if any.</summary>
    public object? Run(string database, string sql)
    {
        using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={_port};Username={User};Password={Password};Database={database};Pooling=false;SSL Mode=Disable");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    public static string DatabaseOf(string address) => new Uri(address).AbsolutePath[1..];

    /// <summary>As a power cut of the server's machine: every process of the server ends at once.</summary>
    public void Kill()
    {
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Starts the server; makes its files when there are none.</summary>
    public void Start()
    {
        if (_folder is null)
        {
            _folder = Directory.CreateTempSubdirectory("enerdatx-pg-").FullName;
            _port = FreePort();
            var password = Path.Combine(_folder, "password");
            File.WriteAllText(password, Password);
            if (Environment.IsPrivilegedProcess)
            {
                RunToEnd("chown", "-R", $"{SystemUser}:{SystemUser}", _folder);
            }

            RunToEnd(
                [
                    .. Unprivileged("initdb"), "-D", Path.Combine(_folder, "data"), "-U", User, "-A", "scram-sha-256", "--pwfile", password,
                    "-E", "UTF8", "--locale=C", "--no-sync",
                ]);
        }

        string[] command =
        [
            .. Unprivileged("postgres"), "-D", Path.Combine(_folder, "data"), "-k", _folder, "-h", "127.0.0.1", "-p", $"{_port}",
            "-c", "shared_buffers=32MB", "-c", "log_min_messages=panic",
        ];
        _process = Process.Start(Quiet(command))!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        WaitUntilUp();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _ = kill(_process.Id, Interrupt);
            if (!_process.WaitForExit(Patience))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
        }

        _process?.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string[] Unprivileged(string program)
    {
        var path = Path.Combine(Programs!, program);
        return Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={SystemUser}", $"--regid={SystemUser}", "--clear-groups", path] : [path];
    }

    private static void RunToEnd(params string[] command)
    {
        using var process = Process.Start(Quiet(command))!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command[0]}: {errors.Result}");
    }

    private static ProcessStartInfo Quiet(string[] command) => new(command[0], command[1..])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private void WaitUntilUp()
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                Run("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException away) when (waited.Elapsed < Patience && away.IsTransient)
            {
                Assert.False(_process!.HasExited, string.Create(CultureInfo.InvariantCulture, $"the server ended with code {(_process.HasExited ? _process.ExitCode : 0)}"));
                Thread.Sleep(20);
            }
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}

/// <summary>One server for all tests of the collection, one after the other, with a database each.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
