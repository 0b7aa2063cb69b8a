using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace EnerDatX.Sim.Time;

/// <summary>What turns an ordinary actor system into a virtual one, by configuration alone.</summary>
internal static class WorldConfig
{
    private const string Assembly = "EnerDatX.Sim";
    private const string Scheduler = $"EnerDatX.Sim.Time.{nameof(VirtualScheduler)}, {Assembly}";
    private const string Mailbox = $"EnerDatX.Sim.Time.{nameof(WorldMailbox)}, {Assembly}";
    private const string Dispatcher = $"EnerDatX.Sim.Time.{nameof(VirtualDispatcherConfigurator)}, {Assembly}";

    /// <summary>
    /// No loggers: Akka waits at start-up, up to 5 s, for each to answer, and nobody runs turns yet. Failures are heard without one.
    /// No shutdown hook of the process, which would keep every world of a test run alive.
    /// </summary>
    private const string Fixed = """
        akka {
          loggers = []
          loglevel = ERROR
          stdout-loglevel = OFF
          log-dead-letters = off
          coordinated-shutdown {
            run-by-clr-shutdown-hook = off
            run-by-actor-system-terminate = off
          }
        }
        """;

    private static readonly string[] ThreadedTypes =
        ["Dispatcher", "TaskDispatcher", "PinnedDispatcher", "ForkJoinDispatcher", "SynchronizedDispatcher"];

    /// <param name="startUtcMs">Start of virtual time in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="lanes">Parts that may run side by side.</param>
    /// <param name="extra">HOCON of the program that runs in the world; its dispatchers are replaced, too.</param>
    public static Config Of(long startUtcMs, int lanes, string extra)
    {
        var given = ConfigurationFactory.ParseString(extra).WithFallback(ConfigurationFactory.Default());
        var replaced = DispatcherPaths(given).Select(path => $"{path}.type = \"{Dispatcher}\"");
        var own = string.Join('\n', replaced.Append($"{VirtualScheduler.StartKey} = {startUtcMs}").Append($"{VirtualScheduler.LanesKey} = {lanes}")
            .Append($"akka.scheduler.implementation = \"{Scheduler}\"")
            .Append($"akka.actor.default-mailbox.mailbox-type = \"{Mailbox}\"")
            .Append($"akka.actor.mailbox.unbounded-deque-based.mailbox-type = \"{Mailbox}\"").Append(Fixed));
        return ConfigurationFactory.ParseString(own).WithFallback(given);
    }

    /// <summary>
    /// Every section with a <c>type</c> that means threads, pinned ones and those of Akka.IO among them. A dispatcher that is not
    /// configured at all is refused by Akka itself, so none escapes.
    /// </summary>
    private static IEnumerable<string> DispatcherPaths(Config config)
    {
        for (var layer = config; layer is not null; layer = layer.Fallback)
        {
            foreach (var path in DispatcherPaths(layer.Root, ""))
            {
                yield return path;
            }
        }
    }

    private static IEnumerable<string> DispatcherPaths(HoconValue section, string path)
    {
        if (!section.IsObject())
        {
            yield break;
        }

        foreach (var (key, value) in section.GetObject().Items)
        {
            if (key == "type" && value.IsString() && ThreadedTypes.Contains(value.GetString()))
            {
                yield return path;
            }

            foreach (var below in DispatcherPaths(value, path.Length == 0 ? Quoted(key) : $"{path}.{Quoted(key)}"))
            {
                yield return below;
            }
        }
    }

    private static string Quoted(string key) => $"\"{key}\"";
}
