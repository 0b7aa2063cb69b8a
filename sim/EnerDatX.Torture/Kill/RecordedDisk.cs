namespace EnerDatX.Torture.Kill;

/// <summary>
/// A folder as a disk holds it, followed through what a process did: what is safe, and what would be gone if the power went now. Strict: a
/// write is safe only when its file was synced after it, a name only when its folder was.
/// </summary>
/// <param name="isLying">A disk that says yes to every sync and does nothing: the check that a loss is noticed at all.</param>
public sealed class RecordedDisk(string root, bool isLying = false)
{
    /// <summary>SQLite's shared memory is mapped, not written, so that nobody sees what is in it; it is made anew at each start.</summary>
    private const string SharedMemory = "-shm";

    private const int Sector = 512;

    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    private readonly Folder _top = Folder.Of(new DirectoryInfo(root));
    private readonly Dictionary<int, Node> _handles = [];
    private readonly Dictionary<int, Action> _syncing = [];

    /// <exception cref="InvalidDataException">It cannot have happened to this folder.</exception>
    public void Happen(DiskEvent happened)
    {
        switch (happened)
        {
            case DiskEvent.Opened opened:
                _handles[opened.Handle] = Open(opened);
                break;
            case DiskEvent.Written written:
                FileAt(written.Handle).Change(new Write(written.Offset, written.Bytes));
                break;
            case DiskEvent.Resized resized:
                FileAt(resized.Handle).Change(new Resize(resized.Length, MayShrink: true));
                break;
            case DiskEvent.Extended extended:
                FileAt(extended.Handle).Change(new Resize(extended.Length, MayShrink: false));
                break;
            case DiskEvent.SyncBegun begun:
                _syncing[begun.Thread] = At(begun.Handle).BeginSync();
                break;
            case DiskEvent.Synced synced:
                _syncing.Remove(synced.Thread, out var finish);
                (isLying ? () => { } : finish ?? throw new InvalidDataException("A sync came back that nobody began."))();
                break;
            default:
                ChangeNames(happened);
                break;
        }
    }

    /// <summary>Writes the folder as it is after a power cut.</summary>
    /// <param name="target">A folder that is not there yet.</param>
    /// <param name="luck">Null: nothing that was not safe is there. Otherwise each sector and name of that is there, or not, by chance.</param>
    public void CutPower(string target, Random? luck) => _top.Restore(target, luck);

    private void ChangeNames(DiskEvent happened)
    {
        switch (happened)
        {
            case DiskEvent.FolderMade made:
                Parent(made.Path, out var folder).Now[folder] = new Folder();
                break;
            case DiskEvent.Renamed renamed:
                var (source, destination) = (Parent(renamed.From, out var from), Parent(renamed.To, out var to));
                var moved = Entry(source, from);
                source.Now.Remove(from);
                destination.Now[to] = moved;
                break;
            case DiskEvent.Linked linked:
                var original = Entry(Parent(linked.From, out var first), first);
                Parent(linked.To, out var second).Now[second] = original;
                break;
            case DiskEvent.Removed removed:
                Parent(removed.Path, out var gone).Now.Remove(gone);
                break;
            default:
                throw new InvalidDataException($"Nobody knows what {happened} does.");
        }
    }

    private Node Open(DiskEvent.Opened opened)
    {
        if (opened.Path == root)
        {
            return _top;
        }

        var parent = Parent(opened.Path, out var name);
        if (!parent.Now.TryGetValue(name, out var node))
        {
            parent.Now[name] = node = new RecordedFile([]);
        }

        if (opened.Truncates && node is RecordedFile file)
        {
            file.Change(new Resize(0, MayShrink: true));
        }

        return node;
    }

    private Folder Parent(string path, out string name)
    {
        var folder = _top;
        var parts = Path.GetRelativePath(root, path).Split('/');
        foreach (var part in parts[..^1])
        {
            folder = Entry(folder, part) as Folder ?? throw new InvalidDataException($"{path} is not in a folder.");
        }

        name = parts[^1];
        return folder;
    }

