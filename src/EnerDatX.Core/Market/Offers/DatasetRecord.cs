using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>How a dataset came to this node.</summary>
public enum DatasetOrigin
{
    /// <summary>Not said: never valid.</summary>
    None,

    /// <summary>From the owner's own meter.</summary>
    Own,

    /// <summary>In a trade.</summary>
    Bought,
}

/// <summary>What a node knows in private about one dataset that it owns or bought. Holds the file keys: never sent, never logged.</summary>
/// <param name="AssetId"><c>EW…</c>, see <see cref="IsAssetId"/>.</param>
/// <param name="Owner">Who made it: the seller of a bought one.</param>
/// <param name="CreatedMs">When this record was made or bought, milliseconds since 1970, by this node's clock.</param>
/// <param name="SegmentsRoot">Merkle root of the segments, 32 bytes (protocol, rule 10).</param>
/// <param name="Segments">The segments that are held, ascending by index; of a purchase under way perhaps not all.</param>
/// <param name="ManifestCid">Where the encrypted manifest is, which opens <paramref name="SegmentsRoot"/>: a CID as text.</param>
/// <param name="ManifestKey">16 bytes: the manifest's age file key.</param>
/// <param name="Trade">For a bought one: hash of the trade's <c>tx_init</c> proposal.</param>
public sealed record DatasetRecord(
    string AssetId,
    PublicKey Owner,
    DatasetOrigin Origin,
    long CreatedMs,
    DatasetDescription Description,
    byte[] SegmentsRoot,
    IReadOnlyList<DatasetSegment> Segments,
    string ManifestCid,
    byte[] ManifestKey,
    BlockHash? Trade)
{
    /// <summary>Most segments of a dataset: a seller's terms name the number, and each costs this node a line of JSON.</summary>
    public const int MaxSegments = 4_096;

    private const int MaxAssetIdLength = 98;
    private const int RootBytes = 32;

    /// <summary>Whether this is <c>EW</c> and 1 to 96 ASCII letters or digits: so it is safe as a file name.</summary>
    public static bool IsAssetId(string? id) =>
        id is { Length: > 2 and <= MaxAssetIdLength } && id.StartsWith("EW", StringComparison.Ordinal) && id.All(char.IsAsciiLetterOrDigit);

    /// <summary>The first thing that is wrong with this record, as a sentence; null when nothing is.</summary>
    public string? Defect()
    {
        if (!IsAssetId(AssetId))
        {
            return "The asset id is not EW and 1 to 96 letters or digits.";
        }

        if (Origin is not (DatasetOrigin.Own or DatasetOrigin.Bought) || (Origin == DatasetOrigin.Own && Trade is not null))
        {
            return "The origin is neither own, without a trade, nor bought.";
        }

        if (!Owner.IsWellFormed || CreatedMs < 0 || SegmentsRoot.Length != RootBytes)
        {
            return "The owner, the time of creation or the segments' root is malformed.";
        }

        if (!DatasetSegment.IsCid(ManifestCid) || ManifestKey.Length != 16)
        {
            return "The manifest's CID or key is malformed.";
        }

        return Description.Defect() ?? DefectOfSegments();
    }

    /// <summary>Names the dataset only: place, meter and keys do not get into a log this way.</summary>
    public override string ToString() => $"dataset {AssetId}";

    private string? DefectOfSegments()
    {
        if (Segments.Count is 0 or > MaxSegments)
        {
            return $"There are {Segments.Count} segments, 1 to {MaxSegments} are possible.";
        }

        for (var i = 0; i < Segments.Count; i++)
        {
            if (Segments[i].Index < 0 || Segments[i].Index >= MaxSegments || (i > 0 && Segments[i].Index <= Segments[i - 1].Index))
            {
                return $"Segment {i} in the list has index {Segments[i].Index}, which does not ascend.";
            }

            if (Segments[i].Defect() is { } defect)
            {
                return defect;
            }
        }

        return null;
    }
}

/// <summary>What the dataset is about; coarse by design where a buyer may read it.</summary>
/// <param name="PeriodStart">First second, seconds since 1970.</param>
/// <param name="PeriodEnd">End, exclusive, seconds since 1970.</param>
/// <param name="ResolutionSeconds">Length of one reading.</param>
/// <param name="Channels">import, export, gas, heat, water.</param>
/// <param name="Rows">Number of readings.</param>
/// <param name="QualityPermille">Share of rows that the meter measured, 0 to 1000.</param>
/// <param name="MeterPseudonym">1 to 32 bytes that name the meter to nobody else.</param>
public sealed record DatasetDescription(
    long PeriodStart,
    long PeriodEnd,
    int ResolutionSeconds,
    IReadOnlyList<string> Channels,
    long Rows,
    int QualityPermille,
    string Location,
    string SourceFormat,
    byte[] MeterPseudonym)
{
    // A seller chooses these texts: bounds for what a buyer keeps of them.
    private const int MaxChannels = 16;
    private const int MaxNameLength = 64;
    private const int MaxLocationLength = 256;
    private const int MaxPseudonymBytes = 32;

    /// <summary>The first thing that is wrong, as a sentence; null when nothing is.</summary>
    public string? Defect()
    {
        if (PeriodStart >= PeriodEnd || ResolutionSeconds <= 0 || Rows < 0 || QualityPermille is < 0 or > 1000)
        {
            return "The period, resolution, number of rows or quality is out of range.";
        }

        if (Channels.Count is 0 or > MaxChannels || Channels.Any(name => name.Length is 0 or > MaxNameLength))
        {
            return "The channels are none, too many or badly named.";
        }

        return Location.Length > MaxLocationLength || SourceFormat.Length > MaxNameLength || MeterPseudonym.Length is 0 or > MaxPseudonymBytes
            ? "The location, source format or meter pseudonym is too long."
            : null;
    }
}

/// <summary>One separately encrypted and sold part of a dataset.</summary>
/// <param name="Cid">Where its ciphertext is: a CID as text.</param>
/// <param name="CidSalt">16 bytes that hide the CID in its commitment.</param>
/// <param name="FileKey">16 bytes: the age file key, which opens the payload.</param>
/// <param name="KeyCommit">32 bytes: commitment to the file key.</param>
/// <param name="ReadingsRoot">32 bytes: Merkle root over the salted readings.</param>
/// <param name="PayloadBytes">Length of the ciphertext in bytes.</param>
public sealed record DatasetSegment(
    int Index,
    string Cid,
    byte[] CidSalt,
    byte[] FileKey,
    byte[] KeyCommit,
    byte[] ReadingsRoot,
    long PayloadBytes)
{
    private const int MaxCidLength = 128;

    /// <summary>The first thing that is wrong, as a sentence; null when nothing is.</summary>
    public string? Defect()
    {
        if (!IsCid(Cid))
        {
            return $"Segment {Index} has a CID that is none.";
        }

        return CidSalt.Length != 16 || FileKey.Length != 16 || KeyCommit.Length != 32 || ReadingsRoot.Length != 32 || PayloadBytes <= 0
            ? $"Segment {Index} has a salt, key, commitment, root or length of the wrong size."
            : null;
    }

    internal static bool IsCid(string text) => text.Length is > 0 and <= MaxCidLength && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>Without the key.</summary>
    public override string ToString() => $"segment {Index}";
}
