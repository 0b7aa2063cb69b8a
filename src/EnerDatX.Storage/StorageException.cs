namespace EnerDatX.Storage;

/// <summary>
/// The disk, or a file on it, is not as the node needs it. The message names the file and says what its owner can do.
/// </summary>
public sealed class StorageException(string message, Exception? cause = null) : Exception(message, cause);
