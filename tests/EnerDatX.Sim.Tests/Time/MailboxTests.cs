using Akka.Actor;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Tests.Time;

public sealed class MailboxTests
{
    [Fact]
    public void What_was_stashed_comes_before_what_came_meanwhile()
    {
        using var world = VirtualWorld.Create(1, 0);
        var seen = new List<object>();
        var actor = world.System.ActorOf(Props.Create(() => new Waiting(seen)));
        foreach (var message in (object[])["a", "b", Open.Now, "c", "d"])
        {
            actor.Tell(message);
        }

        world.RunUntilIdle();

        Assert.Equal(["a", "b", "c", "d"], seen);
    }

    [Fact]
    public void An_actor_that_fails_goes_on_with_the_next_message_and_none_is_lost_or_overtaken()
    {
        using var world = VirtualWorld.Create(1, 0);
        world.ToleratesFailures = true;
        var seen = new List<object>();
        var actor = world.System.ActorOf(Props.Create(() => new Waiting(seen)));
        foreach (var message in (object[])[Open.Now, 1, new InvalidOperationException("Out of stamps."), 2, 3])
        {
            actor.Tell(message);
        }

        world.RunUntilIdle();
        actor.Tell(Open.Now);
        world.RunUntilIdle();

        Assert.Equal([1, 2, 3], seen);
        Assert.Single(world.Failures);
    }

    [Fact]
    public void What_comes_for_an_actor_that_is_gone_is_a_dead_letter()
    {
        using var world = VirtualWorld.Create(1, 0);
        var seen = new List<object>();
        var actor = world.System.ActorOf(Props.Create(() => new Waiting(seen)));
        var (told, letters) = Told.In(world);
        world.System.EventStream.Subscribe(told, typeof(Akka.Event.DeadLetter));
        actor.Tell(Open.Now);
        actor.Tell(PoisonPill.Instance);
        actor.Tell("too late");

        world.RunUntilIdle();

        Assert.Empty(seen);
        Assert.Equal("too late", ((Akka.Event.DeadLetter)Assert.Single(letters).Item2).Message);
    }

    private enum Open
    {
        Now = 1,
    }

    /// <summary>Keeps what comes until it is open; begins shut again after a failure.</summary>
    private sealed class Waiting : ReceiveActor, IWithUnboundedStash
    {
        public Waiting(List<object> seen)
        {
            Receive<Open>(_ =>
            {
                Become(() =>
                {
                    Receive<Exception>(failure => throw failure);
                    ReceiveAny(seen.Add);
                });
                Stash.UnstashAll();
            });
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }
}
