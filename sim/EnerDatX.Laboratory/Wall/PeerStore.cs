using System.Security.Cryptography;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Node.Hosting;
using EnerDatX.Sim.Peers;
using EnerDatX.Storage;

namespace EnerDatX.Laboratory.Wall;

/// <summary>Key, ledger and vault of one peer: a node's state folder, or memory.</summary>
internal sealed class PeerStore : IDisposable
{
    private readonly Stack<IDisposable> _open = new();

    private PeerStore(SecretKey key, ILedgerStore ledger, IOwnChainMarks? marks, IVault vault) => (Key, Ledger, Marks, Vault) = (key, ledger, marks, vault);

    public SecretKey Key { get; }

    public ILedgerStore Ledger { get; }

    public IOwnChainMarks? Marks { get; }

    public IVault Vault { get; }

    /// <summary>As a node makes it at its first start, with the copy of the head outside.</summary>
    /// <param name="path">Of the state folder.</param>
    /// <param name="heads">Where the copies of all heads are.</param>
    /// <exception cref="StorageException">It cannot be made.</exception>
    public static PeerStore OnDisk(string path, string heads)
    {
        var folder = StateFolder.Open(path);
        var ledger = NodeLedger.Open(folder, null, null);
        var copy = HeadCopy.TryOpen(heads, ledger.Key.PublicKey, Console.Error.WriteLine);
        var store = new PeerStore(ledger.Key, ledger.Store, new OwnChainMarks(folder, copy), new FileVault(folder));
        store._open.Push(folder);
        store._open.Push(ledger);
        if (copy is not null)
        {
            store._open.Push(copy);
        }

        return store;
    }

    public static PeerStore InMemory()
    {
        var key = SecretKey.FromSeeds(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        return new PeerStore(key, new LockedLedger(key.PublicKey), null, new MemoryVault());
    }

    public void Dispose()
    {
        while (_open.TryPop(out var open))
        {
            open.Dispose();
        }
    }
}
