using System.Security.Cryptography;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage.Tests;

/// <summary>
/// Files that a crash, a bad disk or a careless hand left behind: a ledger is opened with everything in it, or refused with a sentence
/// that names the file, and then left as it is.
/// </summary>
public sealed class DamagedLedgerTests : IDisposable
{
    private static readonly SecretKey Own = Given.Key(0);
    private static readonly SecretKey Anna = Given.Key(1);

    private readonly TemporaryFolder _folder = new();

    private string LedgerPath => _folder.File("ledger.db");

    private string LogPath => LedgerPath + "-wal";

    private string MarkPath => LedgerPath + "-open";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_ledger_that_was_not_closed_is_refused_without_its_log()
    {
        LeaveOpen(Given.Chain(Own, 3));
        File.Delete(LogPath);

        Assert.Contains(LogPath, RefusedUntouched(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_with_nothing_in_it_is_none()
    {
        LeaveOpen(Given.Chain(Own, 3));
        File.WriteAllText(LogPath, string.Empty);

        Assert.Contains(LogPath, RefusedUntouched(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "older")]
    [InlineData(false, "empty")]
    public void A_ledger_whose_log_is_not_its_own_is_refused(bool wasClosedBefore, string because)
    {
        var chain = Given.Chain(Own, 3);
        LeaveOpen(wasClosedBefore ? [.. Fill(2), chain[2]] : chain);
        File.WriteAllBytes(LogPath, RandomNumberGenerator.GetBytes(5_000));

        Assert.Contains(because, RefusedUntouched(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_that_was_not_closed_is_whole_with_its_log()
    {
        LeaveOpen(Given.Chain(Own, 3));

        using var store = Open();
        Assert.Equal(3, store.Count);
    }

    [Fact]
    public void A_ledger_that_was_closed_needs_neither_log_nor_mark()
    {
        using (var store = Open())
        {
            store.Append(Given.Chain(Own, 3));
        }

        Assert.Equal([LedgerPath], Directory.GetFiles(_folder.Path));
        using var again = Open(isUsed: true);
        Assert.Equal(3, again.Count);
    }

    [Fact]
    public void A_store_that_is_closed_while_a_reader_is_in_the_way_goes_on_with_the_log_the_next_time()
    {
        using (var reader = new SqliteConnection($"Data Source={LedgerPath};Pooling=False"))
        {
            var store = Open();
            store.Append(Given.Chain(Own, 3));
            reader.Open();
            using var transaction = reader.BeginTransaction(deferred: true);
            using var command = reader.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM blocks";
            command.ExecuteScalar();
            store.Append([Given.Block(Anna, 1)]);
            store.Dispose();
            Assert.True(File.Exists(MarkPath));
            using var refused = Open();
            Assert.Equal(4, refused.Count);
        }
    }

    [Fact]
    public void An_empty_file_is_not_the_ledger_of_a_key_that_was_used()
    {
        File.WriteAllBytes(LedgerPath, []);

        Assert.Contains(LedgerPath, RefusedUntouched(isUsed: true), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_cut_to_its_first_page_is_not_the_ledger_of_a_key_that_was_used()
    {
        LeaveOpen(Given.Chain(Own, 3));
        File.Delete(LogPath);
        File.Delete(MarkPath);

        Assert.NotEmpty(RefusedUntouched(isUsed: true));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_ledger_cut_off_is_refused(double part)
    {
        Fill(200);
        using (var file = File.OpenWrite(LedgerPath))
        {
            file.SetLength((long)(file.Length * part));
        }

        Assert.Contains("damaged", RefusedUntouched(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_ledger_with_a_log_is_refused_and_the_log_is_not_folded_in()
    {
        Fill(200);
        LeaveOpen([Given.Block(Anna, 1)]);
        Flip(new FileInfo(LedgerPath).Length / 2, 4096);

        Assert.Contains("damaged", RefusedUntouched(), StringComparison.Ordinal);
    }

    /// <summary>One bit of each page, wherever it lies: in a header, a pointer, a number, an index or the bytes of a half-block.</summary>
    [Fact]
    public void A_flipped_bit_is_found_at_the_start_or_when_it_is_read_and_never_shown()
    {
        var chain = Fill(120);
        var whole = File.ReadAllBytes(LedgerPath);
        var random = new Random(1);
        var found = 0;
        for (var page = 0; page < whole.Length / 4096; page++)
        {
            var bytes = whole.ToArray();
            bytes[(page * 4096) + random.Next(4096)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(LedgerPath, bytes);
            found += IsFoundOrHarmless(chain) ? 1 : 0;
            File.Delete(LogPath);
            File.Delete(LedgerPath + "-shm");
            File.Delete(MarkPath);
        }

        Assert.True(found > whole.Length / 4096 / 4, $"only {found} of {whole.Length / 4096} flipped bits mattered");
    }

    [Fact]
    public async Task Damage_that_is_found_while_reading_is_told_to_whoever_holds_the_ledger()
    {
        var chain = Fill(3);
        Change("UPDATE blocks SET packed = zeroblob(length(packed)) WHERE sequence = 2");
        using var store = Open();
        Assert.False(store.Damaged.IsCompleted);

        Assert.Throws<StorageException>(() => store.Find(chain[1].Hash));

        Assert.Contains(LedgerPath, (await store.Damaged).Message, StringComparison.Ordinal);
        Assert.Equal(chain[0], store.Find(chain[0].Hash));
    }

    [Theory]
    [InlineData("UPDATE guard SET sequence = 2")]
    [InlineData("UPDATE guard SET sequence = 4")]
    [InlineData("UPDATE guard SET hash = zeroblob(32)")]
    [InlineData("DELETE FROM guard")]
    public void An_edited_guard_is_refused(string edit)
    {
        Fill(3);
        Change(edit);

        Assert.Contains("guard", RefusedUntouched(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_that_says_nothing_is_refused()
    {
        Fill(3);
        File.WriteAllText(MarkPath, "x");

        Assert.Contains(MarkPath, RefusedUntouched(), StringComparison.Ordinal);
    }

    private SqliteLedgerStore Open(bool isUsed = false) => SqliteLedgerStore.Open(LedgerPath, Own.PublicKey, isUsed);

    private IReadOnlyList<HalfBlock> Fill(int length)
    {
        var chain = Given.Chain(Own, length);
        using var store = Open();
        store.Append(chain);
        return chain;
    }

    /// <summary>The files as a killed process leaves them: of a store that is still open.</summary>
    private void LeaveOpen(IReadOnlyList<HalfBlock> blocks)
    {
        var aside = Path.Combine(_folder.Path, "aside");
        Directory.CreateDirectory(aside);
        using (var store = Open())
        {
            store.Append(blocks);
            using var copy = System.Diagnostics.Process.Start("cp", [LedgerPath, LogPath, MarkPath, aside]);
            copy.WaitForExit();
        }

        foreach (var file in Directory.GetFiles(aside))
        {
            File.Move(file, Path.Combine(_folder.Path, Path.GetFileName(file)), overwrite: true);
        }

        Directory.Delete(aside);
    }

    private void Flip(long at, int count)
    {
        using var file = File.Open(LedgerPath, FileMode.Open);
        file.Position = at;
        file.Write(new byte[count]);
    }

    /// <summary>The sentence with which it is refused; no byte of it was changed.</summary>
    private string RefusedUntouched(bool isUsed = false)
    {
        var before = Files();
        var refusal = Assert.Throws<StorageException>(() => Open(isUsed));
        Assert.Equal(before, Files());
        return refusal.Message;
    }

    /// <summary>Without SQLite's shared memory, and without an empty log, which means as much as none.</summary>
    private List<(string Name, string Content)> Files() =>
    [
        .. Directory.GetFiles(_folder.Path).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && (file != LogPath || new FileInfo(file).Length > 0)).Order()
            .Select(file => (file, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))),
    ];

    /// <summary>True when it was found; false when everything is there in spite of it.</summary>
    private bool IsFoundOrHarmless(IReadOnlyList<HalfBlock> chain)
    {
        try
        {
            using var store = Open();
            Assert.Equal(chain, store.Range(Own.PublicKey, 1, uint.MaxValue, 1_000));
            Assert.Equal(chain[^1], store.Latest(Own.PublicKey));
            Assert.All(chain, block => Assert.Equal(block, store.Find(block.Hash)));
            return false;
        }
        catch (StorageException)
        {
            return true;
        }
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={LedgerPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