    private static Node Entry(Folder folder, string name) =>
        folder.Now.TryGetValue(name, out var node) ? node : throw new InvalidDataException($"There is no {name}.");

    private Node At(int handle) => _handles.TryGetValue(handle, out var node) ? node : throw new InvalidDataException($"Nobody opened {handle}.");

    private RecordedFile FileAt(int handle) => At(handle) as RecordedFile ?? throw new InvalidDataException($"{handle} is a folder.");

    private abstract class Node
    {
        /// <summary>What is to be done when the sync comes back.</summary>
        public abstract Action BeginSync();

        public abstract void Restore(string path, Random? luck);
    }

    private sealed class Folder : Node
    {
        private SortedDictionary<string, Node> _safe = new(StringComparer.Ordinal);

        public SortedDictionary<string, Node> Now { get; } = new(StringComparer.Ordinal);

        public static Folder Of(DirectoryInfo folder)
        {
            var read = new Folder();
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                read.Now[entry.Name] = entry is DirectoryInfo inner ? Of(inner) : new RecordedFile(File.ReadAllBytes(entry.FullName));
            }

            read.BeginSync()();
            return read;
        }

        public override Action BeginSync()
        {
            var names = new SortedDictionary<string, Node>(Now, StringComparer.Ordinal);
            return () => _safe = names;
        }

        public override void Restore(string path, Random? luck)
        {
            Directory.CreateDirectory(path, OwnerFolder);
            foreach (var name in _safe.Keys.Union(Now.Keys).Where(name => !name.EndsWith(SharedMemory, StringComparison.Ordinal)))
            {
                var names = luck is not null && luck.Next(2) == 0 ? Now : _safe;
                if (names.TryGetValue(name, out var node))
                {
                    node.Restore(Path.Combine(path, name), luck);
                }
            }
        }
    }

    private sealed class RecordedFile(byte[] safe) : Node
    {
        private readonly Queue<Change> _unsafe = new();
        private byte[] _safe = safe;
        private long _changes;
        private long _safeChanges;

        public void Change(Change change)
        {
            _unsafe.Enqueue(change);
            _changes++;
        }

        public override Action BeginSync()
        {
            var covered = _changes;
            return () =>
            {
                for (; _safeChanges < covered; _safeChanges++)
                {
                    _safe = _unsafe.Dequeue().Apply(_safe, null);
                }
            };
        }

        public override void Restore(string path, Random? luck)
        {
            var content = _safe.ToArray();
            foreach (var change in luck is null ? [] : _unsafe.ToArray())
            {
                content = change.Apply(content, luck);
            }

            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile };
            using var file = new FileStream(path, options);
            file.Write(content);
        }
    }

    private abstract record Change
    {
        /// <param name="luck">Null: all of it happens.</param>
        public abstract byte[] Apply(byte[] content, Random? luck);

        protected static bool Happens(Random? luck) => luck is null || luck.Next(2) == 0;

        protected static byte[] AtLeast(byte[] content, long length)
        {
            if (content.Length < length)
            {
                Array.Resize(ref content, (int)length);
            }

            return content;
        }
    }

    private sealed record Write(long Offset, byte[] Bytes) : Change
    {
        public override byte[] Apply(byte[] content, Random? luck)
        {
            for (var done = 0; done < Bytes.Length;)
            {
                var length = Math.Min(Bytes.Length - done, Sector - (int)((Offset + done) % Sector));
                if (Happens(luck))
                {
                    content = AtLeast(content, Offset + done + length);
                    Bytes.AsSpan(done, length).CopyTo(content.AsSpan((int)(Offset + done)));
                }

                done += length;
            }

            return content;
        }
    }

    private sealed record Resize(long Length, bool MayShrink) : Change
    {
        public override byte[] Apply(byte[] content, Random? luck) =>
            !Happens(luck) || (content.Length >= Length && !MayShrink) ? content
            : content.Length > Length ? content[..(int)Length]
            : AtLeast(content, Length);
    }
}
