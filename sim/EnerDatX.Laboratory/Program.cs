using System.CommandLine;

var root = new RootCommand("Simulates thousands of households, buyers and attackers on the node's own actors, in virtual time.");
return root.Parse(args).Invoke();
