namespace EnerDatX.Storage;

/// <summary>The SQL of the ledger's questions; $1 is always the owner's number. Each gives hash and packed bytes unless it says otherwise.</summary>
internal static class PostgresQuestions
{
    internal const string ByHash = $"{HalfBlocks} WHERE owner = $1 AND hash = $2";

    internal const string ByPlace = $"{HalfBlocks} WHERE {OnChain} AND sequence = $3 AND sibling = 0";

    internal const string Siblings = $"""
        SELECT hash, packed, arrival FROM held JOIN blocks USING (hash) WHERE {OnChain} AND sequence = $3 AND sibling = 0
        UNION ALL
        SELECT hash, packed, arrival FROM held JOIN blocks USING (hash) WHERE {OnChain} AND sequence = $3 AND sibling = 1
        ORDER BY arrival
        """;

    internal const string Latest = $"{HalfBlocks} WHERE {OnChain} AND sibling = 0 ORDER BY sequence DESC LIMIT 1";

    internal const string Before = $"{HalfBlocks} WHERE {OnChain} AND sequence < $3 AND sibling = 0 ORDER BY sequence DESC LIMIT $4";

    internal const string After = $"{HalfBlocks} WHERE {OnChain} AND sequence > $3 AND sibling = 0 ORDER BY sequence LIMIT 1";

    /// <summary>$2 key, $3 sequence of the half-block; $4, $5 the same of its link; $6 its own hash. Sequence 0 names nothing.</summary>
    internal const string LinkedTo = $"""
        SELECT hash, packed FROM (
            SELECT hash, stamp, arrival FROM held WHERE owner = $1 AND key = {Linked} AND sequence = $5 AND $5 <> 0 AND sibling = 0
            UNION
            SELECT hash, stamp, arrival FROM held WHERE owner = $1 AND key = {Linked} AND sequence = $5 AND $5 <> 0 AND sibling = 1
            UNION
            SELECT hash, stamp, arrival FROM held WHERE owner = $1 AND link_key = {Member} AND link_sequence = $3 AND link_sequence <> 0) AS linked
        JOIN blocks USING (hash) WHERE hash <> $6 ORDER BY stamp, arrival
        """;

    internal const string Range = $"{HalfBlocks} WHERE {OnChain} AND sequence BETWEEN $3 AND $4 AND sibling = 0 ORDER BY sequence LIMIT $5";

    internal const string Recent = """
        SELECT hash, packed FROM (
            SELECT hash, stamp, arrival FROM held WHERE owner = $1 ORDER BY stamp DESC, arrival DESC LIMIT $2 OFFSET $3) AS newest
        JOIN blocks USING (hash) ORDER BY stamp DESC, arrival DESC
        """;

    internal const string OfType = $"{HalfBlocks} WHERE {OnChain} AND type = $3 AND sibling = 0 ORDER BY sequence";

    /// <summary>Key and highest sequence.</summary>
    internal const string Chains = "SELECT key, highest FROM chains WHERE owner = $1 ORDER BY highest DESC, key LIMIT $2";

    /// <summary>A number. Rows are never deleted, so the last arrival is the count.</summary>
    internal const string Count = "SELECT COALESCE(MAX(arrival), 0) FROM held WHERE owner = $1";

    /// <summary>The encoded proof; $2 the culprit.</summary>
    internal const string ProofAgainst = "SELECT proof FROM proofs WHERE owner = $1 AND culprit = $2";

    /// <summary>Encoded proofs.</summary>
    internal const string Proofs = "SELECT proof FROM proofs WHERE owner = $1 ORDER BY arrival DESC LIMIT $2 OFFSET $3";

    /// <summary>1 or nothing.</summary>
    internal const string IsVerified = "SELECT 1 FROM verified WHERE owner = $1 AND hash = $2";

    private const string HalfBlocks = "SELECT hash, packed FROM held JOIN blocks USING (hash)";

    private const string OnChain = $"owner = $1 AND held.key = {Member}";

    private const string Member = "(SELECT id FROM members WHERE members.key = $2)";

    private const string Linked = "(SELECT id FROM members WHERE members.key = $4)";
}
