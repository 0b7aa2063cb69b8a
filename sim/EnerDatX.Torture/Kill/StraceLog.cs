using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EnerDatX.Torture.Kill;

/// <summary>Reads what strace(1) wrote about a process and its files. What it cannot understand about them is a failure, never skipped.</summary>
public static partial class StraceLog
{
    private const string Program = "strace";

    /// <summary>Calls that change files, or say what is safe.</summary>
    private const string Calls =
        "open,openat,openat2,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,sync,syncfs,sync_file_range,ftruncate,truncate,fallocate,"
        + "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,copy_file_range,sendfile,io_uring_setup";

    /// <summary>Why no process can be watched here; null if one can.</summary>
    public static string? WhyNot()
    {
        try
        {
            using var tried = Process.Start(new ProcessStartInfo(Program, ["-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=openat", "true"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            })!;
            var said = tried.StandardError.ReadToEnd();
            tried.WaitForExit();
            return tried.ExitCode == 0 && said.Length == 0 ? null : $"strace cannot watch processes here: {said.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return $"strace is missing ({missing.Message}); on Debian and Ubuntu: sudo apt-get install strace";
        }
    }

    /// <summary>
    /// The command that runs a program and writes the log. The program keeps the process that was started (-D); whole contents are
    /// written (-s), in hex (-xx), and each file descriptor with its path (-y).
    /// </summary>
    public static IReadOnlyList<string> Command(string log) =>
        [Program, "-D", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-o", log, "-e", $"trace={Calls}", "-e", "signal=none"];

    /// <param name="root">Absolute; what happens elsewhere is left out.</param>
    /// <exception cref="InvalidDataException">A call on a file below the root that is not understood.</exception>
    public static IEnumerable<DiskEvent> Read(IEnumerable<string> lines, string root)
    {
        var unfinished = new Dictionary<int, string>();
        foreach (var line in lines)
        {
            if (Line().Match(line) is not { Success: true } match)
            {
                continue; // "+++ killed by SIGKILL +++" and the like
            }

            var thread = int.Parse(match.Groups["thread"].ValueSpan, CultureInfo.InvariantCulture);
            var text = match.Groups["text"].Value;
            if (text.EndsWith(" <unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = text[..^" <unfinished ...>".Length];
                if (SyncOf(unfinished[thread], root) is { } begun)
                {
                    yield return new DiskEvent.SyncBegun(begun, thread);
                }

                continue;
            }

            if (Resumed().Match(text) is { Success: true } resumed && unfinished.Remove(thread, out var start))
            {
                text = start + resumed.Groups["rest"].Value;
            }
            else if (SyncOf(text, root) is { } handle)
            {
                yield return new DiskEvent.SyncBegun(handle, thread);
            }

            if (Understand(text, thread, root) is { } happened)
            {
                yield return happened;
            }
        }
    }

    private static int? SyncOf(string text, string root) =>
        Sync().Match(text) is { Success: true } sync && IsBelow(PathOf(sync.Groups["path"].Value), root) ? Number(sync.Groups["handle"].Value) : null;

    private static DiskEvent? Understand(string text, int thread, string root)
    {
        // Without a result, or with one that is an error, nothing happened that the process could build on.
        if (Call().Match(text) is not { Success: true } call || call.Groups["result"].Value is "?" || call.Groups["result"].Value.StartsWith('-'))
        {
            return null;
        }

        var arguments = Arguments(call.Groups["arguments"].Value);
        // What is written to a file may begin like a path.
        var named = Handle().IsMatch(arguments[0]) ? arguments[..1] : arguments;
        var paths = named.Select(Text).Where(path => IsBelow(path, root)).ToList();
        return paths.Count == 0 ? null : Understand(call.Groups["name"].Value, arguments, paths, call.Groups["result"].Value, thread)
            ?? throw new InvalidDataException($"Nobody knows what this does to the disk: {text[..Math.Min(text.Length, 300)]}");
    }

    private static DiskEvent? Understand(string name, List<string> arguments, List<string> paths, string result, int thread) => name switch
    {
        _ when name.EndsWith("at", StringComparison.Ordinal) && !arguments[0].StartsWith("AT_FDCWD", StringComparison.Ordinal) => null,
        "openat" => new DiskEvent.Opened(Number(result), paths[^1], arguments.Exists(argument => argument.Contains("O_TRUNC", StringComparison.Ordinal))),
        "pwrite64" => new DiskEvent.Written(Number(arguments[0]), Number64(arguments[3]), Bytes(arguments[1])[..Number(result)]),
        "ftruncate" => new DiskEvent.Resized(Number(arguments[0]), Number64(arguments[1])),
        "fallocate" when arguments[1] == "0" => new DiskEvent.Extended(Number(arguments[0]), Number64(arguments[2]) + Number64(arguments[3])),
        "fsync" or "fdatasync" => new DiskEvent.Synced(Number(arguments[0]), thread),
        "mkdir" or "mkdirat" => new DiskEvent.FolderMade(paths[0]),
        "rename" or "renameat" when paths.Count == 2 => new DiskEvent.Renamed(paths[0], paths[1]),
        "renameat2" when paths.Count == 2 && arguments[^1] is "0" or "RENAME_NOREPLACE" => new DiskEvent.Renamed(paths[0], paths[1]),
        "link" or "linkat" when paths.Count == 2 => new DiskEvent.Linked(paths[0], paths[1]),
        "unlink" or "unlinkat" or "rmdir" => new DiskEvent.Removed(paths[0]),
        _ => null,
    };

    private static bool IsBelow(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '/');

    /// <summary>The arguments of a call; strings are hex, so that no comma or bracket is hidden in one.</summary>
    private static List<string> Arguments(string text) => [.. text.Split(", ")];

    /// <summary>The text of a string argument, or the path of a file descriptor; empty for anything else.</summary>
    private static string Text(string argument) =>
        argument.StartsWith('"') && argument.Length < 10_000 ? Encoding.UTF8.GetString(Bytes(argument))
        : Handle().Match(argument) is { Success: true } handle ? PathOf(handle.Groups["path"].Value)
        : string.Empty;

    private static string PathOf(string hex) => Encoding.UTF8.GetString(Bytes($"\"{hex}\""));

    /// <summary>The bytes of <c>"\x12\x34"</c>.</summary>
    private static byte[] Bytes(string argument) => argument.Length > 2 && argument[1] == '\\'
        ? Convert.FromHexString(argument.Replace("\\x", string.Empty, StringComparison.Ordinal).AsSpan()[1..^1])
        : Encoding.UTF8.GetBytes(argument[1..^1]);

    private static int Number(string argument) => (int)Number64(argument);

    /// <summary>A number, in front of the path if it is a file descriptor.</summary>
    private static long Number64(string argument) => long.Parse(argument.Split('<')[0], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<thread>\d+) +(?<text>(\w+\(|<\.\.\. ).*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>(?<rest>.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(fsync|fdatasync)\((?<handle>\d+)<(?<path>[^>]*)>")]
    private static partial Regex Sync();

    [GeneratedRegex(@"^(?<name>\w+)\((?<arguments>.*)\) += (?<result>-?\d+|\?)")]
    private static partial Regex Call();

    [GeneratedRegex(@"^\d+<(?<path>[^>]*)>")]
    private static partial Regex Handle();
}
