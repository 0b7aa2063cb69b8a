using System.Globalization;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>The tables of a ledger that several hosts share, in a schema of their own, and whether a server may keep them.</summary>
internal static class PostgresSchema
{
    internal const string Name = "enerdatx";

    private const int Version = 1;

    /// <summary>'EnDX': of hosts that come to an empty database together, one makes the tables.</summary>
    private const long CreationLock = 0x456E4458;

    /// <summary>
    /// The bytes of half-blocks and the numbers of keys are everyone's. What an owner holds of them, and what it found to be true, is its own:
    /// a peer that has not been told of a half-block must not take it for known, and trusts no other peer's checks. A place is (key, sequence).
    /// Of an owner's half-blocks at a place the first has sibling 0 (the index first_seen lets only one be that), the other branches of a
    /// fork have 1. Arrivals are 1, 2, 3, …. Stamps are the u64 milliseconds minus 2^63, so that the signed order is theirs.
    /// But for leases, guard and the highest of chains nothing is ever updated or deleted.
    /// </summary>
    private const string Tables = """
        CREATE SCHEMA enerdatx;
        SET LOCAL search_path = enerdatx;

        CREATE TABLE ledger (version integer NOT NULL);
        CREATE TABLE members (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key bytea NOT NULL UNIQUE);
        CREATE TABLE blocks (hash bytea PRIMARY KEY, packed bytea NOT NULL);

        CREATE TABLE held (
            owner         bigint NOT NULL,
            arrival       bigint NOT NULL,
            hash          bytea NOT NULL,
            key           bigint NOT NULL,
            sequence      bigint NOT NULL,
            sibling       smallint NOT NULL,
            link_key      bigint NOT NULL,
            link_sequence bigint NOT NULL,
            type          bytea NOT NULL,
            stamp         bigint NOT NULL,
            PRIMARY KEY (owner, arrival),
            UNIQUE (owner, hash));
        CREATE UNIQUE INDEX first_seen ON held (owner, key, sequence) WHERE sibling = 0;
        CREATE INDEX forks ON held (owner, key, sequence) WHERE sibling = 1;
        CREATE INDEX links ON held (owner, link_key, link_sequence) WHERE link_sequence <> 0;
        CREATE INDEX of_type ON held (owner, key, type, sequence) WHERE sibling = 0;
        CREATE INDEX newest ON held (owner, stamp, arrival);

        CREATE TABLE chains (owner bigint NOT NULL, key bytea NOT NULL, highest bigint NOT NULL, PRIMARY KEY (owner, key));
        CREATE INDEX longest ON chains (owner, highest DESC, key);

        CREATE TABLE leases (owner bytea PRIMARY KEY, holder text NOT NULL, token bigint NOT NULL, expires timestamptz NOT NULL);
        CREATE TABLE guard (owner bytea PRIMARY KEY, sequence bigint NOT NULL, hash bytea NOT NULL);
        CREATE TABLE verified (owner bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (owner, hash));
        CREATE TABLE proofs (
            owner bigint NOT NULL, arrival bigint NOT NULL, culprit bytea NOT NULL, proof bytea NOT NULL,
            PRIMARY KEY (owner, arrival), UNIQUE (owner, culprit));
        """;

    /// <summary>Sees that the tables are there, inside an open transaction; makes them in a database that has none.</summary>
    /// <exception cref="StorageException">The server does not keep what it acknowledges, or the ledger is newer than we are.</exception>
    internal static void Require(NpgsqlConnection connection, string place)
    {
        if ((string)connection.Scalar("SELECT current_setting('fsync')")! != "on")
        {
            throw new StorageException(
                $"The server of {place} runs with fsync = off: it acknowledges what a power cut takes back. Set fsync = on.");
        }

        connection.Execute("SELECT pg_advisory_xact_lock($1)", CreationLock);
        if (connection.Scalar("SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'ledger'", Name) is null)
        {
            using var create = new NpgsqlCommand(
                string.Create(CultureInfo.InvariantCulture, $"{Tables} INSERT INTO ledger VALUES ({Version})"), connection);
            create.ExecuteNonQuery();
            return;
        }

        var version = (int)connection.Scalar("SELECT version FROM enerdatx.ledger")!;
        if (version != Version)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"The ledger {place} has schema {version}, this node knows {Version}. Run the version of the node that wrote it."));
        }
    }
}
