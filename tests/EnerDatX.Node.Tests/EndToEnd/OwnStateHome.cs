using System.Runtime.CompilerServices;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>Nodes that tests start keep the copies of their heads in a folder of the test run's own, not in the user's home.</summary>
internal static class OwnStateHome
{
    private const string Variable = "XDG_STATE_HOME";

    /// <summary>Where they are: the nodes' default.</summary>
    public static string Heads => Path.Combine(Environment.GetEnvironmentVariable(Variable)!, "enerdatx", "heads");

    [ModuleInitializer]
    internal static void Set()
    {
        var home = Directory.CreateTempSubdirectory("enerdatx-test-home-").FullName;
        Environment.SetEnvironmentVariable(Variable, home);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(home, recursive: true);
    }
}
