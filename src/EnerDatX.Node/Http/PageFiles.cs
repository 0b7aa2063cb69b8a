using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Node.Http;

/// <summary>One file of the page.</summary>
internal sealed record PageFile(byte[] Bytes, string ContentType);

/// <summary>
/// The files of the node's page (<c>src/EnerDatX.Page</c>, built with npm), read once: what is asked for is looked up by its whole path, so that no
/// path leads anywhere else. They hold no data and are served to everyone.
/// </summary>
public sealed class PageFiles
{
    /// <summary>Why there is no page, for users.</summary>
    public const string Missing = "the page is not built: it needs Node.js 20.19 or later and npm, and is then built by ./enerdatx node; the API works without it";

    /// <summary>Ours has a dozen.</summary>
    private const int MaxFiles = 200;

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(FrozenDictionary<string, PageFile> files) => _files = files;

    /// <summary>Null where the page is not built: beside the program, or in <c>artifacts/page/dist</c> of the checkout.</summary>
    public static PageFiles? Find() => Places().Select(Read).FirstOrDefault(page => page is not null);

    /// <summary>Null where there is no <c>index.html</c>.</summary>
    public static PageFiles? Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            return null;
        }

        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => ContentTypes.ContainsKey(file.Extension) && file.LinkTarget is null)
            .Take(MaxFiles)
            .ToDictionary(file => UrlOf(folder, file.FullName), file => new PageFile(File.ReadAllBytes(file.FullName), ContentTypes[file.Extension]), StringComparer.Ordinal);
        return new PageFiles(files.ToFrozenDictionary(StringComparer.Ordinal));
    }

    internal bool TryGet(string path, [NotNullWhen(true)] out PageFile? file) => _files.TryGetValue(path, out file);

    private static string UrlOf(string folder, string file)
    {
        var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
        return path == "index.html" ? "/" : $"/{path}";
    }

    private static IEnumerable<string> Places()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "page");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EnerDatX.sln")))
            {
                yield return Path.Combine(folder.FullName, "artifacts", "page", "dist");
            }
        }
    }
}
