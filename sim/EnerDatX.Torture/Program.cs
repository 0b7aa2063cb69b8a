using System.CommandLine;
using EnerDatX.Torture.Kill;

// One command per file.
var commands = new RootCommand("Mistreats real nodes and says what they lost: ./enerdatx torture COMMAND --help")
{
    KillCommand.Create(),
};
return await commands.Parse(args).InvokeAsync();
