using System.CommandLine;

return await new RootCommand("Mistreats real nodes and says what they lost: ./enerdatx torture COMMAND").Parse(args).InvokeAsync();
