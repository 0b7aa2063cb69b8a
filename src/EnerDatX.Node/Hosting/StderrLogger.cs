using Akka.Actor;
using Akka.Event;

namespace EnerDatX.Node.Hosting;

/// <summary>Akka's log lines on stderr: stdout belongs to the commands.</summary>
public sealed class StderrLogger : ReceiveActor
{
    public StderrLogger()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(log => Console.Error.WriteLine($"{log.LogLevel().ToString()[..4]} {log.LogSource.Split('/', '#')[^1]}: {log.Message}{Cause(log)}"));
    }

    private static string Cause(LogEvent log) => log.Cause is { } cause ? $" ({cause.GetType().Name}: {cause.Message})" : string.Empty;
}
