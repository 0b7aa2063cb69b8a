using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>The contract over a file.</summary>
public sealed class SqliteLedgerStoreTests : LedgerStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteLedgerStore> _opened = [];

    public void Dispose()
    {
        _opened.ForEach(store => store.Dispose());
        _folder.Dispose();
    }

    protected override ILedgerStore Open(PublicKey owner)
    {
        var store = SqliteLedgerStore.Open(_folder.File($"{_opened.Count}.db"), owner);
        _opened.Add(store);
        return store;
    }
}
