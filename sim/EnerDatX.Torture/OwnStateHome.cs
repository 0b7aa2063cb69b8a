using System.Runtime.CompilerServices;

namespace EnerDatX.Torture;

/// <summary>Tortured nodes keep the copies of their heads in a folder of this run's own, not in the user's home.</summary>
internal static class OwnStateHome
{
    [ModuleInitializer]
    internal static void Set()
    {
        var home = Directory.CreateTempSubdirectory("enerdatx-torture-home-").FullName;
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", home);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(home, recursive: true);
    }
}
