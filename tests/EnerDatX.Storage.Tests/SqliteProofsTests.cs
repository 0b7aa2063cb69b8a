using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage.Tests;

/// <summary>Proofs in a ledger file: one from before there were any gets a place for them, and damaged ones are not given out.</summary>
public sealed class SqliteProofsTests : IDisposable
{
    private static readonly SecretKey Own = Given.Key(0);
    private static readonly SecretKey Anna = Given.Key(1);
    private static readonly DoubleSpend Spend = new(Given.Block(Anna, 1), Given.Block(Anna, 1, type: "bid"));

    private readonly TemporaryFolder _folder = new();

    private string LedgerPath => _folder.File("ledger.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_ledger_from_before_there_were_proofs_is_given_a_place_for_them()
    {
        var chain = Given.Chain(Own, 2);
        using (var store = Open())
        {
            store.Append(chain);
        }

        Change("DROP TABLE proofs; PRAGMA user_version = 1");
        using (var store = Open())
        {
            Assert.Equal(chain, store.Range(Own.PublicKey, 1, 9, 9));
            Assert.True(store.RememberProof(Spend));
        }

        using var reopened = Open();
        Assert.Equal(Spend, reopened.ProofAgainst(Anna.PublicKey));
    }

    [Fact]
    public void A_proof_whose_bytes_were_changed_on_disk_is_not_given_out()
    {
        using (var store = Open())
        {
            store.RememberProof(Spend);
        }

        Change("UPDATE proofs SET proof = zeroblob(length(proof))");
        using var reopened = Open();
        Assert.Contains("damaged", Assert.Throws<StorageException>(() => reopened.ProofAgainst(Anna.PublicKey)).Message, StringComparison.Ordinal);
        Assert.Contains("damaged", Assert.Throws<StorageException>(() => reopened.Proofs(1, 0)).Message, StringComparison.Ordinal);
    }

    private SqliteLedgerStore Open() => SqliteLedgerStore.Open(LedgerPath, Own.PublicKey);

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={LedgerPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
