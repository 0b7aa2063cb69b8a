using System.CommandLine;
using EnerDatX.Benchmarks.Ledger;

return await new RootCommand("Measures EnerDatX beside yardsticks of the same run: ./enerdatx bench COMMAND")
{
    LedgerCommand.Create(),
    LedgerCommand.CreateColdStart(),
}.Parse(args).InvokeAsync();
