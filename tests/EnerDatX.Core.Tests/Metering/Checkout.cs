namespace EnerDatX.Core.Tests.Metering;

/// <summary>Files of this project that tests read where they are committed.</summary>
internal static class Checkout
{
    public static string PathOf(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EnerDatX.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([folder?.FullName ?? throw new DirectoryNotFoundException("EnerDatX.sln is in no folder above the tests."), .. parts]);
    }
}
