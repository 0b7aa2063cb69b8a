using System.Buffers.Binary;
using System.Security.Cryptography;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Storage.Backup;

namespace EnerDatX.Storage.Tests;

/// <summary>A node's key and chain as one encrypted file.</summary>
public sealed class BackupTests : IDisposable
{
    /// <summary>The least that libsodium takes: these tests are about the file, not about guessing.</summary>
    private static readonly PassphraseCost Cheap = new(1, 8_192);

    private static readonly byte[] Salt = [.. Enumerable.Range(1, Sodium.PassphraseSaltBytes).Select(n => (byte)n)];
    private static readonly byte[] Nonce = [.. Enumerable.Range(101, Sodium.AeadNonceBytes).Select(n => (byte)n)];

    private readonly TemporaryFolder _folder = new();

    private static ReadOnlySpan<byte> Secret => "correct horse battery staple"u8;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_begins_with_what_opens_it_and_is_always_the_same_for_the_same_salt_and_nonce()
    {
        var file = Seal(Example());
        var header = "456e4458" + "6261636b" + "01" + "01" + "00000001" + "0000000000002000" + Convert.ToHexStringLower(Salt) + Convert.ToHexStringLower(Nonce);
        Assert.Equal(header, Convert.ToHexStringLower(file.AsSpan(0, 62)));
        Assert.Equal(62 + Example().Encode().Length + 16, file.Length);
        Assert.StartsWith("29c408ab03d4bf4d42739bdbbfec31b0577af6e7e", Convert.ToHexStringLower(SHA256.HashData(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_body_is_as_documented()
    {
        var backup = Example();
        var body = backup.Encode();
        Assert.Equal(backup.Key.Export(), body[..74]);
        Assert.Equal(1_700_000_000_000UL, BinaryPrimitives.ReadUInt64BigEndian(body.AsSpan(74)));
        Assert.Equal(7UL, BinaryPrimitives.ReadUInt64BigEndian(body.AsSpan(82)));
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(90)));
        Assert.Equal(backup.Head.Hash.ToArray(), body[94..126]);
        Assert.Equal(11u, BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(126)));
        Assert.Equal("# settings\n"u8.ToArray(), body[130..141]);
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(141)));
        Assert.Equal(backup.Blocks.SelectMany(block => block.Packed.ToArray()), body[145..]);
    }

    [Fact]
    public void What_was_sealed_is_opened_with_the_passphrase_and_with_no_other()
    {
        var (file, backup) = (Seal(Example()), Example());
        var opened = BackupFile.Open(file, Secret, "file");
        Assert.Equal(backup.Key.PublicKey, opened.Key.PublicKey);
        Assert.Equal((backup.Epoch, backup.Head, backup.NodeConf, backup.CreatedMs), (opened.Epoch, opened.Head, opened.NodeConf, opened.CreatedMs));
        Assert.Equal(backup.Blocks, opened.Blocks);
        Assert.Contains("the passphrase is another", Refusal(file, "correct horse"u8), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_changed_or_cut_off_anywhere_is_refused()
    {
        var file = Seal(Example());
        for (var at = 0; at < file.Length; at += 13)
        {
            var changed = (byte[])file.Clone();
            changed[at] ^= 1;
            Assert.NotEmpty(Refusal(changed, Secret));
            Assert.NotEmpty(Refusal(file.AsSpan(0, at), Secret));
        }
    }

    [Theory]
    [InlineData(8, 2, "version 2")]
    [InlineData(9, 2, "version 1")]
    [InlineData(0, 0, "no backup")]
    [InlineData(14, 1, "asks for")]
    [InlineData(10, 1, "asks for")]
    public void Other_versions_and_headers_that_demand_too_much_are_refused_in_one_sentence(int at, byte value, string reason)
    {
        var file = Seal(Example());
        file[at] = value;
        Assert.Contains(reason, Refusal(file, Secret), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stranger_cannot_make_its_reader_use_a_hundred_gigabytes()
    {
        var file = Seal(Example());
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(14), 100UL << 30);
        Assert.Contains("102400 MiB", Refusal(file, Secret), StringComparison.Ordinal);
        Assert.False(new PassphraseCost(3, (1UL << 30) + 1).IsBearable);
        Assert.False(new PassphraseCost(13, 1 << 20).IsBearable);
        Assert.False(new PassphraseCost(0, 1 << 20).IsBearable);
        Assert.True(PassphraseCost.Moderate is { IsBearable: true, Passes: >= 3, MemoryBytes: >= 64 << 20 });
    }

    [Fact]
    public void A_state_folder_in_use_is_saved_and_comes_back_with_everything_but_permission_to_sign()
    {
        var (key, state) = (NewNode(out var chain), _folder.File("state"));
        using var running = SqliteLedgerStore.Open(Path.Combine(state, "ledger.db"), key.PublicKey);
        var file = _folder.File("a.backup");
        BackupFile.Write(file, StateBackup.Take(state, null, headOnly: false, 5), Secret);
        running.Append([Given.Block(key, 4, chain[2].Hash, timestampMs: 2_000)]);

        var backup = BackupFile.Read(file, Secret);
        using (var folder = StateFolder.Open(_folder.File("restored")))
        {
            StateBackup.Restore(backup, folder, copy: null);
            using var ledger = SqliteLedgerStore.Open(folder.LedgerPath, key.PublicKey);
            Assert.Equal(chain, ledger.Range(key.PublicKey, 1, 100, 100));
            Assert.Equal(4, ledger.Count);
            Assert.Equal(key.Export(), KeyFile.Load(folder.KeyPath).Export());
            Assert.Equal(OwnHead.Of(chain[2]), new OwnChainMarks(folder, null).Required);
            var refused = Given.Block(key, 3, chain[1].Hash, content: "1:xs1:y");
            Assert.Throws<LedgerConflictException>(() => ledger.Append([refused]));
        }

        Assert.Equal(Rights.PrivateFile, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_copy_of_the_head_that_is_ahead_of_the_backup_is_what_must_be_reached()
    {
        var (key, state) = (NewNode(out var chain), _folder.File("state"));
        var backup = StateBackup.Take(state, null, headOnly: true, 5);
        Assert.Equal([chain[2]], backup.Blocks);
        Assert.False(backup.HasChain);
        using var folder = StateFolder.Open(_folder.File("restored"));
        var ahead = new OwnHead(9, chain[0].Hash);
        StateBackup.Restore(backup, folder, ahead);
        Assert.Equal(ahead, new OwnChainMarks(folder, null).Required);
        using var ledger = SqliteLedgerStore.Open(folder.LedgerPath, key.PublicKey, isUsed: true);
        Assert.Equal(0, ledger.Count);
    }

    [Fact]
    public void A_ledger_of_another_key_is_not_saved_with_this_one()
    {
        NewNode(out _);
        File.Delete(_folder.File("state/key"));
        KeyFile.LoadOrCreate(_folder.File("state/key"));
        Assert.Throws<StorageException>(() => StateBackup.Take(_folder.File("state"), null, headOnly: false, 5));
    }

    private static NodeBackup Example()
    {
        var chain = Given.Chain(Given.Key(1), 2);
        return new NodeBackup(Given.Key(1), 7, OwnHead.Of(chain[1]), "# settings\n", [chain[0], Given.Block(Given.Key(2), 5), chain[1]], 1_700_000_000_000);
    }

    private static byte[] Seal(NodeBackup backup) => BackupFile.Seal(backup, Secret, Cheap, Salt, Nonce);

    private static string Refusal(ReadOnlySpan<byte> file, ReadOnlySpan<byte> passphrase)
    {
        try
        {
            BackupFile.Open(file, passphrase, "file");
        }
        catch (StorageException refusal)
        {
            Assert.DoesNotContain("horse", refusal.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
            return refusal.Message;
        }

        Assert.Fail("it was opened");
        return string.Empty;
    }

    /// <summary>A state folder with a key, three own half-blocks and one of somebody else's.</summary>
    private SecretKey NewNode(out IReadOnlyList<HalfBlock> chain)
    {
        using var folder = StateFolder.Open(_folder.File("state"));
        var key = KeyFile.LoadOrCreate(folder.KeyPath);
        chain = Given.Chain(key, 3);
        using var ledger = SqliteLedgerStore.Open(folder.LedgerPath, key.PublicKey);
        ledger.Append([Given.Block(Given.Key(2), 5), .. chain]);
        return key;
    }
}
