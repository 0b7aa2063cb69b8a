using System.CommandLine;
using EnerDatX.Torture.Flood;
using EnerDatX.Torture.Fuzz;
using EnerDatX.Torture.Kill;

// One command per file.
var commands = new RootCommand("Mistreats real nodes and says what they lost: ./enerdatx torture COMMAND --help")
{
    KillCommand.Create(),
    FuzzCommand.Create(),
    FloodCommand.Create(),
};
return await commands.Parse(args).InvokeAsync();
