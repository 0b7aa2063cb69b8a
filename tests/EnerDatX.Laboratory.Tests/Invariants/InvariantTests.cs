using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Invariants;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Tests.Runs;
using EnerDatX.Peer;

namespace EnerDatX.Laboratory.Tests.Invariants;

/// <summary>Each invariant holds in a world that runs, and is seen to be broken when somebody breaks it.</summary>
public sealed class InvariantTests : IDisposable
{
    private readonly Experiment _run = new(SmallWorld.Honest with { Checks = SmallWorld.Honest.Checks with { IsExhaustive = false } }, 5, RunFiles.None);

    public InvariantTests()
    {
        _run.Run();
        Assert.Empty(_run.Violations);
        Assert.All(Invariant.All, invariant => Assert.Null(Broken(invariant.Id)));
    }

    private Participant Anna => _run.Participants.All[1];

    private Participant Ben => _run.Participants.All[2];

    public void Dispose() => _run.Dispose();

    [Fact]
    public void I1_sees_an_honest_key_that_signed_one_number_twice()
    {
        var signed = Own(Ben)[0];
        Anna.Peer.Ledger.Append([signed, Again(Ben, signed)]);
        Assert.Contains("two half-blocks 1 of honest participant 2", Broken("I1"), StringComparison.Ordinal);
    }

    [Fact]
    public void I2_sees_a_proof_against_somebody_honest()
    {
        var signed = Own(Ben)[0];
        Assert.True(Anna.Peer.Ledger.RememberProof(new DoubleSpend(signed, Again(Ben, signed))));
        Assert.Contains("against honest participant 2", Broken("I2"), StringComparison.Ordinal);
    }

    [Fact]
    public void I3_sees_a_fork_without_proof()
    {
        var signed = Own(Ben)[0];
        Anna.Peer.Ledger.Append([signed, Again(Ben, signed)]);
        Assert.Contains("both half-blocks 1 of participant 2 and no proof", Broken("I3"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_both_halves_of_a_fork_meet_it_counts_whether_a_proof_is_there_in_that_instant()
    {
        var (meetings, signed) = (new ForkMeetings(), Own(Ben)[0]);
        meetings.Look(Anna);
        Assert.Equal((0, 0), (meetings.Met, meetings.Exposed));
        Anna.Peer.Ledger.Append([signed, Again(Ben, signed)]);
        meetings.Look(Anna);
        Anna.Peer.Ledger.RememberProof(new DoubleSpend(signed, Again(Ben, signed)));
        meetings.Look(Anna);
        Assert.Equal((1, 0), (meetings.Met, meetings.Exposed));
        var other = _run.Participants.All[3];
        other.Peer.Ledger.RememberProof(new DoubleSpend(signed, Again(Ben, signed)));
        other.Peer.Ledger.Append([signed, Again(Ben, signed)]);
        meetings.Look(other);
        meetings.Look(other);
        Assert.Equal((2, 1), (meetings.Met, meetings.Exposed));
    }

    [Fact]
    public void I4_sees_money_from_nowhere()
    {
        TakeMoneyFromNowhere();
        Assert.Contains("issued were", Broken("I4"), StringComparison.Ordinal);
    }

    [Fact]
    public void I5_sees_that_something_acknowledged_is_gone()
    {
        _run.Sight.Acknowledged.Add(Anna.Number, Again(Anna, Own(Anna)[0]));
        Assert.Contains("its ledger lacks it", Broken("I5"), StringComparison.Ordinal);
        _run.Sight.Acknowledged.Lose(Anna.Number, 1);
        Assert.Null(Broken("I5"));
    }

    [Fact]
    public void I6_sees_a_peer_that_knows_something_else_than_its_ledger()
    {
        TakeMoneyFromNowhere();
        Assert.Contains("its ledger says 7000000", Broken("I6"), StringComparison.Ordinal);
    }

    [Fact]
    public void I7_sees_an_actor_that_throws()
    {
        var actor = _run.World.System.ActorOf(ActorProducer.Props(() => new Thrower()));
        actor.Tell("anything", ActorRefs.NoSender);
        _run.World.RunUntilIdle();
        Assert.Contains("it throws", Broken("I7"), StringComparison.Ordinal);
    }

    [Fact]
    public void I8_sees_that_more_and_more_waits()
    {
        for (var i = 0; i < 4_097 * _run.Participants.All.Count; i++)
        {
            _run.World.At(_run.World.NowMs + 1_000_000, () => { });
        }

        Assert.Contains("timers", Broken("I8"), StringComparison.Ordinal);
    }

    [Fact]
    public void Convergence_sees_who_does_not_know_a_cheat()
    {
        using var run = new Experiment(SmallWorld.With("fork-once") with { Checks = SmallWorld.Honest.Checks with { HealFor = TimeSpan.FromMinutes(2) } }, 3, RunFiles.None);
        run.Run();
        Assert.Empty(Convergence.Differences(run.Sight));
        var unaware = run.Participants.All.First(p => p.IsHonest && p.Number != 0);
        unaware.Peer.Halt();
        unaware.Peer.PutBack([], withMarks: true);
        unaware.Peer.Start();
        Assert.Contains(Convergence.Differences(run.Sight), difference => difference.Contains($"participant {unaware.Number} does not know", StringComparison.Ordinal));
    }

    private static IReadOnlyList<HalfBlock> Own(Participant participant) => participant.Peer.Ledger.Range(participant.Self, 1, uint.MaxValue, int.MaxValue);

    private HalfBlock Again(Participant who, HalfBlock signed) => HalfBlock.Sign(
        who.Key, signed.Sequence, signed.LinkPublicKey, signed.LinkSequence, signed.PreviousHash, signed.Type, signed.Transaction, signed.TimestampMs + 1);

    /// <summary>An owner holds a credit whose proposal the issuer never made.</summary>
    private void TakeMoneyFromNowhere()
    {
        var network = _run.Participants.Settings.Network;
        var issuer = _run.Participants.All[0];
        var issue = HalfBlock.Sign(
            issuer.Key, 900, Anna.Self, 0, Own(issuer)[^1].Hash, BlockTypes.Issue, new IssueTransaction(Participants.Currency, 7_000_000, "none").Encode(network), 1);
        var fields = new MoneyFields(Participants.Currency, 7_000_000, 7_000_000, null, []);
        var last = Own(Anna)[^1];
        var credit = HalfBlock.Sign(
            Anna.Key, last.Sequence + 1, issuer.Self, issue.Sequence, last.Hash, BlockTypes.Issue, fields.WriteTo(AgreementOf.Begin(network, issue)).Encode(), 2);
        Anna.Peer.Ledger.Append([credit]);
    }

    private string? Broken(string id)
    {
        var invariant = Invariant.All.Single(i => i.Id == id);
        return invariant.BrokenByAll(_run.Sight)
            ?? _run.Participants.All.Where(p => p.IsHonest).Select(p => invariant.BrokenBy(p, _run.Sight)).FirstOrDefault(broken => broken is not null);
    }

    private sealed class Thrower : ReceiveActor
    {
        public Thrower() => ReceiveAny(_ => throw new InvalidOperationException("it throws"));
    }
}
