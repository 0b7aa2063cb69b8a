using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>The ledger of rules and simulator answers every question as the node's does.</summary>
public sealed class MemoryLedgerTests : LedgerStoreContract
{
    protected override ILedgerStore Open(PublicKey owner) => new MemoryLedger(owner);
}
