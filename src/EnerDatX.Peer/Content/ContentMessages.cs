using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Content;

/// <summary>
/// Buyer's trade → peer: fetch content from the seller itself, over the overlay, into the vault. Answered with <see cref="Vault.ContentStored"/>,
/// <see cref="Vault.ContentNotFetched"/> or <see cref="Vault.NotKept"/>. What came of a fetch that failed stays in the vault: the next goes on from there.
/// </summary>
/// <param name="MaxBytes">No more is taken.</param>
public sealed record FetchFromSeller(PublicKey Seller, Cid Cid, long MaxBytes);

/// <summary>
/// Fetch → overlay: ask that peer for these pieces; until <see cref="TransferClosed"/> what comes from where it is goes to the sender, as
/// <see cref="PieceCame"/>. Answered with <see cref="PiecesNotAsked"/> if it is not known where that is.
/// </summary>
public sealed record AskForPieces(PublicKey From, ContentWanted Wanted);

/// <summary>Fetch → overlay: what still comes for this transfer was not asked for.</summary>
public sealed record TransferClosed(ulong Transfer);

/// <summary>Overlay → fetch: a piece of an open transfer, from where it was asked for.</summary>
public sealed record PieceCame(ContentPiece Piece);

/// <summary>Overlay → fetch: it is not known where that peer is.</summary>
public sealed record PiecesNotAsked(ulong Transfer);
