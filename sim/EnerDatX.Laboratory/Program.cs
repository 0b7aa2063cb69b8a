using System.CommandLine;
using EnerDatX.Laboratory.Commands;

var root = new RootCommand("Simulates thousands of households, buyers and attackers on the node's own actors, in virtual time.")
{
    RunCommand.Make(),
    ExploreCommand.Make(),
    ListCommand.Make(),
};
return await root.Parse(args).InvokeAsync();
