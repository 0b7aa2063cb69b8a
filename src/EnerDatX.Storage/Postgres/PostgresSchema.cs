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
    /// A place is (key, sequence). The first half-block seen at a place has sibling 0, and the index first_seen lets only one be that,
    /// whoever inserts at the same time; the other branches of a fork have 1. Stamps are the u64 milliseconds minus 2^63, so that the
    /// signed order is theirs. Nothing in blocks and verified is ever updated or deleted. What a host found to be true is its own:
    /// another one may believe in other issuers.
    /// </summary>
    private const string Tables = """
        CREATE SCHEMA enerdatx;
        SET LOCAL search_path = enerdatx;

        CREATE TABLE ledger (version integer NOT NULL);
        CREATE SEQUENCE arrivals;

        CREATE TABLE blocks (
            arrival       bigint PRIMARY KEY,
            hash          bytea NOT NULL UNIQUE,
            key           bytea NOT NULL,
            sequence      bigint NOT NULL,
            sibling       smallint NOT NULL,
            link_key      bytea NOT NULL,
            link_sequence bigint NOT NULL,
            type          bytea NOT NULL,
            stamp         bigint NOT NULL,
            packed        bytea NOT NULL);
        CREATE UNIQUE INDEX first_seen ON blocks (key, sequence) WHERE sibling = 0;
        CREATE INDEX forks ON blocks (key, sequence) WHERE sibling = 1;
        CREATE INDEX links ON blocks (link_key, link_sequence) WHERE link_sequence <> 0;
        CREATE INDEX of_type ON blocks (key, type, sequence) WHERE sibling = 0;
        CREATE INDEX newest ON blocks (stamp, arrival);

        CREATE TABLE chains (key bytea PRIMARY KEY, highest bigint NOT NULL, held bigint NOT NULL);
        CREATE INDEX longest ON chains (highest DESC, key);

        CREATE TABLE leases (owner bytea PRIMARY KEY, holder text NOT NULL, token bigint NOT NULL, expires timestamptz NOT NULL);
        CREATE TABLE guard (owner bytea PRIMARY KEY, sequence bigint NOT NULL, hash bytea NOT NULL);
        CREATE TABLE verified (owner bytea NOT NULL, hash bytea NOT NULL, PRIMARY KEY (owner, hash));
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
