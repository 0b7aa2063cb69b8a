using System.CommandLine;
using EnerDatX.Core.Ledger;
using EnerDatX.Laboratory.Commands;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Storage;
using Npgsql;

var root = new RootCommand("Simulates thousands of households, buyers and attackers on the node's own actors, in virtual time.")
{
    RunCommand.Make(),
    ExploreCommand.Make(),
    SweepCommand.Make(),
    ReplayCommand.Make(),
    WallCommand.Make(),
    ListCommand.Make(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await parsed.InvokeAsync(); // says what is wrong, and how it is written
    return ExitCode.BadInput;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (Exception failure) when (failure is OutOfMemoryException or NoMemoryException)
{
    Console.Error.WriteLine("There is no memory left for this run: let the scenario have fewer peers, or write no blocks and links (outputs), or run fewer jobs.");
    return ExitCode.NoRoom;
}
catch (OutputException failure)
{
    Console.Error.WriteLine(failure.Message);
    return failure.IsNoRoom ? ExitCode.NoRoom : ExitCode.BadInput;
}
catch (NotStoredException failure)
{
    Console.Error.WriteLine($"--queue: {failure.Message}");
    return failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.DiskFull } ? ExitCode.NoRoom : ExitCode.BadInput;
}
catch (StorageException failure)
{
    Console.Error.WriteLine($"--queue: {failure.Message}");
    return ExitCode.BadInput;
}
