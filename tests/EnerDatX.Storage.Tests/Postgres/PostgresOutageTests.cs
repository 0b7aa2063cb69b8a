using System.Collections.Concurrent;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>What many hosts write at the same time, and what is left when the server dies under them.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresOutageTests(PostgresServer server) : IDisposable
{
    private const int Strangers = 3;

    private static readonly SecretKey[] Owners = [Given.Key(0), Given.Key(1), Given.Key(2)];

    private readonly PostgresStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [FactIfPostgres]
    public void Owners_that_append_the_same_strangers_half_blocks_at_once_each_keep_their_own_order()
    {
        var database = server.NewDatabase();
        var stores = Owners.Select((key, i) => _stores.Open(database, key.PublicKey, $"host {i}")).ToArray();

        // Every stranger forks at every place; each host hears of the branches in an order of its own.
        var blocks = Enumerable.Range(10, Strangers).SelectMany(stranger => Enumerable.Range(1, 20).SelectMany(sequence =>
            new[] { "left", "right" }.Select(branch => Given.Block(Given.Key(stranger), (uint)sequence, content: branch)))).ToArray();
        var heard = stores.Select((_, i) => Shuffled(blocks, seed: i)).ToArray();
        var chains = Owners.Select(key => Given.Chain(key, 30)).ToArray();

        Together(stores.Length, host =>
        {
            for (var i = 0; i < 30; i++)
            {
                stores[host].Append([.. heard[host].Skip(4 * i).Take(4), chains[host][i]]);
            }
        });

        for (var host = 0; host < stores.Length; host++)
        {
            Assert.Equal(blocks.Length + 30, stores[host].Count);
            Assert.Equal(chains[host], stores[host].Range(Owners[host].PublicKey, 1, uint.MaxValue, 99));
            foreach (var place in heard[host].GroupBy(block => (block.PublicKey, block.Sequence)))
            {
                Assert.Equal(place.First(), stores[host].Find(place.Key.PublicKey, place.Key.Sequence));
                Assert.Equal(place, stores[host].Siblings(place.Key.PublicKey, place.Key.Sequence));
            }
        }

        Assert.Equal(
            (long)(blocks.Length + (30 * stores.Length)),
            server.Run(PostgresServer.DatabaseOf(database), "SELECT COUNT(*) FROM enerdatx.blocks"));
    }

    [FactIfPostgres]
    public void Readers_on_more_threads_than_there_are_connections_see_whole_batches_only()
    {
        var database = server.NewDatabase();
        var store = _stores.Open(database, Owners[0].PublicKey);
        var chain = Given.Chain(Owners[0], 60);
        var done = 0;
        Together(13, thread =>
        {
            if (thread == 0)
            {
                for (var i = 0; i < chain.Count; i += 3)
                {
                    store.Append([chain[i], chain[i + 1], chain[i + 2]]);
                }

                Volatile.Write(ref done, 1);
                return;
            }

            do
            {
                Assert.Equal(0, store.Count % 3);
                var latest = store.Latest(Owners[0].PublicKey);
                Assert.True(latest is null || latest.Sequence % 3 == 0);
            }
            while (Volatile.Read(ref done) == 0);
        });
    }

    [FactIfPostgres]
    public void Nothing_acknowledged_is_lost_and_no_chain_forks_when_the_server_is_killed_in_the_middle_of_appends()
    {
        const int Length = 150;
        var database = server.NewDatabase();
        var stores = Owners.Select((key, i) => _stores.Open(database, key.PublicKey, $"host {i}", patience: TimeSpan.FromSeconds(60))).ToArray();
        var chains = Owners.Select(key => Given.Chain(key, Length)).ToArray();
        var acknowledged = new ConcurrentQueue<HalfBlock>();

        Together(stores.Length + 1, host =>
        {
            if (host == stores.Length)
            {
                for (var kill = 1; kill <= 2; kill++)
                {
                    SpinWait.SpinUntil(() => acknowledged.Count > 60 * kill);
                    server.Kill();
                    server.Start();
                }

                return;
            }

            foreach (var block in chains[host])
            {
                stores[host].Append([block]);
                acknowledged.Enqueue(block);
            }
        });

        Assert.Equal(Length * stores.Length, acknowledged.Count);
        for (var host = 0; host < stores.Length; host++)
        {
            Assert.Equal(chains[host], stores[host].Range(Owners[host].PublicKey, 0, uint.MaxValue, 1_000));
            Assert.Equal(Length, stores[host].Count);
        }
    }

    [FactIfPostgres]
    public void A_commit_whose_answer_was_lost_is_found_again_and_not_made_twice()
    {
        var database = server.NewDatabase();
        using var link = new CutLink(server);
        var store = _stores.Open(server.SocketAddress(database, link.Folder), Owners[0].PublicKey);
        var chain = Given.Chain(Owners[0], 3);
        store.Append([chain[0]]);
        link.CutAfterNextCommit(isReopened: true);
        store.Append([chain[1]]);
        Assert.Equal(1, link.Cuts);
        store.Append([chain[2]]);
        Assert.Equal(chain, store.Range(Owners[0].PublicKey, 1, 9, 9));
        Assert.Equal(3, store.Count);
    }

    [FactIfPostgres]
    public void An_append_says_whether_it_may_have_been_stored_and_may_be_repeated()
    {
        var database = server.NewDatabase();
        using var link = new CutLink(server);
        var store = _stores.Open(server.SocketAddress(database, link.Folder), Owners[0].PublicKey, patience: TimeSpan.FromMilliseconds(300));
        var chain = Given.Chain(Owners[0], 2);
        link.CutAfterNextCommit(isReopened: false);
        var unknown = Assert.Throws<StorageException>(() => store.Append([chain[0]]));
        Assert.Contains("it is not known whether", unknown.Message, StringComparison.Ordinal);
        var notStored = Assert.Throws<NotStoredException>(() => store.Append([chain[0]]));
        Assert.Contains("Nothing of the last change was stored", notStored.Message, StringComparison.Ordinal);

        link.Reopen();
        Assert.Equal(chain[0], store.Find(chain[0].Hash));
        store.Append(chain);
        Assert.Equal(chain, store.Range(Owners[0].PublicKey, 1, 9, 9));
    }

    [FactIfPostgres]
    public void A_server_that_cannot_be_reached_or_refuses_is_named_without_the_password()
    {
        var database = server.NewDatabase();
        Refused(database.Replace(Uri.EscapeDataString(PostgresServer.Password), "wrong%20word", StringComparison.Ordinal), "does not let the node in");
        Refused(server.Address("nowhere"), "There is no database");
        Refused(database.Replace("127.0.0.1", "nowhere.invalid", StringComparison.Ordinal), "does not answer");

        void Refused(string address, string reason)
        {
            var failure = Assert.Throws<StorageException>(
                () => _stores.Open(address, Owners[0].PublicKey, patience: TimeSpan.Zero));
            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(PostgresServer.Password, failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("wrong word", failure.ToString(), StringComparison.Ordinal);
        }
    }

    private static HalfBlock[] Shuffled(HalfBlock[] blocks, int seed)
    {
        var shuffled = blocks.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>Runs all on threads of their own; the first failure fails the test.</summary>
    private static void Together(int count, Action<int> run) => Task.WaitAll(
        [.. Enumerable.Range(0, count).Select(i => Task.Factory.StartNew(() => run(i), TaskCreationOptions.LongRunning))]);
}
