using System.Net.Sockets;
using System.Text;

namespace EnerDatX.Storage.Tests;

/// <summary>
/// A wire between a store and the server, in a folder of its own, that can be cut at the worst moment: after the server has committed and
/// before the store hears of it.
/// </summary>
internal sealed class CutLink : IDisposable
{
    private static readonly byte[] Commit = Encoding.ASCII.GetBytes("COMMIT\0");

    private readonly TemporaryFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _target;
    private volatile bool _isArmed;
    private volatile bool _isOpen = true;
    private bool _isReopened;

    public CutLink(PostgresServer server)
    {
        _target = Path.Combine(server.Folder, server.SocketName);
        _listener.Bind(new UnixDomainSocketEndPoint(_folder.File(server.SocketName)));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Folder => _folder.Path;

    public int Cuts { get; private set; }

    /// <param name="isReopened">Whether the store may connect again at once.</param>
    public void CutAfterNextCommit(bool isReopened)
    {
        _isReopened = isReopened;
        _isArmed = true;
    }

    public void Reopen() => _isOpen = true;

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.Accept();
                if (!_isOpen)
                {
                    client.Dispose();
                    continue;
                }

                var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                server.Connect(new UnixDomainSocketEndPoint(_target));
                var cut = new TaskCompletionSource();
                new Thread(() => Carry(client, server, bytes => Watch(bytes, cut))) { IsBackground = true }.Start();
                new Thread(() => Carry(server, client, _ => cut.Task.IsCompleted)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException) when (_listener.SafeHandle.IsClosed)
        {
            return; // the end of the test
        }
    }

    /// <summary>Remembers that the next words of the server are an acknowledgement that nobody is to hear.</summary>
    private bool Watch(ReadOnlySpan<byte> bytes, TaskCompletionSource cut)
    {
        if (_isArmed && bytes.IndexOf(Commit) >= 0)
        {
            _isArmed = false;
            _isOpen = _isReopened;
            Cuts++;
            cut.SetResult();
        }

        return false;
    }

    /// <summary>Carries bytes one way until either end is closed, or <paramref name="isCut"/> says that they must not arrive.</summary>
    private static void Carry(Socket from, Socket to, IsCut isCut)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = from.Receive(buffer)) > 0 && !isCut(buffer.AsSpan(0, read));)
            {
                to.Send(buffer.AsSpan(0, read));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return;
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }

    private delegate bool IsCut(ReadOnlySpan<byte> bytes);
}
