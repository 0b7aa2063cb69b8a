using System.Security.Cryptography;

namespace EnerDatX.Storage;

/// <summary>
/// The password of the HTTP API while a node runs: 32 random bytes as hex in a file that only the node's user can read,
/// made at start and removed at stop, so that who may read the file may call.
/// </summary>
public sealed class ApiTokenFile : IDisposable
{
    private const int TokenBytes = 32;

    private readonly string _path;

    private ApiTokenFile(string path, string token)
    {
        _path = path;
        Token = token;
    }

    /// <summary>64 lower-case hex digits.</summary>
    public string Token { get; }

    /// <summary>Writes a fresh token (0600); one that a crash left behind is replaced.</summary>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static ApiTokenFile Create(string path)
    {
        var token = RandomNumberGenerator.GetHexString(2 * TokenBytes, lowercase: true);
        try
        {
            Disk.Replace(path, System.Text.Encoding.ASCII.GetBytes(token));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The API token file {path} cannot be written: {failure.Message}", failure);
        }

        return new ApiTokenFile(path, token);
    }

    public void Dispose() => File.Delete(_path);

    public override string ToString() => $"API token in {_path}";
}
