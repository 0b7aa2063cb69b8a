using Akka.Actor;
using Akka.Configuration;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Sim.Peers;
using EnerDatX.Sim.Time;

namespace EnerDatX.Peer.Tests.Chain;

/// <summary>The chain beside a journal that answers when the test says so: what is told, and when.</summary>
public sealed class ChainActorTests : IDisposable
{
    private static readonly SecretKey Own = VirtualMarket.KeyOf("own");
    private static readonly SecretKey Anna = VirtualMarket.KeyOf("anna");
    private static readonly byte[] Empty = "a0d"u8.ToArray();

    private readonly VirtualWorld _world = VirtualWorld.Create(1, 1_000_000);
    private readonly MemoryLedger _ledger = new(Own.PublicKey);
    private readonly Queue<HalfBlock> _journal = new();
    private readonly List<object> _answers = [];
    private readonly List<object> _toParent = [];
    private readonly IActorRef _chain;
    private readonly IActorRef _asker;
    private readonly IActorRef _journalActor;

    public ChainActorTests()
    {
        _journalActor = Listen(message => _journal.Enqueue(((Append)message).Block));
        _asker = Listen(_answers.Add);
        var settings = PeerSettings.FromHocon(
            ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "peer.conf"))).GetConfig("peer"));
        var peer = new PeerSurroundings(
            Own, settings, new Currencies([]), _ledger, _ledger.IsVerified, _journalActor, ActorRefs.Nobody, ActorRefs.Nobody, ActorRefs.Nobody, _ => { });
        IActorRef chain = ActorRefs.Nobody;
        _world.System.ActorOf(ActorProducer.Props(() => new Parent(peer, made => chain = made, _toParent.Add)));
        _world.RunUntilIdle();
        _chain = chain;
        Tell(new SigningDecided(new SigningStatus(SigningState.Ready, string.Empty, string.Empty)));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_countersignature_that_is_asked_for_twice_is_told_to_both_only_when_it_is_durable()
    {
        var proposal = Foreign(1);
        Tell(new Countersign(proposal, Empty), new Countersign(proposal, Empty));
        Assert.Empty(_answers);

        Store();

        Assert.Equal(2, _answers.OfType<Signed>().Count());
        Assert.Equal(1, _ledger.Count);
    }

    [Fact]
    public void A_proposal_that_comes_again_is_not_answered_with_what_is_not_durable()
    {
        var proposal = Foreign(1);
        _ledger.Append([proposal]);
        Tell(new Countersign(proposal, Empty), new BlockReceived(proposal, 0));
        Assert.Empty(Assert.Single(_toParent.OfType<ProposalRepeated>()).Answers);

        Store();
        Tell(new BlockReceived(proposal, 0));

        Assert.Equal(_ledger.Latest(Own.PublicKey), Assert.Single(_toParent.OfType<ProposalRepeated>().Last().Answers));
    }

    [Fact]
    public void When_one_half_block_fails_all_that_follow_it_are_void_and_the_next_takes_its_place()
    {
        Tell(Source("1"), Source("2"), Source("3"));
        Store();
        var (second, third) = (_journal.Dequeue(), _journal.Dequeue());
        Answer(new AppendFailed(second, "full"));
        Tell(Source("4"));
        Answer(new AppendRefused(third, "it follows nothing"));
        var fourth = _journal.Peek();
        Store();

        Assert.Equal(["1", "2", "3", "4"], _answers.Select(Name).Order());
        Assert.Equal(["2", "3"], _answers.OfType<NotSigned>().Where(no => no is { MayTryAgain: true, Reason: "full" }).Select(Name));
        Assert.Equal((2u, second.PreviousHash), (fourth.Sequence, fourth.PreviousHash));
        Assert.Equal(2, _toParent.OfType<BlockStored>().Count());
        Assert.Empty(_world.Failures);
    }

    [Fact]
    public void The_very_same_half_block_made_again_is_not_taken_for_the_one_that_failed()
    {
        Tell(Source("1"), Source("2"));
        var (first, second) = (_journal.Dequeue(), _journal.Dequeue());
        Answer(new AppendFailed(first, "full"));
        Tell(Source("1"), Source("2"));
        Answer(new AppendFailed(second, "full"));
        Assert.Equal([first, second], _journal);

        Store();
        Store();

        Assert.Equal(2, _answers.OfType<Signed>().Count());
        Assert.Equal(2, _answers.OfType<NotSigned>().Count());
    }

    [Fact]
    public void A_foreign_half_block_that_was_not_taken_is_taken_when_it_comes_again()
    {
        var block = Foreign(1);
        Tell(new BlockReceived(block, 2));
        Answer(new AppendFailed(_journal.Dequeue(), "full"));
        Assert.Empty(_toParent);

        Tell(new BlockReceived(block, 2));
        Store();

        Assert.Equal(block, Assert.IsType<BlockStored>(Assert.Single(_toParent)).Block);
    }

    [Fact]
    public void A_countersignature_that_is_being_adopted_may_be_asked_for()
    {
        var proposal = Foreign(1);
        var lost = HalfBlock.Sign(Own, 1, Anna.PublicKey, 1, BlockHash.Genesis, "agree", Empty, 6);
        Tell(new Adopt([lost]), new Countersign(proposal, Empty));
        Store();

        Assert.Equal(lost, _ledger.Latest(Own.PublicKey));
        Assert.Empty(_world.Failures);
    }

    private static PublishSource Source(string name) => new(name, Empty);

    private static string Name(object answer) =>
        ((PublishSource)(answer is Signed signed ? signed.For : ((NotSigned)answer).For)).Type;

    private static HalfBlock Foreign(uint sequence) =>
        HalfBlock.Sign(Anna, sequence, Own.PublicKey, 0, BlockHash.Genesis, "agree", Empty, 5);

    private void Tell(params object[] requests)
    {
        foreach (var request in requests)
        {
            _chain.Tell(request, _asker);
        }

        _world.RunUntilIdle();
    }

    private void Store()
    {
        var block = _journal.Dequeue();
        _ledger.Append([block]);
        Answer(new Appended(block));
    }

    private void Answer(object answer)
    {
        _chain.Tell(answer, _journalActor);
        _world.RunUntilIdle();
    }

    private IActorRef Listen(Action<object> hear) => _world.System.ActorOf(ActorProducer.Props(() => new Ear(hear)));

    private sealed class Ear : ReceiveActor
    {
        public Ear(Action<object> hear) => ReceiveAny(hear);
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(PeerSurroundings peer, Action<IActorRef> made, Action<object> hear)
        {
            made(Context.ActorOf(ActorProducer.Props(() => new ChainActor(peer, []))));
            ReceiveAny(hear);
        }
    }
}
