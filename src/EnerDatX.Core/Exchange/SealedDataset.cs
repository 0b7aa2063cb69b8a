using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;

namespace EnerDatX.Core.Exchange;

/// <summary>A dataset made ready for sale: the private record with its keys, and the ciphertexts to store under their CIDs.</summary>
/// <param name="Contents">The segments' payloads in order, then the manifest's.</param>
/// <param name="PlaintextSha256">SHA-256 of each segment's encoded plaintext, in order.</param>
public sealed record SealedDataset(DatasetRecord Record, IReadOnlyList<byte[]> Contents, IReadOnlyList<Digest> PlaintextSha256)
{
    /// <summary>
    /// Cuts, encrypts and commits (protocol rules 10 and 11). Each segment has a file key of its own; the key's commitment names the segment by
    /// its readings' root.
    /// </summary>
    /// <param name="segments">N, from 1 to the number of starting times.</param>
    /// <param name="randomBytes">Gives so many random bytes.</param>
    /// <param name="nowMs">Milliseconds since 1970.</param>
    public static SealedDataset Seal(Dataset dataset, PublicKey owner, int segments, string location, Func<int, byte[]> randomBytes, long nowMs)
    {
        var parts = dataset.Split(segments).Select((part, index) => SealSegment(part, index, randomBytes)).ToList();
        var manifest = new Manifest([.. parts.Select(p => p.Entry)]);
        var manifestKey = randomBytes(AgePayload.FileKeyLength);
        var sealedManifest = AgePayload.Seal(manifestKey, randomBytes(AgePayload.NonceLength), manifest.Encode());
        var root = manifest.SegmentsRoot();
        var record = new DatasetRecord(
            Commitments.AssetId(owner, root),
            owner,
            DatasetOrigin.Own,
            nowMs,
            Describe(dataset, location),
            root.ToArray(),
            [.. parts.Select(p => p.Segment)],
            CidOf(sealedManifest).ToString(),
            manifestKey,
            null);
        return new SealedDataset(record, [.. parts.Select(p => p.Payload), sealedManifest], [.. parts.Select(p => p.PlaintextSha256)]);
    }

    /// <summary>The CID of content of any length, as the content store makes it.</summary>
    public static Cid CidOf(byte[] content) => UnixFs.Build(new MemoryStream(content, writable: false), (_, _) => { });

    private static (DatasetSegment Segment, ManifestEntry Entry, byte[] Payload, Digest PlaintextSha256) SealSegment(
        Dataset part, int index, Func<int, byte[]> randomBytes)
    {
        var plaintext = DatasetCodec.Encode(part);
        var fileKey = randomBytes(AgePayload.FileKeyLength);
        var payload = AgePayload.Seal(fileKey, randomBytes(AgePayload.NonceLength), plaintext);
        var salt = randomBytes(Commitments.SaltLength);
        var readingsRoot = new Digest(part.ReadingsRoot());
        var entry = new ManifestEntry(CidOf(payload), salt, Commitments.Key(readingsRoot, fileKey), readingsRoot, (ulong)payload.Length);
        var segment = new DatasetSegment(
            index, entry.Cid.ToString(), salt, fileKey, entry.KeyCommit.ToArray(), readingsRoot.ToArray(), payload.Length);
        return (segment, entry, payload, new Digest(SHA256.HashData(plaintext)));
    }

    private static DatasetDescription Describe(Dataset dataset, string location)
    {
        var summary = DatasetSummary.Of(dataset);
        var meter = new byte[MeterPseudonym.Length];
        dataset.Header.Meter.CopyTo(meter);
        return new DatasetDescription(
            summary.Start.Value,
            summary.End.Value,
            summary.ResolutionSeconds,
            [.. summary.Channels.Select(c => c.Name())],
            summary.RowCount,
            summary.QualityPermille,
            location,
            dataset.Header.Source == SourceFormat.DsmrP1 ? "dsmr-p1" : "oehu",
            meter);
    }
}

/// <summary>What a buyer finds in one delivered segment.</summary>
public sealed record OpenedSegment(byte[] FileKey, byte[] Plaintext, Dataset Dataset);

/// <summary>
/// The buyer's check of a delivery, also a judge's: header → file key → commitment → plaintext → readings. Pure; the same bytes give the
/// same answer to everyone.
/// </summary>
public static class DeliveryCheck
{
    private const string OneTimePurpose = "enerdatx/one-time/v1";

    /// <summary>The one-time X25519 secret for one segment of one trade; derived, so that a restarted buyer has it again.</summary>
    /// <param name="segment">0 to 65,535: two bytes, big-endian, behind the trade's hash.</param>
    public static byte[] OneTimeSecret(SecretKey buyer, BlockHash trade, int segment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(segment);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segment, ushort.MaxValue);
        return buyer.DeriveX25519(OneTimePurpose, [.. trade.ToArray(), (byte)(segment >> 8), (byte)(segment & 0xff)]);
    }

    public static bool TryOpen(
        ManifestEntry entry,
        byte[] payload,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> oneTimeSecret,
        [NotNullWhen(true)] out OpenedSegment? opened,
        [NotNullWhen(false)] out string? refusal)
    {
        opened = null;
        return TryOpenKey(entry.KeyCommit, entry.ReadingsRoot, header, oneTimeSecret, out var fileKey, out refusal)
            && TryOpenPayload(entry.ReadingsRoot, fileKey, payload, out opened, out refusal);
    }

    /// <summary>Header → file key → commitment: needs no ciphertext.</summary>
    public static bool TryOpenKey(
        Digest keyCommit,
        Digest readingsRoot,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> oneTimeSecret,
        [NotNullWhen(true)] out byte[]? fileKey,
        [NotNullWhen(false)] out string? refusal)
    {
        fileKey = AgeHeader.Unwrap(header, AgeIdentity.FromSecret(oneTimeSecret), out var outcome);
        refusal = fileKey is null ? $"the delivered header does not open: {outcome}"
            : Commitments.Key(readingsRoot, fileKey) != keyCommit ? "the delivered key is not the one committed to"
            : null;
        fileKey = refusal is null ? fileKey : null;
        return fileKey is not null;
    }

    /// <summary>Ciphertext → plaintext → readings, with the key that was committed to.</summary>
    public static bool TryOpenPayload(
        Digest readingsRoot,
        ReadOnlySpan<byte> fileKey,
        byte[] payload,
        [NotNullWhen(true)] out OpenedSegment? opened,
        [NotNullWhen(false)] out string? refusal)
    {
        opened = null;
        if (!AgePayload.TryOpen(fileKey, payload, out var plaintext))
        {
            refusal = "the ciphertext does not open with the delivered key";
            return false;
        }

        if (!DatasetCodec.TryDecode(plaintext, out var dataset, out refusal))
        {
            return false;
        }

        if (new Digest(dataset.ReadingsRoot()) != readingsRoot)
        {
            refusal = "the readings are not the ones committed to";
            return false;
        }

        opened = new OpenedSegment(fileKey.ToArray(), plaintext, dataset);
        return true;
    }
}
