using System.CommandLine;
using EnerDatX.Benchmarks.Ledger;
using EnerDatX.Benchmarks.Sim;

return await new RootCommand("Measures EnerDatX beside yardsticks of the same run: ./enerdatx bench COMMAND")
{
    LedgerCommand.Create(),
    LedgerCommand.CreateColdStart(),
    SimCommand.Create(),
}.Parse(args).InvokeAsync();
