using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EnerDatX.Laboratory.Outputs;

namespace EnerDatX.Laboratory.Report;

/// <summary>
/// The page without results, which <c>npm run build</c> makes of <c>Report/web</c>. It stands beside the program, or in
/// <c>artifacts/report</c> of the checkout.
/// </summary>
internal sealed class ReportTemplate
{
    public const string FileName = "report-template.html";

    /// <summary>Why there is no report, for users.</summary>
    public const string Missing =
        "report.html was not written: its page is not built, which needs Node.js 18 or later (./enerdatx sim builds it where npm is installed); all other files are complete.";

    private const string Place = "{{results}}";

    // The default encoder writes `<`, `>`, `&`, quotes, U+2028 and U+2029 as \uXXXX, so that no text can end the element that it stands in.
    private static readonly JsonSerializerOptions ForHtml = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Default,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a measure may be infinite; the page shows a dash
    };

    private readonly string _before;
    private readonly string _after;

    /// <exception cref="OutputException">It has not exactly one place for results.</exception>
    public ReportTemplate(string page)
    {
        var parts = page.Split(Place);
        if (parts.Length != 2)
        {
            throw new OutputException($"The page for reports is damaged: build it again (it has {parts.Length - 1} places for results).");
        }

        (_before, _after) = (parts[0], parts[1]);
    }

    /// <summary>Null where it is not built.</summary>
    public static ReportTemplate? Find() => Places().FirstOrDefault(File.Exists) is { } path ? new ReportTemplate(File.ReadAllText(path)) : null;

    public string Fill(ReportPage page) => $"{_before}{JsonSerializer.Serialize(page, ForHtml)}{_after}";

    private static IEnumerable<string> Places()
    {
        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EnerDatX.sln")))
            {
                yield return Path.Combine(folder.FullName, "artifacts", "report", FileName);
            }
        }
    }
}
