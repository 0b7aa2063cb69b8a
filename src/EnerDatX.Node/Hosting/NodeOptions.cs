using System.Net;
using EnerDatX.Storage;

namespace EnerDatX.Node.Hosting;

/// <summary>What a node is started with; the command line says what each is for.</summary>
/// <param name="KeyFile">Null for the one in the state folder.</param>
/// <param name="ApiPort">Null for a peer without HTTP interface and gateway, such as the demo's issuer. 0 takes any free port.</param>
/// <param name="Bind">For UDP and gateway; the API is on loopback, always.</param>
/// <param name="GatewayPort">Null for a node without gateway: buyers fetch over the overlay. 0 takes any free port.</param>
/// <param name="Announce">Host, or <c>host:port</c>, that buyers are told for the gateway; null for <paramref name="Bind"/> and its port.</param>
/// <param name="Connect"><c>host:port</c> of other peers.</param>
/// <param name="ConfigFile">More settings, before those of the state folder.</param>
/// <param name="Store">A ledger in PostgreSQL; null for what the settings say, that is one in the state folder.</param>
public sealed record NodeOptions(
    string State,
    string? KeyFile,
    int? ApiPort,
    int UdpPort,
    int? GatewayPort,
    IPAddress Bind,
    string? Announce,
    IReadOnlyList<string> Connect,
    string? ConfigFile,
    PostgresAddress? Store)
{
    /// <summary>The IPFS node that keeps the contents; null for what the settings say, that is the state folder.</summary>
    public Uri? Ipfs { get; init; }
}
