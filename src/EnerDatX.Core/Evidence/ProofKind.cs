namespace EnerDatX.Core.Evidence;

/// <summary>What a proof proves. The values are bytes on the wire and on disk; 0 is never valid.</summary>
public enum ProofKind : byte
{
    None = 0,

    /// <summary>Two half-blocks of one key with one sequence number.</summary>
    DoubleSpend = 1,

    /// <summary>Two countersignatures of one proposal.</summary>
    DoubleCountersign = 2,

    /// <summary>A previous hash that is not the hash of the half-block before it.</summary>
    BrokenChain = 3,

    /// <summary>Back-pointers that contradict a half-block, or each other.</summary>
    ContradictoryPointers = 4,

    /// <summary>Two money halves that name the same one before them.</summary>
    MoneyFork = 5,

    /// <summary>A balance that does not follow from the one before.</summary>
    WrongBalance = 6,

    /// <summary>More drawn from a credit than came in.</summary>
    CreditOverspent = 7,

    /// <summary>Two licences sold of which one excludes the other.</summary>
    ConflictingLicences = 8,

    /// <summary>A payment countersigned after the deadline had passed and the buyer had taken it back.</summary>
    LateCountersignature = 9,
}

public static class ProofKinds
{
    /// <summary>For programs: lower case with underscores.</summary>
    public static string Name(this ProofKind kind) => kind switch
    {
        ProofKind.DoubleSpend => "double_spend",
        ProofKind.DoubleCountersign => "double_countersignature",
        ProofKind.BrokenChain => "broken_chain",
        ProofKind.ContradictoryPointers => "contradictory_back_pointers",
        ProofKind.MoneyFork => "money_fork",
        ProofKind.WrongBalance => "wrong_balance",
        ProofKind.CreditOverspent => "credit_overspent",
        ProofKind.ConflictingLicences => "conflicting_licences",
        ProofKind.LateCountersignature => "late_countersignature",
        _ => "none",
    };

    /// <summary>For people: what the culprit did.</summary>
    public static string Sentence(this ProofKind kind) => kind switch
    {
        ProofKind.DoubleSpend => "signed two half-blocks with one sequence number",
        ProofKind.DoubleCountersign => "countersigned one proposal twice",
        ProofKind.BrokenChain => "signed a half-block that does not follow from the one before it",
        ProofKind.ContradictoryPointers => "signed half-blocks that contradict each other about an earlier one",
        ProofKind.MoneyFork => "spent or credited twice on top of the same balance",
        ProofKind.WrongBalance => "signed a balance that does not follow from the one before it",
        ProofKind.CreditOverspent => "spent more of a credit than came in by it",
        ProofKind.ConflictingLicences => "sold exclusively what it sold once more",
        ProofKind.LateCountersignature => "countersigned a payment too late, which was taken back",
        _ => "did nothing that is known",
    };
}
