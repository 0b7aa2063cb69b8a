using EnerDatX.Core.Exchange;

namespace EnerDatX.Storage;

/// <summary>Contents by CID: files in the state folder (<see cref="ContentStore"/>), or an IPFS node's (<see cref="Ipfs.IpfsContents"/>). The CIDs are the same.</summary>
internal interface IContents
{
    /// <summary>Stores a file as a UnixFS tree; when this returns its root, all of it is kept. Putting it again changes nothing.</summary>
    Cid Put(byte[] content);

    /// <summary>Stores a block that somebody else sent; false, and nothing stored, when it is too large or not what its CID names.</summary>
    bool TryPutBlock(Cid cid, ReadOnlySpan<byte> block);

    /// <summary>Reads a block of what is kept; what others have is not looked for.</summary>
    BlockReading TryReadBlock(Cid cid, out byte[]? block);

    /// <summary>Reads a whole file of at most <paramref name="maxBytes"/> of what is kept, or says why not; null unless it is complete.</summary>
    FileReading TryRead(Cid root, long maxBytes, out byte[]? content);

    /// <summary>Keeps this file no longer; one that is not kept is no error.</summary>
    void Remove(Cid root);
}
