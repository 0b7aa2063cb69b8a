using EnerDatX.Core.Evidence;

namespace EnerDatX.Core.Ledger;

/// <summary>Errors and proofs while they are gathered; a half-block without any costs no allocation.</summary>
internal struct Findings
{
    public const string BadKey = "Public key is not valid";

    private List<string>? _errors;
    private List<Proof>? _proofs;

    public readonly bool IsClean => _errors is null;

    public void Error(string text) => (_errors ??= []).Add(text);

    public void ErrorIf(bool isWrong, string text)
    {
        if (isWrong)
        {
            Error(text);
        }
    }

    /// <summary>Keeps what really proves something: a ledger may hold half-blocks that nobody validated.</summary>
    public void Prove(Proof proof)
    {
        if (proof.Verify())
        {
            (_proofs ??= []).Add(proof);
        }
    }

    public readonly Verdict ToVerdict(ValidationState level) => (_errors, _proofs) switch
    {
        (null, null) => Verdict.WithoutFindings(level),
        _ => new Verdict(_errors is null ? level : ValidationState.Invalid, _errors ?? [], _proofs ?? []),
    };
}
