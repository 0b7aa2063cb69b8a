using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;
using EnerDatX.Peer.Meter;

namespace EnerDatX.Node.Http;

/// <summary>Meter files in, datasets out: <c>/api/v1/datasets</c>.</summary>
internal sealed class Datasets(NodeQuestions node) : IDisposable
{
    /// <summary>Files on their way at once: each may take 64 MiB, twice while it is read.</summary>
    private const int MaxUploads = 2;

    /// <summary>A meter file of 64 MiB is read in seconds; on a small computer in a minute.</summary>
    private static readonly TimeSpan ImportPatience = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _uploads = new(MaxUploads);

    public void Map(Routes routes)
    {
        const string Pattern = "/api/v1/datasets";
        routes.Post(Pattern, Import, new("Makes a dataset of a meter's file.", typeof(ImportedView))
        {
            Status = StatusCodes.Status201Created,
            TakesFile = true,
            Query =
            [
                new("location", "string", "As coarse as you like; public in offers."),
                new("timezone", "string", "The meter's zone: Europe/Amsterdam unless said."),
                new("resolution", "integer", "Seconds of one reading: 900 unless said."),
                new("segments", "integer", "Parts that are paid and opened one by one: 1 unless said."),
                new("meter", "string", "Which meter, where the file has several."),
                new("original", "boolean", "Whether the file itself goes along to buyers: false unless said."),
            ],
        });
        routes.Get(Pattern, List, new("Datasets that are held, oldest first.", typeof(IReadOnlyList<DatasetView>)) { Query = Operation.Paged });
        routes.Get($"{Pattern}/{{asset}}", Get, new("One dataset with its readings, decrypted.", typeof(DatasetDetailView)));
        routes.Get($"{Pattern}/{{asset}}/csv", GetCsv, new("Readings as comma-separated text.", null) { ContentType = "text/csv" });
        routes.Get($"{Pattern}/{{asset}}/original", GetOriginal, new("The meter's file, if it went along.", null)
        {
            ContentType = "application/octet-stream",
        });
    }

    public void Dispose() => _uploads.Dispose();

    private async Task<Answer> Import(HttpContext context)
    {
        var query = Parameters.OfQuery(context);
        if (!query.TryInteger("resolution", int.MinValue, int.MaxValue, Intervals.QuarterHourSeconds, out var resolution, out var refusal)
            || !query.TryInteger("segments", int.MinValue, int.MaxValue, 1, out var segments, out refusal)
            || !query.TryBoolean("original", false, out var keepsOriginal, out refusal))
        {
            return refusal;
        }

        if (!_uploads.Wait(0))
        {
            return new Answer.Refusal(StatusCodes.Status503ServiceUnavailable, $"{MaxUploads} files are on their way already");
        }

        try
        {
            using var file = new MemoryStream();
            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
            var import = new ImportMeter(
                file.ToArray(),
                query.TextOrNone("meter"),
                query.Text("location", ""),
                query.Text("timezone", "Europe/Amsterdam"),
                (int)resolution,
                (int)segments,
                keepsOriginal);
            return await Import(import);
        }
        finally
        {
            _uploads.Release();
        }
    }

    private async Task<Answer> Import(ImportMeter import) => await node.Peer<object>(import, ImportPatience) switch
    {
        MeterImported imported => new Answer.Ok(
            ImportedView.Of(imported), StatusCodes.Status201Created, $"/api/v1/datasets/{imported.Record.AssetId}"),
        ImportRefused refused => Answer.Bad(refused.Reason),
        var other => throw new InvalidOperationException($"The meter answered {other.GetType().Name}."),
    };

    private async Task<Answer> List(HttpContext context)
    {
        if (!Parameters.OfQuery(context).TryPage(Parameters.MaxPage, out var page, out var refusal))
        {
            return refusal;
        }

        return new Answer.Ok(page.Of(await node.Datasets()).Select(DatasetView.Of).ToList());
    }

    private Task<Answer> Get(HttpContext context) => Opened(context, (record, segments) =>
        new Answer.Ok(DatasetDetailView.Of(record, segments)));

    private Task<Answer> GetCsv(HttpContext context) => Opened(context, (record, segments) =>
        new Answer.Content(DatasetContents.Csv(segments), "text/csv; charset=utf-8", $"{record.AssetId}.csv"));

