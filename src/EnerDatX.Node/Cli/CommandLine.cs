using System.CommandLine;
using EnerDatX.Node.Demo;

namespace EnerDatX.Node.Cli;

/// <summary>All commands of <c>./enerdatx</c>, one file each in this folder.</summary>
public static class CommandLine
{
    public static RootCommand Root() =>
        new("EnerDatX: a peer-to-peer market for smart-meter data.")
        {
            DemoCommand.Create(),
            NodeCommand.Create(),
            IssuerCommand.Create(),
            BookCommand.Create(),
            MeterCommand.Create(),
            BlockCommand.Create(),
            CodecCommand.Create(),
            KeyCommand.Create(),
            AgeCommand.Create(),
            CidCommand.Create(),
        };
}
