namespace EnerDatX.Laboratory.Outputs;

/// <summary>Results could not be written; the message is one sentence for the user that says why.</summary>
public sealed class OutputException : Exception
{
    public OutputException(string message)
        : base(message)
    {
    }

    public OutputException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Whether it is the disk that is full.</summary>
    public bool IsNoRoom { get; init; }
}
