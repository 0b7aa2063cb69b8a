namespace EnerDatX.Core.Ledger;

/// <summary>Whether the own key may sign. Only <see cref="Ready"/> is a yes.</summary>
public enum SigningState
{
    /// <summary>Others are being asked whether they hold newer half-blocks of the own key.</summary>
    Asking = 0,

    /// <summary>The chain that is held is older than the key's last signature, or may be: what is missing is fetched from others.</summary>
    Recovering,

    Ready,

    /// <summary>The key has signed two half-blocks with one sequence number, and signs no more.</summary>
    Forked,
}

/// <summary>A <see cref="SigningState"/> for the owner of the node.</summary>
/// <param name="Reason">A clause without a full stop; empty when ready.</param>
/// <param name="Advice">What to do about it, in sentences; empty when there is nothing to do.</param>
public sealed record SigningStatus(SigningState State, string Reason, string Advice);
