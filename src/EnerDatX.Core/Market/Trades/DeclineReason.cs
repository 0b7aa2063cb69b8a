namespace EnerDatX.Core.Market;

/// <summary>Why a seller signs nothing. One byte on the wire; unknown ones are shown as <see cref="Unspecified"/>.</summary>
public enum DeclineReason : byte
{
    Unspecified = 0,

    /// <summary>The ask is taken, cancelled or expired.</summary>
    NotOnOffer = 1,

    /// <summary>The terms are not what the two orders say.</summary>
    TermsDiffer = 2,

    /// <summary>The deadline is past or too far away, or the proposal's stamp is.</summary>
    DeadlineUnfit = 3,

    /// <summary>The dataset is no longer there.</summary>
    DatasetGone = 4,

    /// <summary>The tokens of the payment cannot be traced back to their issuer.</summary>
    TokensUnsound = 5,

    /// <summary>Too many trades are open.</summary>
    Busy = 6,

    /// <summary>More would be at risk with this buyer, or with all, than the seller's policy allows.</summary>
    TooMuchAtRisk = 7,
}

public static class DeclineReasons
{
    public static string Sentence(this DeclineReason reason) => reason switch
    {
        DeclineReason.NotOnOffer => "the offer is taken, cancelled or expired",
        DeclineReason.TermsDiffer => "the terms are not what the two orders say",
        DeclineReason.DeadlineUnfit => "the deadline is past or too far away",
        DeclineReason.DatasetGone => "the dataset is no longer there",
        DeclineReason.TokensUnsound => "the tokens of the payment cannot be traced back to their issuer",
        DeclineReason.Busy => "too many trades are open",
        DeclineReason.TooMuchAtRisk => "too much would be at risk with this buyer at a time",
        _ => "the seller declined",
    };
}
