using System.Net;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Node.Hosting;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Storage;

namespace EnerDatX.Node.Tests;

/// <summary>A peer that fails is started again; a ledger that fails is the end of the node.</summary>
public sealed class NodeActorTests : IDisposable
{
    private static readonly SecretKey Own = SecretKey.FromSeeds(SHA256.HashData("a"u8), SHA256.HashData("b"u8));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enerdatx-test-");
    private readonly ActorSystem _system = ActorSystem.Create("test", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _secondPeer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _peers;

    private string LedgerPath => Path.Combine(_folder.FullName, "ledger.db");

    public void Dispose()
    {
        _system.Terminate().Wait(Patience);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_ledger_that_was_taken_over_ends_the_node_and_acknowledges_nothing()
    {
        using var earlier = SqliteLedgerStore.Open(LedgerPath, Own.PublicKey);
        using var later = SqliteLedgerStore.Open(LedgerPath, Own.PublicKey);
        var answered = new TaskCompletionSource<object>();

        Start(earlier, journal => new AppendingPeer(journal, Signed(), answered));

        Assert.Contains("taken over", await _failed.Task.WaitAsync(Patience), StringComparison.Ordinal);
        Assert.False(answered.Task.IsCompleted);
        Assert.Equal(0, later.Count);
        Assert.Equal(1, _peers);
    }

    [Fact]
    public async Task A_peer_whose_ledger_cannot_be_read_ends_the_node_with_the_reason()
    {
        using var ledger = SqliteLedgerStore.Open(LedgerPath, Own.PublicKey);
        Start(ledger, _ => throw new StorageException("The disk is gone."));
        Assert.Equal("The disk is gone.", await _failed.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_peer_that_fails_for_another_reason_is_started_again()
    {
        using var ledger = SqliteLedgerStore.Open(LedgerPath, Own.PublicKey);
        Start(ledger, _ => throw new InvalidOperationException("A defect."));
        await _secondPeer.Task.WaitAsync(Patience);
        Assert.False(_failed.Task.IsCompleted);
    }

    private static HalfBlock Signed() =>
        HalfBlock.Sign(Own, 1, PublicKey.Any, 0, BlockHash.Genesis, "ask", Encoding.ASCII.GetBytes("a0d"), 1_000);

    private void Start(SqliteLedgerStore ledger, Func<IActorRef, ActorBase> peer)
    {
        Props PeerProps(IActorRef network, IActorRef journal, IPEndPoint local) => ActorProducer.Props(() =>
        {
            if (Interlocked.Increment(ref _peers) == 2)
            {
                _secondPeer.SetResult();
            }

            return peer(journal);
        });
        var bound = new TaskCompletionSource<IPEndPoint>();
        _system.ActorOf(ActorProducer.Props(() => new NodeActor(
            ActorProducer.Props(() => new BoundNetwork()), ActorProducer.Props(() => new JournalActor(ledger)), PeerProps, bound, _failed)));
    }

    private sealed class BoundNetwork : ReceiveActor
    {
        public BoundNetwork()
        {
            Context.Parent.Tell(new NetworkBound(new IPEndPoint(IPAddress.Loopback, 1)));
            ReceiveAny(_ => { });
        }
    }

    private sealed class AppendingPeer : ReceiveActor
    {
        public AppendingPeer(IActorRef journal, HalfBlock block, TaskCompletionSource<object> answered)
        {
            ReceiveAny(answered.SetResult);
            journal.Tell(new Append(block));
        }
    }
}
