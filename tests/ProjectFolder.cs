namespace EnerDatX.Tests;

/// <summary>Files of this project that tests read where they are committed, or built.</summary>
internal static class ProjectFolder
{
    public static string PathOf(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EnerDatX.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
        }

        return Path.Combine([folder.FullName, .. parts]);
    }
}
