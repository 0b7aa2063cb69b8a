using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>
/// Keeps each owner's chain single: a row with the sequence and hash of the owner's last half-block, changed in the very transaction that
/// journals the half-block, by whoever has the lease.
/// </summary>
internal static class PostgresGuard
{
    internal const string HowToRecover =
        "Stop its nodes and restore the newest backup of the database. "
        + "Do not start the same keys with an empty ledger: they would use sequence numbers twice, which others hold against them for ever.";

    internal const string Head = "SELECT sequence, hash FROM guard WHERE owner = $1";

    internal const string Advance = "UPDATE guard SET sequence = $2, hash = $3 WHERE owner = $1";

    internal static OwnHead ReadHead(object[] row) => new(checked((uint)(long)row[0]), new BlockHash((byte[])row[1]));

    /// <summary>Sees that the guard and the ledger know the same of the owner's chain, inside the transaction that takes the lease.</summary>
    /// <param name="isNewKey">Only a key that never signed may begin a chain here.</param>
    /// <exception cref="StorageException">The key signed elsewhere, or guard and ledger disagree.</exception>
    internal static void Begin(NpgsqlConnection connection, PublicKey owner, long ownerId, bool isNewKey, string place)
    {
        var key = owner.Bytes.ToArray();
        var latest = connection.Rows(PostgresCommands.ReadBlock, PostgresQuestions.Latest, ownerId, key);
        var held = OwnHead.Of(latest.Count == 0 ? null : latest[0]);
        var rows = connection.Rows(row => new OwnHead(checked((uint)row.GetInt64(0)), new BlockHash(row.GetFieldValue<byte[]>(1))), Head, key);
        if (rows.Count > 0)
        {
            if (rows[0] != held)
            {
                throw new StorageException(
                    $"The ledger {place} and its signing guard disagree about the last half-block of {owner.ToHex()}. {HowToRecover}");
            }

            return;
        }

        if (connection.Scalar("SELECT 1 FROM chains WHERE key = $1 LIMIT 1", key) is not null)
        {
            throw new StorageException(
                $"The key {owner.ToHex()} has signed, as others in {place} know, but not with this ledger. Start it with the ledger that it signed with.");
        }

        if (!isNewKey)
        {
            throw new StorageException(
                $"The ledger {place} does not know the key {owner.ToHex()}, which was made before. Start it with the ledger that it signed with: without it this key would sign "
                + "sequence numbers a second time and prove itself a cheat. Only if the key was never used, delete it and start again.");
        }

        connection.Execute("INSERT INTO guard VALUES ($1, 0, $2)", key, BlockHash.Genesis.ToArray());
    }
}
