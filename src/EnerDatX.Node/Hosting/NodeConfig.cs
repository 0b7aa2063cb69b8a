using Akka.Configuration;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;
using EnerDatX.Storage;
using EnerDatX.Storage.Ipfs;

namespace EnerDatX.Node.Hosting;

/// <summary>A node's settings: its own file, then that of its state folder, then those that ship with the program.</summary>
public static class NodeConfig
{
    /// <summary>Name of the settings file in a state folder.</summary>
    public const string OwnFile = "node.conf";

    /// <exception cref="ConfigurationException">A file is missing or says something that cannot be.</exception>
    public static Config Load(string state, string? configFile)
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "hocon");
        var config = Read(Path.Combine(shipped, "peer.conf")).WithFallback(Read(Path.Combine(shipped, "node.conf")));
        var own = Path.Combine(state, OwnFile);
        config = File.Exists(own) ? Read(own).WithFallback(config) : config;
        return configFile is null ? config : Read(configFile).WithFallback(config);
    }

    /// <exception cref="ConfigurationException">A currency is named or described wrongly.</exception>
    public static Currencies Currencies(Config config)
    {
        var section = config.GetConfig("currencies");
        return section is null || section.IsEmpty
            ? new Currencies([])
            : new Currencies(section.AsEnumerable().Select(entry => Currency(entry.Key, section.GetConfig(entry.Key))));
    }

    /// <summary>The ledger in PostgreSQL; null when it is the one in the state folder.</summary>
    /// <exception cref="ConfigurationException">It is not written as such an address is.</exception>
    public static PostgresAddress? Store(Config config) => config.GetString("node.store") is { Length: > 0 } address ? Store(address) : null;

    /// <inheritdoc cref="Store(Config)"/>
    public static PostgresAddress Store(string address) => PostgresAddress.TryParse(address, out var store, out var problem)
        ? store
        : throw new ConfigurationException($"--store, or node.store: {problem}.");

    /// <summary>The IPFS node that keeps contents; null when the state folder does.</summary>
    /// <exception cref="ConfigurationException">It is not written as such an address is.</exception>
    public static Uri? Ipfs(Config config) => config.GetString("node.ipfs") is { Length: > 0 } address ? Ipfs(address) : null;

    /// <inheritdoc cref="Ipfs(Config)"/>
    public static Uri Ipfs(string address) => KuboNode.DefectOf(address, out var uri) is { } defect
        ? throw new ConfigurationException($"--ipfs, or node.ipfs: {address} {defect}.")
        : uri!;

    public static ApiLimits ApiLimits(Config config) => new()
    {
        RequestsPerSecond = config.GetInt("node.http-requests-per-second"),
        RequestBurst = config.GetInt("node.http-request-burst"),
    };

    private static Currency Currency(string name, Config currency)
    {
        var faucet = currency.GetLong("faucet");
        var precision = currency.GetInt("precision");
        if (!Core.Market.Currency.IsName(name) || precision is < 0 or > 18 || faucet is < 0 or > MoneyFields.MaxAmount)
        {
            throw new ConfigurationException($"currencies.{name}: a name has 1 to 16 upper-case letters and digits, precision 0 to 18, faucet 0 or more.");
        }

        return PublicKey.TryParseHex(currency.GetString("issuer"), out var issuer)
            ? new Currency(name, precision, issuer, faucet)
            : throw new ConfigurationException($"currencies.{name}.issuer must be a public key of 148 hex digits.");
    }

    private static Config Read(string path) => File.Exists(path)
        ? ConfigurationFactory.ParseString(File.ReadAllText(path))
        : throw new ConfigurationException($"The settings file {path} is missing.");
}
