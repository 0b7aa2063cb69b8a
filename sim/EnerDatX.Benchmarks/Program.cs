using System.CommandLine;

return await new RootCommand("Measures EnerDatX beside yardsticks of the same run: ./enerdatx bench COMMAND").Parse(args).InvokeAsync();
