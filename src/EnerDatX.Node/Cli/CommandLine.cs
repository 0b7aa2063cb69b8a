using System.CommandLine;

namespace EnerDatX.Node.Cli;

/// <summary>All commands of <c>./enerdatx</c>, one file each in this folder.</summary>
public static class CommandLine
{
    public static RootCommand Root() =>
        new("EnerDatX: a peer-to-peer market for smart-meter data.")
        {
            BookCommand.Create(),
            MeterCommand.Create(),
            BlockCommand.Create(),
            CodecCommand.Create(),
            KeyCommand.Create(),
            AgeCommand.Create(),
            CidCommand.Create(),
        };
}