    private Task<Answer> GetOriginal(HttpContext context) => Opened(context, (record, segments) =>
        segments.Select(segment => segment.Dataset.Original).FirstOrDefault(file => !file.IsEmpty) is { IsEmpty: false } original
            ? new Answer.Content(original, "application/octet-stream", $"{record.AssetId}.meter")
            : Answer.NotFound("the original file did not go along"));

    private async Task<Answer> Opened(HttpContext context, Func<DatasetRecord, IReadOnlyList<OpenSegment>, Answer> answer)
    {
        if (await node.Dataset((string)context.Request.RouteValues["asset"]!) is not { } record)
        {
            return Answer.NotFound("there is no such dataset here");
        }

        var (segments, defect) = await DatasetContents.Open(record, node);
        return defect is null ? answer(record, segments) : new Answer.Refusal(StatusCodes.Status500InternalServerError, defect);
    }
}

internal sealed record ImportedView(
    string Asset, DescriptionView Description, IReadOnlyList<ImportedSegmentView> Segments, IReadOnlyList<string> Warnings)
{
    public static ImportedView Of(MeterImported imported) => new(
        imported.Record.AssetId,
        DescriptionView.Of(imported.Record.Description),
        [.. imported.Record.Segments.Select((segment, index) => ImportedSegmentView.Of(segment, imported.PlaintextSha256[index].ToString()))],
        imported.Warnings);
}

/// <summary>A segment as its holder may see it: never with the key.</summary>
/// <param name="ReadingsRoot">Merkle root of the rows, hex.</param>
/// <param name="PlaintextSha256">Hex.</param>
internal sealed record ImportedSegmentView(int Index, string Cid, string ReadingsRoot, string PlaintextSha256, long PayloadBytes)
{
    public static ImportedSegmentView Of(DatasetSegment segment, string plaintextSha256) =>
        new(segment.Index, segment.Cid, Convert.ToHexStringLower(segment.ReadingsRoot), plaintextSha256, segment.PayloadBytes);
}

/// <param name="Origin">own or bought.</param>
/// <param name="Owner">Public key of who made it, hex.</param>
/// <param name="Created">ISO 8601, UTC.</param>
/// <param name="SegmentCount">Segments that are held.</param>
/// <param name="Trade">Of a bought one: the trade's id.</param>
internal record DatasetView(
    string Asset,
    string Origin,
    string Owner,
    string Created,
    DescriptionView Description,
    int SegmentCount,
    string? Trade)
{
    public static DatasetView Of(DatasetRecord record) => new(
        record.AssetId,
        record.Origin == DatasetOrigin.Own ? "own" : "bought",
        record.Owner.ToHex(),
        Json.Time(record.CreatedMs),
        DescriptionView.Of(record.Description),
        record.Segments.Count,
        record.Trade?.ToString());
}

/// <summary>A dataset, opened.</summary>
internal sealed record DatasetDetailView : DatasetView
{
    private DatasetDetailView(DatasetRecord record, IReadOnlyList<OpenSegment> segments)
        : base(Of(record))
    {
        Timezone = segments[0].Dataset.Header.TimeZone;
        HasOriginal = segments.Any(segment => !segment.Dataset.Original.IsEmpty);
        Segments = [.. segments.Select(open => ImportedSegmentView.Of(open.Segment, open.PlaintextSha256))];
        Readings = DatasetContents.ReadingsOf(segments).Select(ReadingView.Of);
    }

    public string Timezone { get; }

    public bool HasOriginal { get; }

    public IReadOnlyList<ImportedSegmentView> Segments { get; }

    /// <summary>All segments that are held, one after the other; written as they are made.</summary>
    public IEnumerable<ReadingView> Readings { get; }

    public static DatasetDetailView Of(DatasetRecord record, IReadOnlyList<OpenSegment> segments) => new(record, segments);
}

/// <param name="UtcStart">ISO 8601.</param>
internal sealed record ReadingView(string Channel, string UtcStart, long Seconds, long Amount, string Unit, string Quality)
{
    public static ReadingView Of(Reading reading) => new(
        reading.Channel.Name(),
        reading.Start.ToString(),
        reading.Seconds,
        reading.Amount.Amount,
        reading.Amount.Unit.Symbol(),
        reading.Quality.Name());
}
