using System.Text;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Storage.Ipfs;

/// <summary>
/// Which contents this node had its IPFS node keep, and of which blocks they are: a line for each, root first, CIDs with blanks between. Only what stands
/// here is handed out, so that no stranger can have the IPFS node look for anything else.
/// </summary>
internal sealed class KeptContents
{
    private readonly string _path;
    private readonly Dictionary<Cid, IReadOnlyList<Cid>> _blocksOf = [];
    private readonly Dictionary<Cid, int> _uses = [];

    /// <summary>The gateway reads while the vault writes.</summary>
    private readonly Lock _gate = new();

    /// <exception cref="StorageException">The file is damaged.</exception>
    public KeptContents(string path)
    {
        _path = path;
        foreach (var (line, number) in (File.Exists(path) ? File.ReadLines(path) : []).Select((line, i) => (line, i + 1)))
        {
            var cids = line.Split(' ').Select(word => Cid.TryParse(word, out var cid) ? cid
                : throw new StorageException($"{path}, line {number}: {word} is no CID. Without this line its content is not offered any more; remove it to go on.")).ToList();
            Count(cids[0], cids[1..]);
        }
    }

    public bool Has(Cid root)
    {
        lock (_gate)
        {
            return _blocksOf.ContainsKey(root);
        }
    }

    /// <summary>Whether it is a block of anything that is kept, a root among them.</summary>
    public bool HasBlock(Cid block)
    {
        lock (_gate)
        {
            return _uses.ContainsKey(block);
        }
    }

    /// <summary>Durable when it returns.</summary>
    /// <param name="blocks">All of the tree, the root among them.</param>
    public void Add(Cid root, IReadOnlyList<Cid> blocks)
    {
        lock (_gate)
        {
            if (!Has(root))
            {
                Count(root, blocks);
                Write();
            }
        }
    }

    public void Remove(Cid root)
    {
        lock (_gate)
        {
            foreach (var block in _blocksOf.Remove(root, out var blocks) ? blocks : [])
            {
                if (--_uses[block] == 0)
                {
                    _uses.Remove(block);
                }
            }

            Write();
        }
    }

    private void Count(Cid root, IReadOnlyList<Cid> blocks)
    {
        if (_blocksOf.TryAdd(root, blocks))
        {
            foreach (var block in blocks)
            {
                _uses[block] = _uses.GetValueOrDefault(block) + 1;
            }
        }
    }

    /// <summary>All of it, for it is small: 60 bytes for each 256 KiB.</summary>
    private void Write() => Disk.Replace(_path, Encoding.ASCII.GetBytes(string.Concat(
        _blocksOf.OrderBy(content => content.Key).Select(content => $"{string.Join(' ', content.Value.Prepend(content.Key))}\n"))));
}
