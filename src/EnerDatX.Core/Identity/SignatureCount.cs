namespace EnerDatX.Core.Identity;

/// <summary>
/// Signatures that were made and checked by this thread, so that simulations can say how much of their time these took. What remembers that it
/// was checked already counts once.
/// </summary>
internal static class SignatureCount
{
    [ThreadStatic]
    private static long t_made;

    [ThreadStatic]
    private static long t_checked;

    public static long Made => t_made;

    public static long Checked => t_checked;

    public static void Make() => t_made++;

    public static void Check() => t_checked++;
}
