using EnerDatX.Core.Identity;
using EnerDatX.Storage;

namespace EnerDatX.Node.Hosting;

/// <summary>Makes the state folder of a new issuer: key, empty ledger, and the settings that its currency needs everywhere.</summary>
public static class IssuerState
{
    /// <returns>The lines that every node of this currency needs in its <c>node.conf</c>.</returns>
    /// <exception cref="StorageException">The folder cannot be made, or is an issuer's already.</exception>
    public static string Create(string state, string currency, int precision, long faucet, out PublicKey issuer)
    {
        using var folder = StateFolder.Open(state);
        var settings = Path.Combine(folder.Path, "node.conf");
        if (File.Exists(settings))
        {
            throw new StorageException($"{settings} is there already: {state} belongs to an issuer. Choose another folder.");
        }

        issuer = KeyFile.LoadOrCreate(folder.KeyPath).PublicKey;
        using (SqliteLedgerStore.Open(folder.LedgerPath, issuer))
        {
            // An empty ledger beside the key says that the key was never used.
        }

        var lines = $"currencies.{currency} {{ precision = {precision}, issuer = \"{issuer.ToHex()}\", faucet = {faucet} }}\n";
        File.WriteAllText(settings, lines);
        return lines;
    }
}
