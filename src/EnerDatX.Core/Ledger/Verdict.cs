using EnerDatX.Core.Evidence;

namespace EnerDatX.Core.Ledger;

/// <summary>What is known of a half-block's place in its chain (py-ipv8 <c>ValidationResult</c>). Zero is a no.</summary>
public enum ValidationState
{
    /// <summary>It breaks at least one rule.</summary>
    Invalid,

    /// <summary>It breaks no rule that can be checked; nothing else of its chain is held.</summary>
    NoInfo,

    /// <summary>Gaps, or nothing held, on both sides.</summary>
    Partial,

    /// <summary>The half-block right before it is missing.</summary>
    PartialPrevious,

    /// <summary>The half-block right after it is missing: the normal state of a chain's head.</summary>
    PartialNext,

    /// <summary>Both neighbours are held and fit.</summary>
    Valid,
}

/// <summary>The validator's answer.</summary>
/// <param name="Errors">py-ipv8's texts, in its order; empty unless the state is invalid.</param>
/// <param name="Proofs">
/// Double spends and double countersignatures that this half-block completes the proof of, whoever committed them: an honest proposal may be what shows that its
/// counterparty signed it twice, so a proof does not imply an invalid state.
/// </param>
public sealed record Verdict(ValidationState State, IReadOnlyList<string> Errors, IReadOnlyList<Proof> Proofs)
{
    private static readonly Verdict[] Clean = [.. Enum.GetValues<ValidationState>().Select(state => new Verdict(state, [], []))];

    /// <summary>Nothing is wrong with it. Only these may be acted upon.</summary>
    public bool IsAcceptable => State != ValidationState.Invalid;

    /// <summary>py-ipv8's word for the state.</summary>
    public string StateName => State switch
    {
        ValidationState.Valid => "valid",
        ValidationState.PartialNext => "partial_next",
        ValidationState.PartialPrevious => "partial_previous",
        ValidationState.Partial => "partial",
        ValidationState.NoInfo => "no_info",
        _ => "invalid",
    };

    /// <summary>The verdict without errors and proofs; one shared instance per state, since it is the usual one.</summary>
    internal static Verdict WithoutFindings(ValidationState state) => Clean[(int)state];
}
