using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EnerDatX.Core.Market;
using Microsoft.AspNetCore.WebUtilities;

namespace EnerDatX.Node.Http;

/// <summary>Named texts of a request: its query, or its body as a form or as a flat JSON object.</summary>
internal sealed class Parameters
{
    /// <summary>Longest text, in characters and so at most in UTF-8 bytes of ASCII: nothing that a user names is longer.</summary>
    public const int MaxTextLength = 4 * 1_024;

    /// <summary>Levels of a JSON body; ours have one.</summary>
    public const int MaxDepth = 16;

    private const int MaxQuotedBytes = 200;

    /// <summary>Largest page of a list.</summary>
    public const int MaxPage = 500;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private readonly Dictionary<string, string> _texts;

    private Parameters(Dictionary<string, string> texts) => _texts = texts;

    public static Parameters OfQuery(HttpContext context) =>
        new(context.Request.Query.ToDictionary(entry => entry.Key, entry => entry.Value.FirstOrDefault() ?? "", StringComparer.Ordinal));

    /// <summary>Reads the whole body; <see cref="BodyLimits"/> has bounded it.</summary>
    public static async Task<(Parameters Parameters, Answer.Refusal? Refusal)> OfBody(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.ToArray();
        var type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        var isJson = type is "application/json" or "text/json" || (type is null && bytes is [(byte)'{', ..]);
        if (!isJson && type is not (null or "application/x-www-form-urlencoded"))
        {
            const string Error = "the body is neither a form (application/x-www-form-urlencoded) nor JSON";
            return (new([]), new(StatusCodes.Status415UnsupportedMediaType, Error));
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var refusal = isJson ? ReadJson(bytes, texts) : ReadForm(bytes, texts);
        refusal ??= texts.Any(entry => entry.Key.Length > MaxTextLength || entry.Value.Length > MaxTextLength)
            ? $"a text is longer than {MaxTextLength} characters"
            : null;
        return (new(texts), refusal is null ? null : Answer.Bad(refusal));
    }

    public bool Has(string name) => _texts.ContainsKey(name);

    public string Text(string name, string otherwise) => _texts.GetValueOrDefault(name, otherwise);

    public string? TextOrNone(string name) => _texts.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    /// <summary>A whole number, or <paramref name="otherwise"/> when it is not there.</summary>
    public bool TryInteger(string name, long min, long max, long otherwise, out long value, [NotNullWhen(false)] out Answer.Refusal? refusal)
    {
        refusal = null;
        value = otherwise;
        return !_texts.TryGetValue(name, out var text) || TryInteger(name, text, min, max, out value, out refusal);
    }

    /// <summary>A whole number that has to be one: with a sentence that says what is wrong with it.</summary>
    public static bool TryInteger(
        string name, string text, long min, long max, out long value, [NotNullWhen(false)] out Answer.Refusal? refusal)
    {
        var isInteger = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        refusal = !isInteger ? Answer.Bad($"{name} is not an integer")
            : value >= min && value <= max ? null
            : Answer.Bad(max == long.MaxValue ? $"{name} is less than {min}" : $"{name} is not between {min} and {max}");
        return refusal is null;
    }

    public bool TryBoolean(string name, bool otherwise, out bool value, [NotNullWhen(false)] out Answer.Refusal? refusal)
    {
        var text = Text(name, otherwise ? "true" : "false");
        value = text == "true";
        refusal = text is "true" or "false" ? null : Answer.Bad($"{name} is neither true nor false");
        return refusal is null;
    }

    /// <summary><c>limit</c> and <c>offset</c>; more than <see cref="MaxPage"/> is cut to it.</summary>
    public bool TryPage(int otherwise, out Page page, [NotNullWhen(false)] out Answer.Refusal? refusal)
    {
        page = default;
        if (!TryInteger("limit", 0, long.MaxValue, otherwise, out var limit, out refusal)
            || !TryInteger("offset", 0, int.MaxValue, 0, out var offset, out refusal))
        {
            return false;
        }

        page = new Page((int)Math.Min(limit, MaxPage), (int)offset);
        return true;
    }

    /// <summary>As EDMP reads them, of several values of one name the first counts.</summary>
    private static string? ReadForm(byte[] bytes, Dictionary<string, string> texts)
    {
        foreach (var (name, values) in QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes)))
        {
            texts[name] = values.FirstOrDefault() ?? "";
        }

        return null;
    }

    /// <summary>The reader's message quotes the body.</summary>
    private static string Said(Exception malformed) => Reasons.Cut(malformed.Message, MaxQuotedBytes);

    private static string? ReadJson(byte[] bytes, Dictionary<string, string> texts)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "the body is not a JSON object";
            }

            foreach (var property in json.RootElement.EnumerateObject())
            {
                var value = property.Value;
                texts[property.Name] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            }

            return null;
        }
        catch (JsonException malformed)
        {
            return $"the body is not JSON of at most {MaxDepth} levels: {Said(malformed)}";
        }
        catch (InvalidOperationException malformed)
        {
            // An escape such as \ud800 names half a character.
            return $"the body is not JSON: {Said(malformed)}";
        }
    }
}

/// <param name="Limit">Entries at most.</param>
/// <param name="Offset">Entries before the first one.</param>
internal readonly record struct Page(int Limit, int Offset)
{
    public IEnumerable<T> Of<T>(IEnumerable<T> all) => all.Skip(Offset).Take(Limit);
}
