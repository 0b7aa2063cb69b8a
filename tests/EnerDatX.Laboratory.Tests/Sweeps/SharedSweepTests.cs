using EnerDatX.Laboratory.Sweeps;
using EnerDatX.Laboratory.Sweeps.Queue;
using EnerDatX.Laboratory.Tests.Outputs;
using EnerDatX.Storage;
using EnerDatX.Storage.Tests;

namespace EnerDatX.Laboratory.Tests.Sweeps;

/// <summary>Machines, here processes with a folder each, that share one sweep through a database.</summary>
[Collection(PostgresTests.Name)]
public sealed class SharedSweepTests(PostgresServer server) : IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactIfPostgres]
    public void Two_workers_end_with_the_whole_sweep_each_although_a_third_was_killed_in_the_middle_of_a_cell()
    {
        var database = server.NewDatabase();
        var file = _folder.Of("grid.conf");
        File.WriteAllText(file, Small.Grid);
        string[] Worker(string name) => ["sweep", file, "--out", _folder.Of(name), "--jobs", "1", "--queue", database, "--lease", "2", "--quiet"];
        long Claimed() => (long)server.Run(PostgresServer.DatabaseOf(database), "SELECT COALESCE(SUM(token), 0)::bigint FROM enerdatx_sim.cells")!;

        using (var dead = SimProgram.Start(Worker("dead")))
        {
            SimProgram.Until(() => Exists(database) && Claimed() > 0, "nobody claims a cell");
            dead.Kill();
        }

        using var one = SimProgram.Start(Worker("one"));
        using var two = SimProgram.Start(Worker("two"));
        var (first, second) = (one.End(), two.End());

        Assert.True(first.Code == 0, first.Error);
        Assert.True(second.Code == 0, second.Error);
        Assert.Equal(4L, server.Run(PostgresServer.DatabaseOf(database), "SELECT COUNT(*) FROM enerdatx_sim.cells WHERE result IS NOT NULL"));
        Assert.Equal(5L, Claimed());
        Assert.Equal(0, SimProgram.Run("sweep", file, "--out", _folder.Of("alone"), "--quiet").Code);
        Assert.Equal(Small.Files(_folder.Of("alone")), Small.Files(_folder.Of("one")));
        Assert.Equal(Small.Files(_folder.Of("alone")), Small.Files(_folder.Of("two")));
        Assert.DoesNotContain(PostgresServer.Password, first.Output + first.Error + second.Output + second.Error, StringComparison.Ordinal);
    }

    [FactIfPostgres]
    public void A_result_is_stored_once_by_whoever_claimed_the_cell_last()
    {
        var database = server.NewDatabase();
        using var slow = Table(database, "slow", TimeSpan.FromMilliseconds(1));
        using var quick = Table(database, "quick", Forever);
        slow.Begin(1);
        var late = slow.Claim()!;
        CellClaim? claim = null;
        SimProgram.Until(() => (claim = quick.Claim()) is not null, "the claim does not run out");
        Assert.Equal((0, late.Token + 1), (claim!.Number, claim.Token));

        slow.Store(late, [1]);
        Assert.Null(quick.Result(0));
        slow.Fail(late, "too late");
        Assert.Empty(quick.Ended());
        quick.Store(claim, [2]);
        quick.Store(claim, [3]);
        Assert.Equal([2], quick.Result(0)!);
        Assert.Null(quick.Claim());
    }

    [FactIfPostgres]
    public void What_is_claimed_or_failed_is_nobody_elses_until_it_is_given_back_or_somebody_comes_who_may_do_better()
    {
        var database = server.NewDatabase();
        using var one = Table(database, "one", Forever);
        using var two = Table(database, "two", Forever);
        one.Begin(2);
        two.Begin(2);
        Assert.Equal([0, 1], new[] { one.Claim()!.Number, two.Claim()!.Number });
        Assert.Null(two.Claim());
        one.GiveBack();
        var again = two.Claim()!;
        Assert.Equal((0, 2), (again.Number, again.Token));
        two.Fail(again, "no memory");
        Assert.Equal([(0, "no memory")], one.Ended());
        Assert.Null(one.Claim());
        using var larger = Table(database, "larger", Forever);
        larger.Begin(2);
        Assert.Equal(0, larger.Claim()!.Number);
    }

    [FactIfPostgres]
    public void What_the_database_refuses_is_said_of_the_queue_in_one_sentence_and_not_of_a_ledger()
    {
        var database = server.NewDatabase();
        var file = _folder.Of("grid.conf");
        File.WriteAllText(file, Small.Grid);
        Refused(2, "does not let the sweep in", database.Replace(Uri.EscapeDataString(PostgresServer.Password), "wrong%20word", StringComparison.Ordinal));

        using (var table = Table(database, "maker", Forever))
        {
            table.Begin(1);
        }

        Refuse("53100", "no room");
        Refused(3, "is full. Make room and start the sweep again.", database);
        Refuse("42501", "hands off");
        Refused(2, "or at least the schema enerdatx_sim", database);
        Refuse("P0001", "as I like");
        Refused(2, "The queue postgres://", database);

        void Refuse(string state, string why) => server.Run(PostgresServer.DatabaseOf(database), $"""
            CREATE OR REPLACE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{why}' USING ERRCODE = '{state}'; END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER refusal BEFORE INSERT ON enerdatx_sim.cells EXECUTE FUNCTION refuse()
            """);

        void Refused(int code, string sentence, string queue)
        {
            var refused = SimProgram.Run("sweep", file, "--out", _folder.Of("refused"), "--queue", queue, "--quiet");
            Assert.Equal(code, refused.Code);
            var said = Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            Assert.StartsWith("--queue: ", said, StringComparison.Ordinal);
            Assert.Contains(sentence, said, StringComparison.Ordinal);
            Assert.DoesNotContain("ledger", said, StringComparison.Ordinal);
            Assert.DoesNotContain("node", said, StringComparison.Ordinal);
        }
    }

    private static CellTable Table(string database, string worker, TimeSpan lease)
    {
        Assert.True(PostgresAddress.TryParse(database, out var address, out var problem), problem);
        return new CellTable(address, "a sweep", worker, lease);
    }

    private bool Exists(string database) =>
        server.Run(PostgresServer.DatabaseOf(database), "SELECT to_regclass('enerdatx_sim.cells')::text") is string;
}
