using System.CommandLine;
using EnerDatX.Torture.Flood;
using EnerDatX.Torture.Fuzz;

var root = new RootCommand("Mistreats real nodes and says what they lost: ./enerdatx torture COMMAND")
{
    FuzzCommand.Create(),
    FloodCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
