namespace EnerDatX.Core.Tests;

/// <summary>Files of others that are not part of this project; they may lie beside the checkout.</summary>
internal static class Samples
{
    public static string? Folder { get; } = Find();

    public static string Missing => "the folder shared/samples is not beside this checkout";

    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder ?? throw new InvalidOperationException(Missing), .. parts]);

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "EnerDatX.sln")))
        {
            folder = folder.Parent;
        }

        var samples = folder is null ? null : System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared", "samples"));
        return Directory.Exists(samples) ? samples : null;
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfSamplesAttribute : FactAttribute
{
    public FactIfSamplesAttribute() => Skip = Samples.Folder is null ? Samples.Missing : null;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryIfSamplesAttribute : TheoryAttribute
{
    public TheoryIfSamplesAttribute() => Skip = Samples.Folder is null ? Samples.Missing : null;
}
