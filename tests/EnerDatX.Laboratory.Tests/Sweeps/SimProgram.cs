using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace EnerDatX.Laboratory.Tests.Sweeps;

/// <summary>The program as a researcher starts it, in a process of its own.</summary>
internal sealed partial class SimProgram : IDisposable
{
    private const int Terminate = 15; // SIGTERM, which ends it as Ctrl-C does; a test host that runs in the background may ignore SIGINT, and so would its children

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private SimProgram(string[] arguments, params (string Name, string Value)[] environment)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sim.dll"), .. arguments])
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            },
        };
        Array.ForEach(environment, variable => _process.StartInfo.Environment[variable.Name] = variable.Value);
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static SimProgram Start(params string[] arguments) => new(arguments);

    /// <summary>Runs it to its end.</summary>
    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var program = Start(arguments);
        return program.End();
    }

    /// <param name="megabytes">What its heap may have; more fails, as on a machine that has no more.</param>
    public static (int Code, string Output, string Error) RunWithin(int megabytes, params string[] arguments)
    {
        using var program = new SimProgram(arguments, ("DOTNET_GCHeapHardLimit", $"0x{megabytes << 20:X}"));
        return program.End();
    }

    /// <param name="processors">How many it sees, as on a machine that has no more.</param>
    public static (int Code, string Output, string Error) RunOn(int processors, params string[] arguments)
    {
        using var program = new SimProgram(arguments, ("DOTNET_PROCESSOR_COUNT", $"{processors}"));
        return program.End();
    }

    public (int Code, string Output, string Error) End()
    {
        Assert.True(_process.WaitForExit(Patience), "it does not end");
        _process.WaitForExit(); // until all that it said has come: before that, its texts still grow
        return (_process.ExitCode, _output.ToString(), _error.ToString());
    }

    /// <summary>As Ctrl-C.</summary>
    public void Stop() => Assert.Equal(0, Signal(_process.Id, Terminate));

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>Waits until something is so that will be so soon.</summary>
    public static void Until(Func<bool> isSo, string what)
    {
        for (var waited = Stopwatch.StartNew(); !isSo(); Thread.Sleep(20))
        {
            Assert.True(waited.Elapsed < Patience, what);
        }
    }

    /// <summary>Processes with a word in their command line, by id.</summary>
    public static List<int> With(string word) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!))
            .Where(id => id != Environment.ProcessId && CommandLine(id).Contains(word, StringComparison.Ordinal)),
    ];

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // it has ended in the meantime
        }
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}

/// <summary>Scenarios that are small enough to be run again and again.</summary>
internal static class Small
{
    public const string Scenario = """
        about = "A dozen peers, one of whom forks."
        duration = 10s
        warm-up = 1s
        population { owners = 10, buyers = 0, matchmakers = 1, pv-share = 0 }
        market { offer-every = 0s, buy-every = 0s, start-tokens = 0 }
        ledger { propose-every = 2s }
        network.topology { kind = given, degree = 5 }
        attackers = [ { behaviour = fork-once, share = 0.1 } ]
        checks { heal-for = 0s }

        """;

    /// <summary>Four cells.</summary>
    public const string Grid = Scenario + "sweep { repeats = 2, grid { \"network.loss\" = [0, 0.2] } }\n";

    /// <summary>Two cells, of which the second takes minutes.</summary>
    public const string OneLong = Scenario + "sweep { grid { duration = [2s, 20h] } }\n";

    /// <summary>Each file below a folder by its relative path, but for those that say how long it took.</summary>
    public static SortedDictionary<string, string> Files(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "timing.json"))
        {
            files.Add(Path.GetRelativePath(folder, path), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
        }

        return files;
    }
}
