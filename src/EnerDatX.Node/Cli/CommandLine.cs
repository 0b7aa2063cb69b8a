using System.CommandLine;
using EnerDatX.Node.Demo;

namespace EnerDatX.Node.Cli;

/// <summary>All commands of <c>./enerdatx</c>, one file each in this folder.</summary>
public static class CommandLine
{
    // Made once: commands and options are shared, and whoever parses only reads them.
    private static readonly RootCommand Tree =
        new("""
            EnerDatX: a peer-to-peer market for smart-meter data.

            Each command has its own help: ./enerdatx COMMAND --help
            The launcher has one more: ./enerdatx test [arguments of dotnet test] builds and runs every test.
            """)
        {
            DemoCommand.Create(),
            NodeCommand.Create(),
            LinkCommand.Create(),
            IssuerCommand.Create(),
            MeterCommand.Create(),
            SellCommand.Create(),
            BuyCommand.Create(),
            MarketCommand.Create(),
            WalletCommand.Create(),
            ChainCommand.Create(),
            BookCommand.Create(),
            TrustCommand.Create(),
            JudgeCommand.Create(),
            BlockCommand.Create(),
            CodecCommand.Create(),
            KeyCommand.Create(),
            BackupCommand.CreateBackup(),
            BackupCommand.CreateRestore(),
            AgeCommand.Create(),
            CidCommand.Create(),
        };

    public static RootCommand Root() => Tree;
}
