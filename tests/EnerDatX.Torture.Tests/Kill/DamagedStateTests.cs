using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Node.Hosting;
using EnerDatX.Storage;
using EnerDatX.Torture.Kill;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Torture.Tests.Kill;

/// <summary>
/// Real nodes on state folders that were damaged: each starts with all that it acknowledged, or says which file is wrong and what to do,
/// and leaves it as it is.
/// </summary>
public sealed class DamagedStateTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enerdatx-test-");
    private EverSeen _seen = null!;

    private string State => Path.Combine(_folder.FullName, "state");

    /// <summary>A node that was killed under load: ledger, log, mark, datasets.</summary>
    public async Task InitializeAsync()
    {
        IssuerState.Create(State, TorturedState.Currency, 0, 0, out var owner);
        _seen = new EverSeen(owner);
        await using var node = await Up();
        var load = new Load(node.Api!, _seen, ["4c69624e61434c504b3a" + new string('a', 128)]).Run(CancellationToken.None);
        while (_seen.Acknowledged < 20 || !Directory.EnumerateFiles(Path.Combine(State, "datasets"), "*.json").Any())
        {
            await Task.Delay(5);
        }

        await node.Kill();
        await load;
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("ledger.db", "cut")]
    [InlineData("ledger.db", "emptied")]
    [InlineData("ledger.db", "removed")]
    [InlineData("ledger.db", "overwritten")]
    [InlineData("ledger.db-wal", "removed")]
    [InlineData("ledger.db-wal", "emptied")]
    [InlineData("ledger.db-open", "overwritten")]
    [InlineData("key", "cut")]
    [InlineData("key", "emptied")]
    [InlineData("key", "readable")]
    public async Task A_damaged_file_is_named_and_left_as_it_is(string name, string how)
    {
        if (name == "ledger.db")
        {
            await CloseInOrder(); // so that there is something in it
        }

        Damage(name, how);
        var before = Files();

        var errors = await Refusal();

        Assert.Contains(name.Split('-')[0], errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("api-token", "overwritten")]
    [InlineData("api-address", "overwritten")]
    [InlineData("api-token.new", "overwritten")]
    [InlineData("pid", "overwritten")]
    [InlineData("ledger.db-shm", "overwritten")]
    [InlineData("ledger.db-shm", "removed")]
    [InlineData("datasets/EW0.json.new", "overwritten")]
    public async Task What_a_crash_leaves_behind_is_no_obstacle(string name, string how)
    {
        Damage(name, how);

        await RequireEverything();
    }

    [Fact]
    public async Task A_log_cut_in_the_middle_gives_all_that_was_committed_before_the_cut()
    {
        var log = Path.Combine(State, "ledger.db-wal");
        using (var file = File.OpenWrite(log))
        {
            file.SetLength(file.Length / 2);
        }

        await using var node = await Up();
        var (chain, _) = await TorturedState.Read(node.Api!);
        Assert.NotEmpty(chain);
        Assert.Equal([], _seen.Compare(chain, []).Forked);
        await node.Stop();
    }

    [Fact]
    public async Task A_dataset_record_half_written_is_named_and_hides_nothing_else()
    {
        var whole = Directory.GetFiles(Path.Combine(State, "datasets"), "*.json")[0];
        var half = Path.Combine(Path.GetDirectoryName(whole)!, "EW" + new string('0', 64) + ".json");
        File.WriteAllText(half, File.ReadAllText(whole)[..200]);
        var before = File.ReadAllBytes(half);

        await using var node = await Up();
        var (chain, datasets) = await TorturedState.Read(node.Api!);
        Assert.True(_seen.Compare(chain, datasets).AreGood);
        var (exitCode, errors) = await node.Stop();

        Assert.Equal(0, exitCode);
        Assert.Contains(half, errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(half));
    }

    [Fact]
    public async Task An_edited_guard_is_refused()
    {
        await CloseInOrder();
        Sql("UPDATE guard SET sequence = sequence - 1");

        Assert.Contains("signing guard", await Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_own_half_block_whose_bytes_changed_ends_the_node_with_the_reason()
    {
        await CloseInOrder();
        Sql("UPDATE blocks SET packed = zeroblob(length(packed)) WHERE arrival = 3");

        var errors = await Refusal();

        Assert.Contains("damaged", errors, StringComparison.Ordinal);
        Assert.Contains("backup", errors, StringComparison.Ordinal);
    }

    /// <summary>More than is checked at the start.</summary>
    [Fact]
    public async Task A_bit_that_flipped_in_a_large_ledger_is_never_shown_and_ends_the_node_when_it_is_read()
    {
        await CloseInOrder();
        var blocks = Large();
        using (var store = SqliteLedgerStore.Open(Path.Combine(State, "ledger.db"), _seen.Owner))
        {
            store.Append(blocks);
        }

        var ledger = await File.ReadAllBytesAsync(Path.Combine(State, "ledger.db"));
        Assert.True(ledger.Length > 16 << 20, "the ledger is too small to go unchecked");
        var victim = blocks[blocks.Count / 2];
        ledger[ledger.AsSpan().IndexOf(victim.Packed) + 300] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(State, "ledger.db"), ledger);

        await using var node = await Up();
        var (chain, datasets) = await TorturedState.Read(node.Api!);
        Assert.True(_seen.Compare(chain, datasets).AreGood);
        var (status, _) = await node.Api!.Get($"/ipv8/trustchain/blocks/{victim.Hash}");
        Assert.NotEqual(200, status);
        var (exitCode, errors) = await node.Ended();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("ledger.db is damaged", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_start_that_was_cut_off_leaves_a_folder_that_starts()
    {
        var fresh = Path.Combine(_folder.FullName, "fresh");
        var random = new Random(1);
        for (var i = 0; i < 5; i++)
        {
            await using var cut = TorturedNode.Start(fresh, ["--api-port", "0"]);
            await Task.Delay(random.Next(100, 400));
            await cut.Kill();
        }

        await using var node = TorturedNode.Start(fresh, ["--api-port", "0"]);
        await node.WaitUntilUp();
        await node.Stop();
    }

    private static List<HalfBlock> Large()
    {
        var stranger = SecretKey.FromSeeds(SHA256.HashData("5"u8), SHA256.HashData("6"u8));
        var (blocks, previous) = (new List<HalfBlock>(), BlockHash.Genesis);
        var transaction = Encoding.ASCII.GetBytes("a0d" + new string('x', 3_700));
        for (var sequence = 1u; sequence <= 4_400; sequence++)
        {
            blocks.Add(HalfBlock.Sign(stranger, sequence, PublicKey.Any, 0, previous, "other", transaction, sequence));
            previous = blocks[^1].Hash;
        }

        return blocks;
    }

    private async Task<TorturedNode> Up()
    {
        var node = TorturedNode.Start(State, ["--api-port", "0"]);
        await node.WaitUntilUp();
        return node;
    }

    private async Task CloseInOrder()
    {
        await using var node = await Up();
        await node.Stop();
    }

    private async Task RequireEverything()
    {
        await using var node = await Up();
        var (chain, datasets) = await TorturedState.Read(node.Api!);
        Assert.True(_seen.Compare(chain, datasets).AreGood);
        await node.Stop();
    }

    private async Task<string> Refusal()
    {
        await using var node = TorturedNode.Start(State, ["--api-port", "0"]);
        var (exitCode, errors) = await node.Ended();
        Assert.NotEqual(0, exitCode);
        return errors;
    }

    private void Damage(string name, string how)
    {
        var path = Path.Combine(State, name);
        switch (how)
        {
            case "cut":
                using (var file = File.OpenWrite(path))
                {
                    file.SetLength(file.Length / 2);
                }

                break;
            case "emptied":
                File.WriteAllBytes(path, []);
                break;
            case "removed":
                File.Delete(path);
                break;
            case "overwritten":
                File.WriteAllText(path, new string('#', 9_000));
                break;
            default:
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead);
                break;
        }
    }

    /// <summary>What is precious in the folder.</summary>
    private List<(string Name, string Content)> Files() =>
    [
        .. Directory.GetFiles(State, "*", SearchOption.AllDirectories).Order()
            .Where(file => Path.GetFileName(file) is not ("pid" or "lock" or "api-address" or "api-token" or "ledger.db-shm") && (!file.EndsWith("-wal", StringComparison.Ordinal) || new FileInfo(file).Length > 0))
            .Select(file => (file, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))),
    ];

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(State, "ledger.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
