using System.Reflection;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>The contract over a database, and what a ledger owes to being one: it comes back, and it is nobody else's.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresLedgerStoreTests(PostgresServer server) : IDisposable
{
    private static readonly SecretKey Own = Given.Key(0);
    private static readonly SecretKey Anna = Given.Key(1);

    private readonly PostgresStores _stores = new();

    public static TheoryData<string> ContractTests =>
    [
        .. typeof(LedgerStoreContract).GetMethods().Where(method => method.IsDefined(typeof(FactAttribute))).Select(method => method.Name),
    ];

    public void Dispose() => _stores.Dispose();

    [TheoryIfPostgres]
    [MemberData(nameof(ContractTests))]
    public void The_contract_of_ledgers_holds(string test)
    {
        using var contract = new Contract(server);
        typeof(LedgerStoreContract).GetMethod(test)!.Invoke(contract, BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    [FactIfPostgres]
    public void A_ledger_that_is_opened_again_gives_the_same_answers()
    {
        var database = server.NewDatabase();
        var model = new PlainLedger();
        using (var store = _stores.Open(database, Own.PublicKey))
        {
            RandomLedger.Grow(model, store, [.. PyIpv8Chain.Blocks, Given.Block(Anna, 3, content: "another")]);
        }

        RandomLedger.RequireSameAnswers(model, _stores.Open(database, Own.PublicKey, isNewKey: false));
    }

    [FactIfPostgres]
    public void The_guard_outlives_the_process()
    {
        var database = server.NewDatabase();
        var chain = Given.Chain(Own, 3);
        using (var store = _stores.Open(database, Own.PublicKey))
        {
            store.Append([chain[0], chain[1]]);
        }

        var reopened = _stores.Open(database, Own.PublicKey, isNewKey: false);
        Assert.Throws<LedgerConflictException>(() => reopened.Append([Given.Block(Own, 2, chain[0].Hash, content: "another")]));
        reopened.Append([chain[2]]);
        Assert.Equal(chain[2], reopened.Latest(Own.PublicKey));
    }

    [FactIfPostgres]
    public void Verified_ancestry_is_remembered_for_good_and_believed_by_its_finder_alone()
    {
        var database = server.NewDatabase();
        var (known, unknown) = (Given.Block(Anna, 1).Hash, Given.Block(Anna, 2).Hash);
        using (var store = _stores.Open(database, Own.PublicKey))
        {
            Assert.False(store.IsVerified(known));
            store.RememberVerified([known, known]);
            store.RememberVerified([known]);
            store.RememberVerified([]);
            Assert.True(store.IsVerified(known));
        }

        var reopened = _stores.Open(database, Own.PublicKey);
        Assert.True(reopened.IsVerified(known));
        Assert.False(reopened.IsVerified(unknown));
        Assert.False(_stores.Open(database, Anna.PublicKey).IsVerified(known));
    }

    [FactIfPostgres]
    public void A_key_that_signed_before_does_not_begin_a_second_chain()
    {
        var database = server.NewDatabase();
        var refusal = Assert.Throws<StorageException>(() => _stores.Open(database, Own.PublicKey, isNewKey: false));
        Assert.Contains("sequence numbers a second time", refusal.Message, StringComparison.Ordinal);
        _stores.Open(database, Own.PublicKey, isNewKey: true);
    }

    [FactIfPostgres]
    public void A_key_whose_half_blocks_came_from_elsewhere_is_refused()
    {
        var database = server.NewDatabase();
        _stores.Open(database, Own.PublicKey).Append(Given.Chain(Anna, 2));
        var refusal = Assert.Throws<StorageException>(() => _stores.Open(database, Anna.PublicKey, "two", isNewKey: true));
        Assert.Contains("not with this ledger", refusal.Message, StringComparison.Ordinal);
    }

    [FactIfPostgres]
    public void A_half_block_that_another_owner_holds_is_not_held_before_it_has_come_here_too()
    {
        var database = server.NewDatabase();
        var (annas, own) = (_stores.Open(database, Anna.PublicKey, "two"), _stores.Open(database, Own.PublicKey));
        var (first, second) = (Given.Block(Given.Key(3), 1, content: "first"), Given.Block(Given.Key(3), 1, content: "second"));
        annas.Append([first, second]);

        Assert.Null(own.Find(first.Hash));
        Assert.Equal(0, own.Count);
        Assert.Empty(own.Chains(10));
        own.Append([second]);
        Assert.Equal(second, own.Find(Given.Key(3).PublicKey, 1));
        own.Append([first]);
        Assert.Equal([second, first], own.Siblings(Given.Key(3).PublicKey, 1));
        Assert.Equal([first, second], annas.Siblings(Given.Key(3).PublicKey, 1));
        Assert.Equal(2L, server.Run(PostgresServer.DatabaseOf(database), "SELECT COUNT(*) FROM enerdatx.blocks"));
    }

    [FactIfPostgres]
    public void A_proof_whose_bytes_were_changed_in_the_database_is_not_given_out()
    {
        var database = server.NewDatabase();
        var store = _stores.Open(database, Own.PublicKey);
        store.RememberProof(new DoubleSpend(Given.Block(Anna, 1), Given.Block(Anna, 1, type: "bid")));
        server.Run(PostgresServer.DatabaseOf(database), "UPDATE enerdatx.proofs SET proof = substr(proof, 2)");
        Assert.Contains("damaged", Assert.Throws<StorageException>(() => store.ProofAgainst(Anna.PublicKey)).Message, StringComparison.Ordinal);
        Assert.Contains("damaged", Assert.Throws<StorageException>(() => store.Proofs(1, 0)).Message, StringComparison.Ordinal);
    }

    [FactIfPostgres]
    public void What_is_acknowledged_is_on_the_disk_also_when_the_database_is_set_to_hurry()
    {
        var database = server.NewDatabase();
        var name = PostgresServer.DatabaseOf(database);
        server.Run(name, $"ALTER DATABASE {name} SET synchronous_commit = off");
        var store = _stores.Open(database, Own.PublicKey);
        server.Run(name, """
            CREATE TABLE public.seen (setting text);
            CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
            CREATE TRIGGER see AFTER INSERT ON enerdatx.held FOR EACH STATEMENT EXECUTE FUNCTION public.see();
            """);

        store.Append(Given.Chain(Own, 1));

        Assert.Equal("off", server.Run(name, "SELECT current_setting('synchronous_commit')"));
        Assert.Equal("on", server.Run(name, "SELECT DISTINCT setting FROM public.seen"));
    }

    [FactIfPostgres]
    public void A_newer_schema_is_refused()
    {
        var database = server.NewDatabase();
        _stores.Open(database, Own.PublicKey).Dispose();
        server.Run(PostgresServer.DatabaseOf(database), "UPDATE enerdatx.ledger SET version = 2");
        Assert.Contains("schema 2", Assert.Throws<StorageException>(() => _stores.Open(database, Own.PublicKey)).Message, StringComparison.Ordinal);
    }

    [FactIfPostgres]
    public void A_half_block_that_was_changed_in_the_database_is_never_read()
    {
        var database = server.NewDatabase();
        var store = _stores.Open(database, Own.PublicKey);
        var block = Given.Block(Anna, 1);
        store.Append([block]);
        server.Run(PostgresServer.DatabaseOf(database), "UPDATE enerdatx.blocks SET packed = set_byte(packed, 200, get_byte(packed, 200) # 1)");
        Assert.Contains("damaged", Assert.Throws<StorageException>(() => store.Find(block.Hash)).Message, StringComparison.Ordinal);
    }

    [FactIfPostgres]
    public void A_closed_store_refuses()
    {
        var store = _stores.Open(server.NewDatabase(), Own.PublicKey);
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Count);
        Assert.Throws<ObjectDisposedException>(() => store.Append(Given.Chain(Own, 1)));
    }

    [FactIfPostgres]
    public void A_negative_limit_is_not_taken_for_no_limit()
    {
        var store = _stores.Open(server.NewDatabase(), Own.PublicKey);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Range(Anna.PublicKey, 0, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Recent(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Recent(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Chains(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Proofs(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Proofs(1, -1));
    }

    /// <summary>Not public, so that it runs only through the theory above, which is skipped where there is no server.</summary>
    private sealed class Contract(PostgresServer server) : LedgerStoreContract, IDisposable
    {
        private readonly PostgresStores _stores = new();
        private readonly string _database = server.NewDatabase();

        public void Dispose() => _stores.Dispose();

        protected override ILedgerStore Open(PublicKey owner)
        {
            var isFirst = _stores.IsEmpty;
            _stores.Dispose();
            if (!isFirst)
            {
                server.Run(PostgresServer.DatabaseOf(_database), """
                    DELETE FROM enerdatx.held; DELETE FROM enerdatx.blocks; DELETE FROM enerdatx.chains; DELETE FROM enerdatx.proofs;
                    DELETE FROM enerdatx.verified; DELETE FROM enerdatx.guard; DELETE FROM enerdatx.leases
                    """);
            }

            return _stores.Open(_database, owner);
        }
    }
}
