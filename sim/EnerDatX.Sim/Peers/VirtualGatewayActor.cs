using Akka.Actor;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Sim.Peers;

/// <summary>Stands in for every gateway client of a world: reads the vault of whoever announced that gateway, if it is up.</summary>
public sealed class VirtualGatewayActor : ReceiveActor
{
    public VirtualGatewayActor(Func<string, MemoryVault?> vaultAt) =>
        Receive<FetchContent>(fetch => Sender.Tell(vaultAt(fetch.Gateway) is not { } vault
            ? new ContentNotFetched(fetch.Cid, $"{fetch.Gateway} cannot be reached", true)
            : vault.Read(fetch.Cid, fetch.MaxBytes) is { } content
                ? new ContentFetched(fetch.Cid, content)
                : new ContentNotFetched(fetch.Cid, "status 404", true)));
}
