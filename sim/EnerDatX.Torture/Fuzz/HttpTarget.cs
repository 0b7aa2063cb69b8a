using System.Net;
using System.Net.Sockets;
using System.Text;
using EnerDatX.Node.Hosting;

namespace EnerDatX.Torture.Fuzz;

/// <summary>
/// The HTTP interface of a real node: raw bytes of requests, with <c>@TOKEN@</c> and <c>@PORT@</c> in the place of what differs from run to run.
/// Whatever comes, the answer is never a failure (status 500), and the node answers the next caller.
/// </summary>
internal sealed class HttpTarget : FuzzTarget, IDisposable
{
    private const int LongestAnswer = 1 << 20;

    /// <summary>For an answer that has to come, and for a server to give up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For an answer, before the server is told that no more comes; a busy machine may take longer, and then an answer is missed.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("enerdatx-fuzz-");
    private readonly RunningNode _node;
    private readonly int _port;

    public HttpTarget()
    {
        File.WriteAllText(Path.Combine(_state.FullName, "node.conf"), "node { http-requests-per-second = 1000000, http-request-burst = 1000000 }");
        _node = RunningNode.Start(new NodeOptions(_state.FullName, null, 0, 0, 0, IPAddress.Loopback, null, [], null, null)).GetAwaiter().GetResult();
        _port = new Uri(_node.ApiAddress!).Port;
    }

    public override string Name => "http";

    public override int MaxLength => 300 * 1_024;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "\r\n", "\r\n\r\n", "Content-Length: 0\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n",
            "ffffffffffffffff\r\n", "0\r\n\r\n", "Host: evil\r\n", "Expect: 100-continue\r\n", "Content-Type: application/json\r\n", "Content-Type: ;\r\n",
            "Content-Encoding: gzip\r\n", "%00", "%ff%fe", "%ed%a0%80", "..%2f", "?limit=-1", "&offset=2147483648", "limit=9223372036854775808", "\"\\ud800\"",
            "[[[[[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "1e999", "\u00a0", "PATCH ", "OPTIONS * ", "HTTP/1.0", "HTTP/2.0", "Upgrade: h2c\r\nConnection: Upgrade\r\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0], [0xff, 0xfe],
    ];

    /// <summary>Of the caller's thread only: the server's own are bounded by its limits on bodies and connections.</summary>
    public override long MaxAllocated(int length) => 8L * LongestAnswer + (8L * length);

    /// <summary>Says the right length of a mutated body, so that the node reads it.</summary>
    public override byte[] Mend(byte[] input, FuzzRandom random)
    {
        var text = Encoding.Latin1.GetString(input);
        var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var field = text.IndexOf("Content-Length: ", StringComparison.Ordinal);
        var end = field < 0 ? -1 : text.IndexOf("\r\n", field, StringComparison.Ordinal);
        return body < 0 || end < 0 || end > body
            ? input
            : Encoding.Latin1.GetBytes($"{text[..field]}Content-Length: {text.Length - body - 4}{text[end..]}");
    }

    /// <summary>What the node answers to these bytes, as latin-1 text; waits as long as it takes.</summary>
    public string Answer(byte[] input) => Ask(Fill(input), Patience);

    public override void Run(byte[] input)
    {
        var answer = Ask(Fill(input), Moment);
        Promise(answer.Length == 0 || answer.StartsWith("HTTP/1.", StringComparison.Ordinal), $"an answer is HTTP: {answer[..Math.Min(answer.Length, 80)]}");
        Promise(!answer.Contains("HTTP/1.1 500 ", StringComparison.Ordinal), $"no request makes the node fail: {answer[..Math.Min(answer.Length, 600)]}");
    }

    public void Dispose()
    {
        _node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _state.Delete(recursive: true);
    }

    private byte[] Fill(byte[] input) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(input)
        .Replace("@TOKEN@", _node.Token, StringComparison.Ordinal)
        .Replace("@PORT@", $"{_port}", StringComparison.Ordinal));

    /// <summary>Sends all and reads one answer. What waits for more is told after a moment that no more comes: then the server gives up.</summary>
    private string Ask(byte[] request, TimeSpan moment)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = (int)moment.TotalMilliseconds,
            SendTimeout = (int)Patience.TotalMilliseconds,
        };
        socket.Connect(IPAddress.Loopback, _port);
        var answer = new StringBuilder();
        var chunk = new byte[16 * 1_024];
        try
        {
            socket.Send(request);
            while (!IsWhole(answer) && Receive(socket, chunk) is > 0 and var count)
            {
                answer.Append(Encoding.Latin1.GetString(chunk, 0, count));
            }
        }
        catch (SocketException ended) when (ended.SocketErrorCode
            is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.TimedOut or SocketError.WouldBlock)
        {
            // The server need not listen to the end of what it refuses.
        }

        return answer.ToString();
    }

    private static int Receive(Socket socket, byte[] chunk)
    {
        try
        {
            return socket.Receive(chunk);
        }
        catch (SocketException waiting) when (waiting.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            socket.Shutdown(SocketShutdown.Send);
            return socket.Receive(chunk);
        }
    }

    private static bool IsWhole(StringBuilder answer)
    {
        var text = answer.ToString();
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
        {
            return text.Length > LongestAnswer;
        }

        const string Length = "Content-Length: ";
        var length = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return length >= 0 && length < head
            ? text.Length - head - 4 >= int.Parse(text.AsSpan(length + Length.Length, text.AsSpan(length + Length.Length).IndexOf('\r')))
            : text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal) || text.Length > LongestAnswer;
    }
}
