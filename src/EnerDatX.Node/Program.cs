using EnerDatX.Node.Cli;

return await CommandLine.Root().Parse(args).InvokeAsync();
