using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>How a <see cref="DatasetDescription"/> stands in an ask: public, short, and without CID or key.</summary>
internal static class OfferDescription
{
    /// <summary>Of each text, in UTF-8 bytes: with all of them this long an ask still fits a datagram.</summary>
    public const int MaxTextLength = 64;

    private const long MaxUtc = 253_402_300_799;
    private const int MaxMeterLength = 32;

    public static TransactionMap Write(DatasetDescription description) => new TransactionMap()
        .Integer("start", description.PeriodStart)
        .Integer("end", description.PeriodEnd)
        .Integer("resolution", description.ResolutionSeconds)
        .Text("channels", string.Join(',', description.Channels))
        .Integer("rows", description.Rows)
        .Integer("quality", description.QualityPermille)
        .Text("location", description.Location)
        .Text("source", description.SourceFormat)
        .Bytes("meter", description.MeterPseudonym);

    /// <summary>Whether everyone could read it in an ask: datasets may be described at greater length than offers.</summary>
    public static bool Fits(DatasetDescription description) => TryRead(Write(description), out _);

    public static bool TryRead(TransactionMap map, [NotNullWhen(true)] out DatasetDescription? description)
    {
        description = map.TryInteger("start", 0, MaxUtc, out var start)
            && map.TryInteger("end", start, MaxUtc, out var end)
            && map.TryInteger("resolution", 1, 86_400 * 31, out var resolution)
            && map.TryText("channels", MaxTextLength, out var channels)
            && map.TryInteger("rows", 0, int.MaxValue, out var rows)
            && map.TryInteger("quality", 0, 1_000, out var quality)
            && map.TryText("location", MaxTextLength, out var location)
            && map.TryText("source", MaxTextLength, out var source)
            && map.TryBytesUpTo("meter", MaxMeterLength, out var meter)
            ? new DatasetDescription(start, end, (int)resolution, channels.Split(','), rows, (int)quality, location, source, meter)
            : null;
        return description is not null && description.Defect() is null;
    }
}

/// <summary>The dataset side of an ask: whose it is, what it commits to, how it is licensed.</summary>
/// <param name="Owner">Whose key the asset's name is made of: the household that measured.</param>
/// <param name="SegmentsRoot">Merkle root over the segments' commitments, 32 bytes.</param>
/// <param name="Segments">N ≥ 1.</param>
/// <param name="Title">Of an owner by exclusive transfer: hash of its receipt. Null for the original owner.</param>
/// <param name="Copies">The owner's promise, for everyone to read: at most so many copies are ever sold. 0 = no promise.</param>
public sealed record Offer(
    PublicKey Owner,
    byte[] SegmentsRoot,
    int Segments,
    Licence Licence,
    BlockHash? Title,
    DatasetDescription Description,
    int Copies = 0)
{
    /// <summary>Most copies that can be promised: more is no promise.</summary>
    public const int MaxCopies = 1_000_000;

    /// <summary>Most segments of one dataset: bounds the manifest that a buyer must fetch before paying.</summary>
    public const int MaxSegments = 1_024;

    /// <summary>The dataset's name (protocol rule 11), see <see cref="Commitments.AssetId"/>.</summary>
    public string AssetId => Commitments.AssetId(Owner, new Digest(SegmentsRoot));

    internal TransactionMap Write()
    {
        var map = new TransactionMap()
            .Bytes("owner", Owner.Bytes.ToArray())
            .Bytes("root", SegmentsRoot)
            .Integer("segments", Segments)
            .Text("licence", Licences.NameOf(Licence));
        if (Title is { } title)
        {
            map.Bytes("title", title.ToArray());
        }

        if (Copies > 0)
        {
            map.Integer("copies", Copies);
        }

        return map.Map("description", OfferDescription.Write(Description));
    }

    internal static bool TryRead(TransactionMap map, [NotNullWhen(true)] out Offer? offer)
    {
        offer = null;
        BlockHash? title = null;
        if (map.Has("title"))
        {
            if (!map.TryBytes("title", BlockHash.Length, out var hash))
            {
                return false;
            }

            title = new BlockHash(hash);
        }

        var copies = 0L;
        if (map.Has("copies") && !map.TryInteger("copies", 1, MaxCopies, out copies))
        {
            return false;
        }

        offer = map.TryBytes("owner", PublicKey.Length, out var ownerBytes)
            && PublicKey.TryParse(ownerBytes, out var owner)
            && map.TryBytes("root", 32, out var root)
            && map.TryInteger("segments", 1, MaxSegments, out var segments)
            && map.TryText("licence", 16, out var licenceName)
            && Licences.Parse(licenceName) is var licence and not Licence.None
            && map.TryMap("description", out var inner)
            && OfferDescription.TryRead(inner, out var description)
            && (licence == Licence.Copy || copies == 0)
            ? new Offer(owner, root, (int)segments, licence, title, description, (int)copies)
            : null;
        return offer is not null;
    }
}
