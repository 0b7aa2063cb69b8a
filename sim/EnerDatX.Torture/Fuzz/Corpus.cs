namespace EnerDatX.Torture.Fuzz;

/// <summary>Good inputs and those that once did harm: <c>tests/corpus/TARGET/NAME.bin</c> in the checkout.</summary>
internal static class Corpus
{
    /// <summary>The checkout that this program was built from.</summary>
    public static string Root { get; } = FindRoot();

    public static string FolderOf(string target) => Path.Combine(Root, "tests", "corpus", target);

    /// <summary>In order of name, so that a seed means the same everywhere.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Load(string target)
    {
        var folder = FolderOf(target);
        return !Directory.Exists(folder) ? [] :
            [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EnerDatX.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The corpus is beside the sources: this program runs from a checkout.");
        }

        return folder.FullName;
    }
}
