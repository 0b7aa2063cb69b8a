using System.Security.Cryptography;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage.Tests;

/// <summary>What a ledger owes to being a file: it comes back, it is never half written, and it is nobody else's.</summary>
public sealed class SqliteLedgerFileTests : IDisposable
{
    private static readonly SecretKey Own = Given.Key(0);
    private static readonly SecretKey Anna = Given.Key(1);

    private readonly TemporaryFolder _folder = new();

    private string LedgerPath => _folder.File("ledger.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_ledger_that_is_opened_again_gives_the_same_answers()
    {
        var run = 0;
        RandomLedger.Property(batches =>
        {
            var path = _folder.File($"{run++}.db");
            var model = new PlainLedger();
            using (var store = SqliteLedgerStore.Open(path, Own.PublicKey))
            {
                foreach (var batch in batches)
                {
                    RandomLedger.Grow(model, store, batch);
                }
            }

            using var reopened = SqliteLedgerStore.Open(path, Own.PublicKey);
            RandomLedger.RequireSameAnswers(model, reopened);
        });
    }

    [Fact]
    public void The_guard_outlives_the_process()
    {
        var chain = Given.Chain(Own, 3);
        using (var store = Open())
        {
            store.Append([chain[0], chain[1]]);
        }

        using var reopened = Open();
        Assert.Throws<LedgerConflictException>(() => reopened.Append([Given.Block(Own, 2, chain[0].Hash, content: "another")]));
        reopened.Append([chain[2]]);
        Assert.Equal(chain[2], reopened.Latest(Own.PublicKey));
    }

    [Fact]
    public void A_process_that_opened_the_ledger_earlier_can_not_journal_own_half_blocks_any_more()
    {
        var chain = Given.Chain(Own, 2);
        using var earlier = Open();
        earlier.Append([chain[0]]);
        using var later = Open();
        Assert.Throws<LedgerConflictException>(() => earlier.Append([chain[1]]));
        later.Append([chain[1]]);
        Assert.Equal(2, later.Count);
    }

    [Fact]
    public void Verified_ancestry_is_remembered_for_good()
    {
        var (known, unknown) = (Given.Block(Anna, 1).Hash, Given.Block(Anna, 2).Hash);
        using (var store = Open())
        {
            Assert.False(store.IsVerified(known));
            store.RememberVerified([known]);
            store.RememberVerified([known]);
            Assert.True(store.IsVerified(known));
        }

        using var reopened = Open();
        Assert.True(reopened.IsVerified(known));
        Assert.False(reopened.IsVerified(unknown));
    }

    [Fact]
    public void While_a_batch_is_written_neither_a_reader_nor_a_copy_of_the_files_has_any_of_it()
    {
        var chain = Given.Chain(Own, 3);
        using var store = Open();
        store.Append([chain[0]]);
        var seen = new List<long>();
        store.Append(new WatchedBatch([chain[1], Given.Block(Anna, 1), chain[2]], () =>
        {
            seen.Add(store.Count);
            using var copy = OpenCopy($"copy{seen.Count}.db", cutTo: null);
            seen.Add(copy.Count);
        }));
        Assert.Equal([1, 1, 1, 1, 1, 1], seen);
        Assert.Equal(4, store.Count);
    }

    [Fact]
    public void A_write_ahead_log_torn_anywhere_gives_whole_batches_and_a_guard_that_agrees()
    {
        var chain = Given.Chain(Own, 5);
        using var store = Open();
        store.Append([chain[0], chain[1]]);
        store.Append([chain[2]]);
        store.Append([chain[3], chain[4]]);
        var length = new FileInfo(LedgerPath + "-wal").Length;
        var heads = new SortedSet<uint>();
        for (var cut = 0; cut <= 60; cut++)
        {
            using var torn = OpenCopy($"torn{cut}.db", length * cut / 60);
            var head = torn.Latest(Own.PublicKey)?.Sequence ?? 0;
            heads.Add(head);
            Assert.Equal(head, torn.Count);
            torn.Append([.. chain.Skip((int)head)]);
            Assert.Equal(chain, torn.Range(Own.PublicKey, 1, 5, 10));
        }

        Assert.Equal([0u, 2u, 3u, 5u], heads);
    }

    [Fact]
    public void After_a_failed_write_nothing_of_the_batch_is_held_and_later_ones_are_taken_again()
    {
        var chain = Given.Chain(Own, 4);
        using var store = Open();
        store.Append([chain[0]]);
        Change("CREATE TRIGGER broken_disk BEFORE INSERT ON blocks WHEN NEW.sequence = 3 BEGIN SELECT RAISE(ABORT, 'no more'); END");
        var failure = Assert.Throws<NotStoredException>(() => store.Append([chain[1], chain[2]]));
        Assert.Contains("no more", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, store.Count);
        store.Append([chain[1]]);
        Assert.Throws<NotStoredException>(() => store.Append([chain[2]]));

        Change("DROP TRIGGER broken_disk");
        store.Append([chain[2], chain[3]]);
        Assert.Equal(chain, store.Range(Own.PublicKey, 1, 9, 9));
        Assert.False(store.Damaged.IsCompleted);
    }

    [Fact]
    public void A_process_that_was_shut_out_does_not_come_back_after_a_failed_write()
    {
        var chain = Given.Chain(Own, 2);
        using var earlier = Open();
        Change("CREATE TRIGGER broken_disk BEFORE INSERT ON blocks BEGIN SELECT RAISE(ABORT, 'no more'); END");
        Assert.Throws<NotStoredException>(() => earlier.Append([chain[0]]));
        Change("DROP TRIGGER broken_disk");
        using var later = Open();
        Assert.Throws<LedgerConflictException>(() => earlier.Append([chain[0]]));
        later.Append(chain);
    }

    [Fact]
    public async Task Readers_on_other_threads_see_whole_batches_only()
    {
        const int batches = 200;
        using var store = Open();
        var chain = Given.Chain(Own, 2 * batches);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (long count = 0; count < 2 * batches;)
            {
                var before = count;
                count = store.Count;
                Assert.True(count >= before && count % 2 == 0, $"{count} after {before}");
                Assert.True(count <= (store.Latest(Own.PublicKey)?.Sequence ?? 0));
            }
        })).ToArray();
        for (var i = 0; i < batches; i++)
        {
            store.Append([chain[2 * i], chain[(2 * i) + 1]]);
        }

        await Task.WhenAll(readers);
    }

    [Fact]
    public void A_ledger_of_another_key_is_refused()
    {
        using (var store = Open())
        {
            store.Append([Given.Block(Anna, 1)]);
        }

        var refusal = Assert.Throws<StorageException>(() => SqliteLedgerStore.Open(LedgerPath, Anna.PublicKey));
        Assert.Contains(Own.PublicKey.ToHex(), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guard_that_is_behind_the_ledger_is_refused()
    {
        using (var store = Open())
        {
            store.Append(Given.Chain(Own, 2));
        }

        Change("UPDATE guard SET sequence = 1");
        Assert.Contains("signing guard", Assert.Throws<StorageException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_is_refused_and_named()
    {
        Open().Dispose();
        Change("PRAGMA user_version = 3");
        Assert.Contains("schema 3", Assert.Throws<StorageException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_as_it_was()
    {
        Change("CREATE TABLE recipes (name TEXT)");
        var before = File.ReadAllBytes(LedgerPath);
        Assert.Contains("another program", Assert.Throws<StorageException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(LedgerPath));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_was()
    {
        var noise = RandomNumberGenerator.GetBytes(20_000);
        File.WriteAllBytes(LedgerPath, noise);
        Assert.Contains(LedgerPath, Assert.Throws<StorageException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(noise, File.ReadAllBytes(LedgerPath));
    }

    [Fact]
    public void A_ledger_with_overwritten_pages_is_refused_at_start()
    {
        using (var store = Open())
        {
            store.Append(Given.Chain(Own, 200));
        }

        using (var file = File.OpenWrite(LedgerPath))
        {
            file.Position = file.Length / 2;
            file.Write(new byte[8 * 4096]);
        }

        Assert.Contains("damaged", Assert.Throws<StorageException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_block_whose_bytes_were_changed_on_disk_is_not_given_out()
    {
        var block = Given.Block(Anna, 1);
        using (var store = Open())
        {
            store.Append([block]);
        }

        Change("UPDATE blocks SET packed = zeroblob(length(packed))");
        using var reopened = Open();
        Assert.Contains("damaged", Assert.Throws<StorageException>(() => reopened.Find(block.Hash)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_in_a_folder_that_is_missing_is_refused_with_its_path()
    {
        var path = Path.Combine(_folder.Path, "missing", "ledger.db");
        Assert.Contains(path, Assert.Throws<StorageException>(() => SqliteLedgerStore.Open(path, Own.PublicKey)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_user_of_the_node_may_read_the_ledger()
    {
        using var store = Open();
        store.Append(Given.Chain(Own, 1));
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal(4, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void An_empty_ledger_belongs_to_nobody()
    {
        Open().Dispose();
        using var taken = SqliteLedgerStore.Open(LedgerPath, Anna.PublicKey);
        taken.Append(Given.Chain(Anna, 1));
        Assert.Equal(1, taken.Count);
    }

    [Fact]
    public void An_orderly_end_leaves_one_file_and_a_closed_store_refuses()
    {
        var store = Open();
        store.Append(Given.Chain(Own, 1));
        Assert.Equal(1, store.Count);
        store.Dispose();
        store.Dispose();
        Assert.Equal([LedgerPath], Directory.GetFiles(_folder.Path));
        Assert.Throws<ObjectDisposedException>(() => store.Count);
        Assert.Throws<ObjectDisposedException>(() => store.Append(Given.Chain(Own, 1)));
    }

    [Fact]
    public void A_negative_limit_is_not_taken_for_no_limit()
    {
        using var store = Open();
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Range(Anna.PublicKey, 0, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Recent(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Recent(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Chains(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Proofs(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Proofs(1, -1));
    }

    private SqliteLedgerStore Open() => SqliteLedgerStore.Open(LedgerPath, Own.PublicKey);

    /// <summary>What a power cut would leave: the files as they are now, the log cut off at a length.</summary>
    private SqliteLedgerStore OpenCopy(string name, long? cutTo)
    {
        var path = _folder.File(name);
        File.WriteAllBytes(path, ReadShared(LedgerPath));
        var log = ReadShared(LedgerPath + "-wal");
        File.WriteAllBytes(path + "-wal", log[..(int)(cutTo ?? log.Length)]);
        return SqliteLedgerStore.Open(path, Own.PublicKey);
    }

    /// <summary>By another process: a handle of this one, once closed, would take SQLite's locks with it.</summary>
    private static byte[] ReadShared(string path)
    {
        using var cat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        using var bytes = new MemoryStream();
        cat.StandardOutput.BaseStream.CopyTo(bytes);
        cat.WaitForExit();
        Assert.Equal(0, cat.ExitCode);
        return bytes.ToArray();
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={LedgerPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A batch that tells when each of its half-blocks is taken.</summary>
    private sealed class WatchedBatch(IReadOnlyList<HalfBlock> blocks, Action taken) : IReadOnlyList<HalfBlock>
    {
        public int Count => blocks.Count;

        public HalfBlock this[int index] => blocks[index];

        public IEnumerator<HalfBlock> GetEnumerator()
        {
            foreach (var block in blocks)
            {
                taken();
                yield return block;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
