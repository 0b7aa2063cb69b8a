using EnerDatX.Core.Identity;

namespace EnerDatX.Storage.Tests;

/// <summary>The stores that a test opens, closed at its end.</summary>
internal sealed class PostgresStores : IDisposable
{
    private readonly List<PostgresLedgerStore> _opened = [];

    public bool IsEmpty => _opened.Count == 0;

    public PostgresLedgerStore Open(
        string address, PublicKey owner, string holder = "one", bool isNewKey = true, TimeSpan? lease = null, TimeSpan? patience = null)
    {
        var store = PostgresLedgerStore.Open(Parse(address), owner, isNewKey, holder, lease, patience);
        _opened.Add(store);
        return store;
    }

    public static PostgresAddress Parse(string text)
    {
        Assert.True(PostgresAddress.TryParse(text, out var address, out var problem), problem);
        return address;
    }

    public void Dispose() => _opened.ForEach(store => store.Dispose());
}
