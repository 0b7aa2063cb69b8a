using System.Net;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Vault;

/// <summary>Meter, buyer's trade → vault: store content. Answered with <see cref="ContentStored"/> or <see cref="NotKept"/>.</summary>
public sealed record StoreContent(byte[] Content);

/// <summary>Vault → whoever asked: durable.</summary>
public sealed record ContentStored(Cid Cid);

/// <summary>Buyer's trade, user → vault: read content. Answered with <see cref="ContentRead"/>.</summary>
public sealed record ReadContent(Cid Cid, long MaxBytes);

/// <summary>Vault → whoever asked.</summary>
/// <param name="Content">Null when it is not held.</param>
public sealed record ContentRead(Cid Cid, byte[]? Content);

/// <summary>Fetch, sender → vault: read one block of a content. Answered with <see cref="ContentBlockRead"/>.</summary>
public sealed record ReadContentBlock(Cid Cid);

/// <summary>Vault → whoever asked.</summary>
/// <param name="Block">Null when it is not held.</param>
public sealed record ContentBlockRead(Cid Cid, byte[]? Block);

/// <summary>Fetch → vault: store a block, which fits its CID. Answered with <see cref="ContentBlockStored"/> or <see cref="NotKept"/>.</summary>
public sealed record StoreContentBlock(Cid Cid, byte[] Block);

/// <summary>Vault → fetch: durable.</summary>
public sealed record ContentBlockStored(Cid Cid);

/// <summary>Meter → vault: store a sealed dataset's contents, then its record. Answered with <see cref="DatasetSaved"/> or <see cref="NotKept"/>.</summary>
public sealed record StoreSealed(SealedDataset Sealed);

/// <summary>Buyer's trade → vault: store a record. Answered with <see cref="DatasetSaved"/> or <see cref="NotKept"/>.</summary>
public sealed record SaveDataset(DatasetRecord Record);

/// <summary>Vault → whoever asked: durable.</summary>
public sealed record DatasetSaved(DatasetRecord Record);

/// <summary>Vault → whoever wanted something stored: the disk is full or refuses; it may be tried again later.</summary>
public sealed record NotKept(string Reason);

/// <summary>Seller's trade, user → vault: answered with <see cref="DatasetFound"/>.</summary>
public sealed record FindDataset(string AssetId);

/// <summary>Vault → whoever asked.</summary>
/// <param name="Record">Null when there is none.</param>
public sealed record DatasetFound(string AssetId, DatasetRecord? Record);

/// <summary>User → vault: answered with <see cref="DatasetsListed"/>.</summary>
public sealed record ListDatasets
{
    public static readonly ListDatasets Now = new();
}

/// <summary>Vault → user.</summary>
public sealed record DatasetsListed(IReadOnlyList<DatasetRecord> Records);

/// <summary>Buyer's trade → gateway client: fetch content from a seller. Answered with <see cref="ContentFetched"/> or <see cref="ContentNotFetched"/>.</summary>
/// <param name="Gateway"><c>host:port</c>, as the seller said.</param>
/// <param name="MaxBytes">No more is taken.</param>
/// <param name="Seller">Where the seller itself is reached: a private address is acceptable only if the seller is there too.</param>
public sealed record FetchContent(string Gateway, Cid Cid, long MaxBytes, IPEndPoint? Seller);

/// <summary>Gateway client → buyer's trade: complete, and it fits its CID.</summary>
public sealed record ContentFetched(Cid Cid, byte[] Content);

/// <summary>Gateway client → buyer's trade.</summary>
/// <param name="MayTryAgain">Whether another try may help: the gateway was not reached, or had no answer now. A refusal of ours stays one.</param>
public sealed record ContentNotFetched(Cid Cid, string Reason, bool MayTryAgain);
