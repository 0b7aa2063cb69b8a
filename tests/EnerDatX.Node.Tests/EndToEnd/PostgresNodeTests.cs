using System.Diagnostics;
using EnerDatX.Node.Demo;
using EnerDatX.Node.Hosting;
using EnerDatX.Storage.Tests;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>Nodes whose ledgers are in one PostgreSQL database.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresNodeTests(PostgresServer server) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enerdatx-test-");

    private string State => Path.Combine(_folder.FullName, "state");

    public void Dispose() => _folder.Delete(recursive: true);

    [FactIfPostgres]
    public async Task Nodes_that_share_a_database_sell_to_each_other_and_one_that_is_killed_goes_on()
    {
        var database = server.NewDatabase();
        await using var nodes = await TwoNodes.Start("--store", database);
        await nodes.StartBuyer("--store", database);
        await nodes.Offer();
        await nodes.Bid();
        await nodes.Buyer.Kill();
        await nodes.StartBuyer("--store", database);

        Assert.Equal("completed", (await nodes.Ended(nodes.Buyer))["status"]!.GetValue<string>());
        Assert.Equal("completed", (await nodes.Ended(nodes.Owner))["status"]!.GetValue<string>());
        Assert.Equal(TwoNodes.Faucet - 10, await TwoNodes.Balance(nodes.Buyer));
        Assert.Equal(10, await TwoNodes.Balance(nodes.Owner));
        Assert.All(new[] { "issuer", "owner", "buyer" }, name => Assert.False(File.Exists(Path.Combine(nodes.State(name), "ledger.db"))));
        Assert.Equal(3L, server.Run(PostgresServer.DatabaseOf(database), "SELECT COUNT(*) FROM enerdatx.guard WHERE sequence > 0"));
    }

    [FactIfPostgres]
    public async Task A_node_whose_chain_another_host_has_taken_over_ends_and_says_so()
    {
        var database = server.NewDatabase();
        IssuerState.Create(State, "DUM1", 0, 100, out var issuer);
        var run = Program.Run("node", "--state", State, "--api-port", "0", "--store", database, "--config", await SettingsFile());
        using var api = await Api(run);
        var readings = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1"));
        var asset = (await api.Post("/api/v1/datasets", readings))["asset"]!.GetValue<string>();
        server.Run(PostgresServer.DatabaseOf(database), "UPDATE enerdatx.leases SET token = token + 1, holder = 'another', expires = now() + interval '1 hour'");

        // It signs, and so it notices at once. That nobody answers this request any more is no wonder.
        await Record.ExceptionAsync(() => api.Put(
            "/market/asks", ("first_asset_amount", "1"), ("first_asset_type", "DUM1"), ("second_asset_amount", "1"), ("second_asset_type", asset)));
        var (exitCode, output, error) = await run.WaitAsync(Patience);

        Assert.Equal(1, exitCode);
        Assert.Contains("The node stops. Another host has taken over the chain of this key", error, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, output + error, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(PostgresServer.Password), output + error, StringComparison.Ordinal);
        Assert.Contains(PostgresServer.DatabaseOf(database), output, StringComparison.Ordinal);
        Assert.Equal(0L, server.Run(PostgresServer.DatabaseOf(database), $"SELECT sequence FROM enerdatx.guard WHERE owner = decode('{issuer.ToHex()}', 'hex')"));

        var (again, _, refusal) = await Program.Run("node", "--state", State, "--api-port", "0", "--store", database);
        Assert.Equal(1, again);
        Assert.Contains("leased to another until", refusal, StringComparison.Ordinal);
    }

    [FactIfPostgres]
    public async Task A_key_does_not_begin_a_second_chain_by_changing_between_ledgers()
    {
        var database = server.NewDatabase();
        IssuerState.Create(State, "DUM1", 0, 100, out _);
        await StartAndStop("--store", database);
        await StartAndStop("--store", database);

        var (_, _, withoutStore) = await Program.Run("node", "--state", State, "--api-port", "0");
        Assert.Contains("name its database with --store", withoutStore, StringComparison.Ordinal);
        var (_, _, elsewhere) = await Program.Run("node", "--state", State, "--api-port", "0", "--store", server.NewDatabase());
        Assert.Contains("does not know the key", elsewhere, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(PostgresServer.Password), elsewhere, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_refused_without_showing_its_password()
    {
        var (exitCode, output, error) = await Program.Run("node", "--state", State, "--api-port", "0", "--store", "postgres://ed:sec@ret@db/energy");
        Assert.Equal(1, exitCode);
        Assert.Contains("--store", error, StringComparison.Ordinal);
        Assert.DoesNotContain("sec", output + error, StringComparison.Ordinal);
    }

    private async Task StartAndStop(params string[] arguments)
    {
        await using var node = await NodeProcess.Start(State, ["--api-port", "0", .. arguments], CancellationToken.None);
    }

    /// <summary>Standard input of the process is closed from the start, so it runs until it ends by itself.</summary>
    private async Task<DemoNode> Api(Task run)
    {
        var address = Path.Combine(State, RunningNode.AddressFile);
        for (var waited = Stopwatch.StartNew(); !File.Exists(address); await Task.Delay(20))
        {
            Assert.True(!run.IsCompleted && waited.Elapsed < Patience, "the node did not start");
        }

        return new DemoNode((await File.ReadAllTextAsync(address)).Trim(), (await File.ReadAllTextAsync(Path.Combine(State, "api-token"))).Trim());
    }

    private async Task<string> SettingsFile()
    {
        var file = Path.Combine(_folder.FullName, "more.conf");
        await File.WriteAllTextAsync(file, "akka.loglevel = DEBUG");
        return file;
    }
}
