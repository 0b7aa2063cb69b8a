using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace EnerDatX.Core.Metering;

/// <summary>
/// JSON of the OEHU API (BlockLab): the answer of <c>/devices</c> (an array with the metadata nested twice), bare metadata, or an array
/// of them. Numbers are read from their text; counts are rounded to Wh and dm³, which is what the meter prints.
/// </summary>
public static class OehuFile
{
    /// <summary>A device with its transactions has about 2 KiB: thousands of devices, or months of readings of one.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>Two years of quarter hours of one device; each entry costs more memory than its shortest text.</summary>
    public const int MaxEntries = 100_000;

    /// <summary>The known shapes are nine levels deep, transactions included.</summary>
    private const int MaxDepth = 16;

    /// <summary>Characters of the JSON reader's message, which quotes the file.</summary>
    private const int MaxQuoted = 200;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <param name="faults">Entries that were left out although others are good, each with its reason.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> json,
        [NotNullWhen(true)] out IReadOnlyList<OehuDevice>? devices,
        out IReadOnlyList<string> faults,
        [NotNullWhen(false)] out string? refusal)
    {
        devices = null;
        faults = [];
        if (json.Length > MaxLength)
        {
            refusal = $"{json.Length} bytes of JSON; at most {MaxLength} are read";
            return false;
        }

        if (!TryParse(json, out var document, out refusal))
        {
            return false;
        }

        using (document)
        {
            return TryRead(document.RootElement, out devices, out faults, out refusal);
        }
    }

    /// <summary>
    /// Looking for a name that appears twice unescapes every name, which fails with InvalidOperationException for half a surrogate pair.
    /// After this every name can be read, and every text that has no escapes.
    /// </summary>
    private static bool TryParse(
        ReadOnlyMemory<byte> json,
        [NotNullWhen(true)] out JsonDocument? document,
        [NotNullWhen(false)] out string? refusal)
    {
        document = null;
        refusal = Utf8.IsValid(json.Span) ? null : "no valid JSON: not UTF-8";
        if (refusal is not null)
        {
            return false;
        }

        try
        {
            document = JsonDocument.Parse(json, Strict);
            return true;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            refusal = $"no valid JSON: {malformed.Message[..Math.Min(malformed.Message.Length, MaxQuoted)]}";
            return false;
        }
    }

    private static bool TryRead(
        JsonElement root,
        [NotNullWhen(true)] out IReadOnlyList<OehuDevice>? devices,
        out IReadOnlyList<string> faults,
        [NotNullWhen(false)] out string? refusal)
    {
        devices = null;
        faults = [];
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > MaxEntries)
        {
            refusal = $"more than {MaxEntries} entries";
            return false;
        }

        var entries = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
        var good = new List<OehuDevice>();
        var bad = new List<string>();
        for (var index = 0; index < entries.Length; index++)
        {
            if (OehuEntry.TryRead(entries[index], out var device, out var fault))
            {
                good.Add(device);
            }
            else
            {
                bad.Add($"entry {index}: {fault}");
            }
        }

        faults = bad;
        devices = good.Count > 0 ? good : null;
        refusal = good.Count > 0 ? null : bad.Count > 0 ? bad[0] : "an empty list: no device in it";
        return good.Count > 0;
    }
}
