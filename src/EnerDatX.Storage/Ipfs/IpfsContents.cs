using EnerDatX.Core.Exchange;

namespace EnerDatX.Storage.Ipfs;

/// <summary>
/// Contents that an IPFS node keeps. What comes block by block over the overlay waits in the state folder until it is whole, and goes to the IPFS node
/// when it is read first. Blocks the calling thread while it talks to the IPFS node: the vault has one of its own.
/// </summary>
internal sealed class IpfsContents(StateFolder folder, KuboNode node) : IContents
{
    private readonly ContentStore _arriving = new(folder.ContentPath);
    private readonly KeptContents _kept = new(folder.IpfsContentsPath);

    public Cid Put(byte[] content)
    {
        var blocks = new List<Cid>();
        var root = UnixFs.Build(new MemoryStream(content, writable: false), (cid, _) => blocks.Add(cid));
        if (_kept.Has(root))
        {
            return root;
        }

        var added = Wait(node.Add(content));
        if (added != root)
        {
            throw new KuboException($"The IPFS node at {node.Address} names the content {added}, which is {root}: it does not build files as asked for.");
        }

        _kept.Add(root, blocks);
        return root;
    }

    public bool TryPutBlock(Cid cid, ReadOnlySpan<byte> block) => _arriving.TryPutBlock(cid, block);

    public BlockReading TryReadBlock(Cid cid, out byte[]? block)
    {
        var reading = _arriving.TryReadBlock(cid, out block);
        if (reading != BlockReading.Missing || !_kept.HasBlock(cid))
        {
            return reading;
        }

        var read = Wait(node.Block(cid));
        block = cid.IsOf(read) ? read : null;
        return block is null ? BlockReading.Corrupt : BlockReading.Found;
    }

    public FileReading TryRead(Cid root, long maxBytes, out byte[]? content)
    {
        var reading = _arriving.TryRead(root, maxBytes, out content);
        if (reading == FileReading.Complete)
        {
            Put(content!);
            _arriving.Remove(root);
            return reading;
        }

        if (!_kept.Has(root))
        {
            return reading;
        }

        content = Wait(node.Cat(root, maxBytes));
        if (content is null)
        {
            return FileReading.TooLarge;
        }

        if (SealedDataset.CidOf(content) == root)
        {
            return FileReading.Complete;
        }

        content = null;
        return FileReading.Corrupt;
    }

    public void Remove(Cid root)
    {
        _arriving.Remove(root);
        if (_kept.Has(root))
        {
            Wait(node.Unpin(root));
            _kept.Remove(root);
        }
    }

    private static T Wait<T>(Task<T> answer) => answer.GetAwaiter().GetResult();

    private static void Wait(Task done) => done.GetAwaiter().GetResult();
}
