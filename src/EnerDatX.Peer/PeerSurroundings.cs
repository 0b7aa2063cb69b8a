using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer;

/// <summary>Fills the span with random bytes: the operating system's in a node, a seeded stream in the simulator.</summary>
public delegate void FillRandom(Span<byte> bytes);

/// <summary>
/// All that a peer is given from outside. Nothing in this project knows whether it is real: the network is UDP or virtual,
/// the journal SQLite or memory, time is the actor system's scheduler, randomness is this delegate.
/// </summary>
/// <param name="Ledger">What is durable; read-only.</param>
/// <param name="Journal">The only way to make a half-block durable.</param>
/// <param name="Network">Takes <see cref="Overlay.SendDatagram"/>.</param>
/// <param name="Vault">Datasets and contents; see <see cref="Vault.VaultActor"/>.</param>
/// <param name="Gateway">Takes <see cref="Vault.FetchContent"/>.</param>
/// <param name="IsVerified">Whether a credit was found sound before.</param>
public sealed record PeerSurroundings(
    SecretKey Key,
    PeerSettings Settings,
    Currencies Currencies,
    ILedgerReader Ledger,
    Func<BlockHash, bool> IsVerified,
    IActorRef Journal,
    IActorRef Network,
    IActorRef Vault,
    IActorRef Gateway,
    FillRandom FillRandom)
{
    public PublicKey Self => Key.PublicKey;

    /// <summary>What is known of the own chain beside the ledger; null for nothing. Written by the journal.</summary>
    public IOwnChainMarks? Marks { get; init; }

    /// <summary>
    /// Makes a half-block durable at once, where that takes no time because nothing but memory is behind it: in place of
    /// <see cref="Chain.Append"/> to the journal, and a turn less for each. Null for a disk.
    /// </summary>
    /// <exception cref="LedgerConflictException">Thrown by it; as in <see cref="ILedgerStore.Append"/>.</exception>
    public Action<HalfBlock>? AppendAtOnce { get; init; }

    /// <summary>Whether <see cref="Gateway"/> finds content by its CID alone, also where the seller announced none.</summary>
    public bool FetchesByCid { get; init; }

    /// <summary>Peers whose addresses the owner of the node knows; they are talked to at once, whether or not they are found.</summary>
    public IReadOnlyList<(PublicKey Key, IPEndPoint Address)> Neighbours { get; init; } = [];

    public byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        FillRandom(bytes);
        return bytes;
    }
}
