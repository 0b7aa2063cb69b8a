namespace EnerDatX.Core.Ledger;

/// <summary>
/// A store took nothing of what it was given, because the disk is full or refuses; what it held before it still holds, and it may take
/// more later. The message says what its owner can do.
/// </summary>
public sealed class NotStoredException(string message, Exception? cause = null) : Exception(message, cause);
