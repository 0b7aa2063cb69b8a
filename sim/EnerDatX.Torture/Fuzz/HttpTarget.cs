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

    /// <summary>For an answer; a connection that the server keeps open, waiting for more, is closed by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("enerdatx-fuzz-");
    private readonly RunningNode _node;
    private readonly int _port;

    public HttpTarget()
    {
        File.WriteAllText(Path.Combine(_state.FullName, "node.conf"), "node { http-requests-per-second = 1000000, http-request-burst = 1000000 }");
        _node = RunningNode.Start(new NodeOptions(_state.FullName, null, 0, 0, 0, IPAddress.Loopback, null, [], null)).GetAwaiter().GetResult();
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

    /// <summary>What the node answers to these bytes, as latin-1 text.</summary>
    public string Answer(byte[] input) => Ask(Fill(input));

    public override void Run(byte[] input)
    {
        var answer = Answer(input);
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

    /// <summary>Sends all, says that no more comes, and reads to the end.</summary>
    private string Ask(byte[] request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
            SendTimeout = (int)Patience.TotalMilliseconds,
        };
        socket.Connect(IPAddress.Loopback, _port);
        var answer = new StringBuilder();
        var chunk = new byte[16 * 1_024];
        try
        {
            socket.Send(request);
            socket.Shutdown(SocketShutdown.Send);
            while (answer.Length < LongestAnswer && socket.Receive(chunk) is > 0 and var count)
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
}
