namespace EnerDatX.Core.Ledger;

/// <summary>Errors and evidence while they are gathered; a half-block without any costs no allocation.</summary>
internal struct Findings
{
    public const string BadKey = "Public key is not valid";

    private List<string>? _errors;
    private List<Evidence>? _evidence;

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
    public void Prove(Evidence evidence)
    {
        if (evidence.Verify())
        {
            (_evidence ??= []).Add(evidence);
        }
    }

    public readonly Verdict ToVerdict(ValidationState level) => (_errors, _evidence) switch
    {
        (null, null) => Verdict.WithoutFindings(level),
        _ => new Verdict(_errors is null ? level : ValidationState.Invalid, _errors ?? [], _evidence ?? []),
    };
}
