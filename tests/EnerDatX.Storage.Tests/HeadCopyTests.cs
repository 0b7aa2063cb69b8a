using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>The copy of the own chain's head outside the state folder.</summary>
public sealed class HeadCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    private string Heads => Path.Combine(_folder.Path, "user", "heads");

    private string CopyPath => Path.Combine(Heads, Given.Key(1).PublicKey.Mid.ToString());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_copy_knows_no_head_and_is_for_the_user_of_the_node_alone()
    {
        using var copy = Open();
        Assert.Null(copy.Head);
        Assert.Empty(_warnings);
        Assert.Equal(Rights.PrivateFolder, File.GetUnixFileMode(Heads));
        Assert.Equal(Rights.PrivateFile, File.GetUnixFileMode(CopyPath));
        Assert.Equal(HeadCopy.Length, new FileInfo(CopyPath).Length);
        Assert.Equal(130, HeadCopy.Length);
    }

    [Fact]
    public void It_follows_the_own_chain_forwards_only_and_is_read_again()
    {
        var chain = Given.Chain(Given.Key(1), 3);
        using (var copy = Open())
        {
            copy.Follow(chain[1]);
            copy.Follow(chain[0]);
            copy.Follow(Given.Block(Given.Key(2), 9));
            Assert.Equal(OwnHead.Of(chain[1]), copy.Head);
        }

        using (var copy = Open())
        {
            Assert.Equal(OwnHead.Of(chain[1]), copy.Head);
            copy.Follow(chain[2]);
        }

        using var last = Open();
        Assert.Equal(OwnHead.Of(chain[2]), last.Head);
        Assert.Equal(HeadCopy.Length, new FileInfo(CopyPath).Length);
    }

    [Fact]
    public void While_one_has_it_no_other_gets_it_and_the_message_names_key_and_process()
    {
        using (Open())
        {
            var refusal = Assert.Throws<StorageException>(() => HeadCopy.TryOpen(Heads, Given.Key(1).PublicKey, _warnings.Add));
            Assert.Contains($"pid {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(Given.Key(1).PublicKey.Mid.ToString(), refusal.Message, StringComparison.Ordinal);
            using var another = HeadCopy.TryOpen(Heads, Given.Key(2).PublicKey, _warnings.Add);
            Assert.NotNull(another);
        }

        Open().Dispose();
    }

    [Fact]
    public void A_torn_or_foreign_copy_counts_as_none_and_is_said()
    {
        using (var copy = Open())
        {
            copy.Follow(Given.Block(Given.Key(1), 1));
        }

        var sound = File.ReadAllBytes(CopyPath);
        foreach (var damaged in Damaged(sound))
        {
            File.WriteAllBytes(CopyPath, damaged);
            _warnings.Clear();
            using var copy = Open();
            Assert.Null(copy.Head);
            Assert.Contains("cannot be read", Assert.Single(_warnings), StringComparison.Ordinal);
        }

        File.WriteAllBytes(CopyPath, sound);
        using var again = Open();
        Assert.Equal(1u, again.Head?.Sequence);
    }

    [Fact]
    public void Where_there_can_be_none_it_is_said_what_is_missing()
    {
        var file = _folder.File("a file");
        File.WriteAllText(file, string.Empty);
        Assert.Null(HeadCopy.TryOpen(Path.Combine(file, "heads"), Given.Key(1).PublicKey, _warnings.Add));
        Assert.Contains("node.head-folder", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_marks_of_a_state_folder_survive_until_they_are_settled()
    {
        using var state = StateFolder.Open(_folder.File("state"));
        using var copy = Open();
        var head = OwnHead.Of(Given.Block(Given.Key(1), 1));
        var marks = new OwnChainMarks(state, copy);
        Assert.Null(marks.Required);
        marks.Require(head);
        marks.Follow(Given.Block(Given.Key(1), 1));
        Assert.Equal(head, new OwnChainMarks(state, null).Required);
        Assert.Equal(head, marks.Copy);
        marks.Settle();
        marks.Settle();
        Assert.Null(marks.Required);
        Assert.Null(new OwnChainMarks(state, null).Required);
    }

    [Fact]
    public void A_mark_that_cannot_be_written_counts_while_the_process_lives()
    {
        using var state = StateFolder.Open(_folder.File("state"));
        Directory.CreateDirectory(Path.Combine(state.Path, "required-head", "in the way"));
        var marks = new OwnChainMarks(state, null);
        var head = OwnHead.Of(Given.Block(Given.Key(1), 1));
        Assert.Throws<NotStoredException>(() => marks.Require(head));
        Assert.Equal(head, marks.Required);
    }

    [Fact]
    public void A_mark_that_cannot_be_read_is_not_passed_over()
    {
        using var state = StateFolder.Open(_folder.File("state"));
        File.WriteAllText(Path.Combine(state.Path, "required-head"), "12 abc");
        Assert.Contains("restore the backup again", Assert.Throws<StorageException>(() => new OwnChainMarks(state, null)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<byte[]> Damaged(byte[] sound)
    {
        foreach (var bit in Enumerable.Range(0, 8 * sound.Length).Where(bit => bit % 37 == 0))
        {
            var flipped = (byte[])sound.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return flipped;
        }

        yield return sound[..^1];
        yield return [.. sound, 0];
    }

    private HeadCopy Open() => HeadCopy.TryOpen(Heads, Given.Key(1).PublicKey, _warnings.Add)!;
}
