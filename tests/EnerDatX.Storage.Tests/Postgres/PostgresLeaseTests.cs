using System.Diagnostics;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>An owner's chain is one host's at a time, and a host that lost it never appends again.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresLeaseTests(PostgresServer server) : IDisposable
{
    private static readonly SecretKey Own = Given.Key(0);
    private static readonly SecretKey Anna = Given.Key(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PostgresStores _stores = new();
    private readonly IReadOnlyList<HalfBlock> _chain = Given.Chain(Own, 3);

    public void Dispose() => _stores.Dispose();

    [FactIfPostgres]
    public void A_chain_that_a_live_host_has_is_refused_with_the_name_of_that_host_and_the_end_of_its_lease()
    {
        var database = server.NewDatabase();
        _stores.Open(database, Own.PublicKey, "cellar:/state");

        var refusal = Assert.Throws<StorageException>(() => _stores.Open(database, Own.PublicKey, "attic:/state"));

        var expires = (string)Run(database, "SELECT to_char(expires AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM enerdatx.leases")!;
        Assert.Contains($"leased to cellar:/state until {expires} UTC", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, refusal.ToString(), StringComparison.Ordinal);
    }

    [FactIfPostgres]
    public void A_host_whose_lease_ran_out_and_was_taken_never_appends_again()
    {
        var database = server.NewDatabase();
        var stopped = _stores.Open(database, Own.PublicKey, "one");
        stopped.Append([_chain[0]]);
        RunOut(database);
        var later = _stores.Open(database, Own.PublicKey, "two", isNewKey: false);
        RunOut(database); // it makes no difference: the token counts, not the time

        var conflict = Assert.Throws<LedgerConflictException>(() => stopped.Append([_chain[1]]));
        Assert.True(conflict.IsTakenOver);
        Assert.Contains("Another host has taken over", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(conflict.Message, stopped.TakenOver.Result);
        Assert.Throws<LedgerConflictException>(() => stopped.Append([Given.Block(Anna, 1)]));
        Assert.Throws<LedgerConflictException>(() => stopped.RememberVerified([_chain[0].Hash]));

        later.Append([_chain[1]]);
        Assert.Equal([_chain[0], _chain[1]], later.Range(Own.PublicKey, 1, 9, 9));
        Assert.Equal(_chain[1], stopped.Latest(Own.PublicKey));
        stopped.Dispose(); // gives back nothing: it has nothing
        Assert.Throws<StorageException>(() => _stores.Open(database, Own.PublicKey, "three", isNewKey: false));
    }

    [FactIfPostgres]
    public void A_lease_that_ran_out_but_was_not_taken_is_renewed_by_the_next_append()
    {
        var database = server.NewDatabase();
        var store = _stores.Open(database, Own.PublicKey, "one");
        RunOut(database);
        store.Append([_chain[0]]);
        Assert.Throws<StorageException>(() => _stores.Open(database, Own.PublicKey, "two", isNewKey: false));
    }

    [FactIfPostgres]
    public void A_clean_end_gives_the_lease_back_at_once_and_the_token_still_rises()
    {
        var database = server.NewDatabase();
        _stores.Open(database, Own.PublicKey, "one").Dispose();
        _stores.Open(database, Own.PublicKey, "two", isNewKey: false).Append([_chain[0]]);
        Assert.Equal(2L, Run(database, "SELECT token FROM enerdatx.leases"));
    }

    [FactIfPostgres]
    public void The_same_host_comes_back_at_once_after_a_crash_and_shuts_out_what_is_left_of_itself()
    {
        var database = server.NewDatabase();
        var crashed = _stores.Open(database, Own.PublicKey, "one");
        crashed.Append([_chain[0]]);
        var restarted = _stores.Open(database, Own.PublicKey, "one", isNewKey: false);
        Assert.True(Assert.Throws<LedgerConflictException>(() => crashed.Append([_chain[1]])).IsTakenOver);
        restarted.Append([_chain[1]]);
    }

    [FactIfPostgres]
    public void A_live_host_renews_its_lease_by_itself_and_notices_by_itself_that_it_was_taken()
    {
        var database = server.NewDatabase();
        var store = _stores.Open(database, Own.PublicKey, "one", lease: TimeSpan.FromMilliseconds(300));
        var expires = Run(database, "SELECT expires FROM enerdatx.leases");
        Until(() => !Equals(expires, Run(database, "SELECT expires FROM enerdatx.leases")));
        Assert.False(store.TakenOver.IsCompleted);

        Run(database, "UPDATE enerdatx.leases SET token = token + 1, holder = 'two'");
        Assert.True(store.TakenOver.Wait(Patience));
    }

    [FactIfPostgres]
    public void A_host_that_is_stopped_in_the_middle_of_a_transaction_does_not_keep_the_others_waiting()
    {
        var database = server.NewDatabase();
        var stopped = _stores.Open(database, Own.PublicKey, "one", lease: TimeSpan.FromMilliseconds(500), patience: TimeSpan.Zero);
        var failure = Assert.Throws<NotStoredException>(() => stopped.Append(new StoppingBatch(_chain, () =>
        {
            Until(() => Run(database, "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'") is null);
        })));
        Assert.Contains("Nothing of the last change was stored", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, stopped.Count);
    }

    private static void Until(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); Thread.Sleep(10))
        {
            Assert.True(waited.Elapsed < Patience, "waited in vain");
        }
    }

    private object? Run(string database, string sql) => server.Run(PostgresServer.DatabaseOf(database), sql);

    private void RunOut(string database) => Run(database, "UPDATE enerdatx.leases SET expires = now() - interval '1 second'");

    /// <summary>A batch that the store reads twice: to ask what is held, and, in the open transaction, to find what is new.</summary>
    private sealed class StoppingBatch(IReadOnlyList<HalfBlock> blocks, Action stop) : IReadOnlyList<HalfBlock>
    {
        private int _reads;

        public int Count => blocks.Count;

        public HalfBlock this[int index] => blocks[index];

        public IEnumerator<HalfBlock> GetEnumerator()
        {
            if (++_reads == 2)
            {
                stop();
            }

            return blocks.GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
