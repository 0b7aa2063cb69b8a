namespace EnerDatX.Storage;

/// <summary>The SQL of the ledger's questions. Each gives hash and packed bytes unless it says otherwise.</summary>
internal static class LedgerQuestions
{
    internal const string ByHash = "SELECT hash, packed FROM blocks WHERE hash = ?1";

    internal const string ByPlace = $"SELECT hash, packed FROM blocks WHERE {OnChain} AND sequence = ?2 AND sibling = 0";

    internal const string Siblings = $"""
        SELECT hash, packed, arrival FROM blocks WHERE {OnChain} AND sequence = ?2 AND sibling = 0
        UNION ALL
        SELECT hash, packed, arrival FROM blocks WHERE {OnChain} AND sequence = ?2 AND sibling = 1
        ORDER BY arrival
        """;

    internal const string Latest = $"SELECT hash, packed FROM blocks WHERE {OnChain} AND sibling = 0 ORDER BY sequence DESC LIMIT 1";

    /// <summary>A number, or NULL.</summary>
    internal const string HighestNamed = "SELECT MAX(link_sequence) FROM blocks WHERE link_key = (SELECT id FROM keys WHERE key = ?1) AND link_sequence <> 0";

    internal const string Before =
        $"SELECT hash, packed FROM blocks WHERE {OnChain} AND sequence < ?2 AND sibling = 0 ORDER BY sequence DESC LIMIT ?3";

    internal const string After =
        $"SELECT hash, packed FROM blocks WHERE {OnChain} AND sequence > ?2 AND sibling = 0 ORDER BY sequence LIMIT 1";

    /// <summary>?1 key, ?2 sequence of the half-block; ?3, ?4 the same of its link; ?5 its own hash. Sequence 0 names nothing.</summary>
    internal const string LinkedTo = """
        SELECT hash, packed FROM blocks WHERE hash <> ?5 AND arrival IN (
            SELECT arrival FROM blocks WHERE key = (SELECT id FROM keys WHERE key = ?3) AND sequence = ?4 AND ?4 <> 0 AND sibling = 0
            UNION ALL
            SELECT arrival FROM blocks WHERE key = (SELECT id FROM keys WHERE key = ?3) AND sequence = ?4 AND ?4 <> 0 AND sibling = 1
            UNION ALL
            SELECT arrival FROM blocks WHERE link_key = (SELECT id FROM keys WHERE key = ?1) AND link_sequence = ?2 AND link_sequence <> 0)
        ORDER BY stamp, arrival
        """;

    internal const string Range =
        $"SELECT hash, packed FROM blocks WHERE {OnChain} AND sequence BETWEEN ?2 AND ?3 AND sibling = 0 ORDER BY sequence LIMIT ?4";

    internal const string Recent = "SELECT hash, packed FROM blocks ORDER BY stamp DESC, arrival DESC LIMIT ?1 OFFSET ?2";

    internal const string OfType = $"""
        SELECT hash, packed FROM blocks
        WHERE {OnChain} AND type = (SELECT id FROM types WHERE type = ?2) AND sibling = 0 ORDER BY sequence
        """;

    /// <summary>Key and highest sequence.</summary>
    internal const string Chains = "SELECT key, highest FROM keys WHERE highest IS NOT NULL ORDER BY highest DESC, key LIMIT ?1";

    /// <summary>A number. Rows are never deleted, so the last row number is the count.</summary>
    internal const string Count = "SELECT COALESCE(MAX(arrival), 0) FROM blocks";

    /// <summary>The encoded proof.</summary>
    internal const string ProofAgainst = "SELECT proof FROM proofs WHERE culprit = ?1";

    /// <summary>Encoded proofs.</summary>
    internal const string Proofs = "SELECT proof FROM proofs ORDER BY arrival DESC LIMIT ?1 OFFSET ?2";

    /// <summary>1 or nothing.</summary>
    internal const string IsVerified = "SELECT 1 FROM verified WHERE hash = ?1";

    private const string OnChain = "key = (SELECT id FROM keys WHERE key = ?1)";
}
