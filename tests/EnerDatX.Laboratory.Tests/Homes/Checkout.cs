namespace EnerDatX.Laboratory.Tests.Homes;

/// <summary>Files of the project, and files of others that may lie beside the checkout.</summary>
internal static class Checkout
{
    public static string Root { get; } = ProjectFolder.PathOf();

    public static string? Samples { get; } = FindSamples();

    public static string MissingSamples => "the folder shared/samples is not beside this checkout";

    public static string PeerHocon => File.ReadAllText(Path.Combine(Root, "hocon", "peer.conf"));

    public static string Sample(params string[] parts) => Path.Combine([Samples ?? throw new InvalidOperationException(MissingSamples), .. parts]);

    private static string? FindSamples()
    {
        var samples = Path.GetFullPath(Path.Combine(ProjectFolder.PathOf(), "..", "shared", "samples"));
        return Directory.Exists(samples) ? samples : null;
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfSamplesAttribute : FactAttribute
{
    public FactIfSamplesAttribute() => Skip = Checkout.Samples is null ? Checkout.MissingSamples : null;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryIfSamplesAttribute : TheoryAttribute
{
    public TheoryIfSamplesAttribute() => Skip = Checkout.Samples is null ? Checkout.MissingSamples : null;
}
