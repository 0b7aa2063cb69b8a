using System.Net;
using System.Net.Sockets;
using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>
/// A peer that behaves as the recorded py-ipv8 peers do (vectors/conversation.json): walks, answers who walks to it, proposes, and crawls. It speaks
/// over real UDP with the codecs that those recordings test.
/// </summary>
internal sealed class ScriptedPeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly IPEndPoint _node;
    private readonly Ipv4Endpoint _here;
    private readonly List<HalfBlock> _chain = [];
    private ulong _globalTime;

    public ScriptedPeer(SecretKey key, IPEndPoint node)
    {
        (Key, _node) = (key, node);
        _here = Ipv4Endpoint.TryFrom((IPEndPoint)_socket.Client.LocalEndPoint!, out var here) ? here : default;
    }

    public SecretKey Key { get; }

    /// <summary>Everything that came, in order.</summary>
    public List<OverlayMessage> Heard { get; } = [];

    public void Walk() => Send(new IntroductionRequest(false, Endpoint(_node), _here, _here, IntroductionRequest.AdviceBit, 4_711, new byte[4]));

    /// <summary>The next half-block of this peer's chain, sent as py-ipv8 sends a proposal.</summary>
    public HalfBlock Propose(PublicKey to, string type)
    {
        var head = _chain is [.., var last] ? last : null;
        var block = HalfBlock.Sign(
            Key, (head?.Sequence ?? 0) + 1, to, 0, head?.Hash ?? BlockHash.Genesis, type, Encoding.ASCII.GetBytes("a1d2sid2i42"), (ulong)_chain.Count + 1);
        _chain.Add(block);
        Send(new HalfBlockMessage(block));
        return block;
    }

    public void Crawl(PublicKey whom, uint id) => Send(new CrawlRequest(whom, 1, 10, id));

    /// <summary>Listens until somebody said this.</summary>
    public async Task<T> Hear<T>(Func<T, bool>? isIt = null)
        where T : OverlayMessage
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if (Heard.OfType<T>().FirstOrDefault(message => isIt?.Invoke(message) ?? true) is { } found)
            {
                return found;
            }

            Take((await _socket.ReceiveAsync(limit.Token)).Buffer);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Take(byte[] datagram)
    {
        Assert.Equal(PacketForm.WellFormed, Packet.Read(datagram, out var packet));
        Assert.True(packet!.SignatureIsValid);
        if (packet.Community != CommunityId.TrustChain)
        {
            return;
        }

        Heard.Add(packet.Message);
        switch (packet.Message)
        {
            case IntroductionRequest request:
                Send(new IntroductionResponse(
                    false, Endpoint(_node), _here, _here, Ipv4Endpoint.None, Ipv4Endpoint.None, 0, request.Identifier, new byte[4]));
                break;
            case CrawlRequest request:
                var blocks = _chain.FindAll(b => b.Sequence >= request.Start && b.Sequence <= request.End);
                blocks.ForEach(b => Send(new CrawlResponse(b, request.CrawlId, (uint)blocks.IndexOf(b) + 1, (uint)blocks.Count)));
                break;
        }
    }

    private void Send(OverlayMessage message) => _socket.Send(Packet.Pack(CommunityId.TrustChain, ++_globalTime, message, Key), _node);

    private static Ipv4Endpoint Endpoint(IPEndPoint at) => Ipv4Endpoint.TryFrom(at, out var endpoint) ? endpoint : default;
}
