using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Node.Cli;

/// <summary>One call of a command that talks to a running node.</summary>
internal sealed record NodeCall(ParseResult Parsed, NodeClient Node, Screen Screen, CancellationToken Stop)
{
    /// <summary>Whether the raw answer is wanted.</summary>
    public bool IsJson => Parsed.GetValue(NodeChoice.Json);

    /// <summary>Prints a good answer, raw or for people; says why otherwise.</summary>
    public int Show<T>(NodeAnswer<T> answer, Action<T> print)
        where T : class
    {
        if (!answer.TryBody(out var body, out var refusal))
        {
            return Screen.Refuse(refusal);
        }

        if (IsJson)
        {
            Screen.Json(answer.Raw);
        }
        else
        {
            print(body);
        }

        return 0;
    }
}

/// <summary>Which running node a command talks to: <c>--state</c>, or <c>--api</c> and <c>--token-file</c>; and <c>--json</c>.</summary>
internal static class NodeChoice
{
    /// <summary>Addresses and tokens are shorter; other files are not read to their end.</summary>
    private const int MaxFileLength = 1_024;

    /// <summary>128 + SIGINT, as shells have it.</summary>
    private const int InterruptedExitCode = 130;

    public static readonly Option<bool> Json = new("--json") { Description = "Print the node's JSON answer as it is." };

    private static readonly Option<string> State = new("--state")
    {
        Description = "State folder of a running node: its address and token are there.",
        DefaultValueFactory = _ => "state",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Api = new("--api")
    {
        Description = "Instead of --state: the node's API. Without TLS only on this computer.",
        HelpName = "URL",
    };

    private static readonly Option<string?> TokenFile = new("--token-file") { Description = "With --api: a file with the node's token.", HelpName = "FILE" };

    /// <summary>A command with these options.</summary>
    public static Command Command(string name, string description, IEnumerable<Symbol> own, Func<NodeCall, Task<int>> act)
    {
        var command = new Command(name, description);
        foreach (var symbol in own)
        {
            Add(command, symbol);
        }

        return With(command, act);
    }

    /// <summary>Adds these options and the action to a command that has its own arguments, options and sub-commands.</summary>
    public static Command With(Command command, Func<NodeCall, Task<int>> act)
    {
        AddTo(command);
        command.SetAction((parsed, stop) => Act(parsed, act, stop));
        return command;
    }

    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { State, Api, TokenFile, Json })
        {
            command.Options.Add(option);
        }
    }

    public static async Task<int> Act(ParseResult parsed, Func<NodeCall, Task<int>> act, CancellationToken stop)
    {
        var screen = Screen.Of(parsed);
        if (!TryConnect(parsed, out var node, out var refusal))
        {
            return screen.Refuse(refusal);
        }

        using (node)
        {
            return await Interruptible(() => act(new NodeCall(parsed, node, screen, stop)), stop);
        }
    }

    /// <summary>Ctrl-C ends a command without more words.</summary>
    public static async Task<int> Interruptible(Func<Task<int>> act, CancellationToken stop)
    {
        try
        {
            return await act();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return InterruptedExitCode;
        }
    }

    private static void Add(Command command, Symbol symbol)
    {
        switch (symbol)
        {
            case Argument argument:
                command.Arguments.Add(argument);
                break;
            case Option option:
                command.Options.Add(option);
                break;
            default:
                throw new ArgumentException($"{symbol.Name} is neither an argument nor an option.", nameof(symbol));
        }
    }

    private static bool TryConnect(ParseResult parsed, [NotNullWhen(true)] out NodeClient? node, [NotNullWhen(false)] out string? refusal)
    {
        node = null;
        var (api, tokenFile, state) = (parsed.GetValue(Api), parsed.GetValue(TokenFile), parsed.GetValue(State)!);
        if ((api is null) != (tokenFile is null))
        {
            refusal = "--api and --token-file go together.";
            return false;
        }

        var unreachable = api is null
            ? $"No node is running with state folder {state}; start one with: ./enerdatx node --state {state}"
            : $"No node answers at {api}.";
        try
        {
            var address = api ?? ReadLine(Path.Combine(state, "api-address"));
            var token = ReadLine(tokenFile ?? Path.Combine(state, "api-token"));
            refusal = Defect(address, token);
            node = refusal is null ? new NodeClient(new Uri(address), token, unreachable) : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            refusal = api is null ? unreachable : $"There is no token file {tokenFile}.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            refusal = failure.Message;
        }

        return node is not null;
    }

    /// <summary>The token goes to nobody who could only be reached in the clear over a network.</summary>
    private static string? Defect(string address, string token) =>
        !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") ? $"{address} is no address of an API: http://127.0.0.1:PORT"
        : url.Scheme == "http" && !url.IsLoopback ? $"{address} is not on this computer: the token would travel unencrypted. Use https, or a tunnel to 127.0.0.1."
        : token.Length == 0 || !token.All(char.IsAsciiLetterOrDigit) ? "The token file does not hold a token: letters and digits."
        : null;

    private static string ReadLine(string path)
    {
        using var file = File.OpenText(path);
        var text = new char[MaxFileLength];
        return new string(text, 0, file.ReadBlock(text)).Trim();
    }
}
