using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Tests.Time;

public sealed class WorldTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Action<IUntypedActorContext> Crash = _ => throw new InvalidOperationException("Out of stamps.");

    [Fact]
    public void A_failing_actor_ends_the_run_with_its_exception()
    {
        using var world = VirtualWorld.Create(1, 77);
        var actor = Obedient.In(world, "post-office");
        actor.Tell(Crash);

        var thrown = Assert.Throws<ActorFailedException>(world.RunUntilIdle);

        Assert.IsType<InvalidOperationException>(thrown.InnerException);
        Assert.Equal("at 77 ms, akka://world/user/post-office: Out of stamps.", thrown.Message);
        Assert.Equal([thrown.Failure], world.Failures);
        world.RunUntilIdle();
    }

    [Fact]
    public void An_actor_that_cannot_be_constructed_ends_the_run()
    {
        using var world = VirtualWorld.Create(1, 0);
        world.System.ActorOf(Props.Create(() => new Stillborn()));

        Assert.IsType<ActorInitializationException>(Assert.Throws<ActorFailedException>(world.RunUntilIdle).InnerException);
    }

    [Fact]
    public void An_error_that_an_actor_logs_is_a_failure()
    {
        using var world = VirtualWorld.Create(1, 0);
        Action<IUntypedActorContext> log = context => context.GetLogger().Error("The {0} is missing", "key");
        Obedient.In(world).Tell(log);

        Assert.Equal("The key is missing", Assert.Throws<ActorFailedException>(world.RunUntilIdle).Failure.Message);
    }

    [Theory]
    [InlineData(Directive.Resume)]
    [InlineData(Directive.Restart)]
    [InlineData(Directive.Stop)]
    [InlineData(Directive.Escalate)]
    public void Whatever_the_supervisor_decides_the_failure_is_recorded(Directive directive)
    {
        using var world = VirtualWorld.Create(1, 0);
        world.ToleratesFailures = true;
        var parent = world.System.ActorOf(Props.Create(() => new Obedient()).WithSupervisorStrategy(new OneForOneStrategy(_ => directive)));
        Action<IUntypedActorContext> beget = context => context.ActorOf(Props.Create(() => new Obedient())).Tell(Crash);
        parent.Tell(beget);

        world.RunUntilIdle();

        Assert.Equal("Out of stamps.", Assert.Single(world.Failures).Cause?.Message);
    }

    [Fact]
    public void A_message_that_nobody_understands_is_remembered()
    {
        using var world = VirtualWorld.Create(1, 0);
        Obedient.In(world).Tell("sit");

        world.RunUntilIdle();

        Assert.Equal("sit", Assert.Single(world.Unhandled).Message);
        Assert.Empty(world.Failures);
    }

    [Fact]
    public void A_question_is_answered_while_the_world_runs_and_not_before()
    {
        using var world = VirtualWorld.Create(1, 0);
        var actor = Obedient.In(world);
        Action<IUntypedActorContext> answerLater = context =>
            context.System.Scheduler.ScheduleTellOnce(Second, context.Sender, "42", context.Self);

        Assert.Equal("42", world.Ask<string>(actor, answerLater, 2 * Second));
        Assert.Equal(1_000, world.NowMs);
        Action<IUntypedActorContext> keepSilent = _ => { };
        Assert.Throws<TimeoutException>(() => world.Ask<string>(actor, keepSilent, 2 * Second));
        Assert.Equal(3_000, world.NowMs);
    }

    [Fact]
    public void An_enqueue_from_another_thread_is_counted()
    {
        using var world = VirtualWorld.Create(1, 0);
        var (told, notes) = Told.In(world);
        world.RunUntilIdle();
        Assert.Equal(0, world.ForeignEnqueues);

        OnAnotherThread(() => told.Tell("from afar"));
        OnAnotherThread(() => world.System.Scheduler.ScheduleTellOnce(10, told, "timer from afar", ActorRefs.NoSender));

        Assert.Equal(2, world.ForeignEnqueues);
        world.RunFor(Second);
        Assert.Equal(2, notes.Count);
    }

    [Fact]
    public void Only_the_thread_that_created_a_world_drives_it_and_no_actor_does()
    {
        using var world = VirtualWorld.Create(1, 0);
        Exception? refused = null;
        OnAnotherThread(() => refused = Record.Exception(world.RunUntilIdle));
        Assert.IsType<InvalidOperationException>(refused);

        Action<IUntypedActorContext> run = _ => world.RunUntilIdle();
        Obedient.In(world).Tell(run);
        Assert.IsType<InvalidOperationException>(Assert.Throws<ActorFailedException>(world.RunUntilIdle).InnerException);
    }

    [Fact]
    public void Two_worlds_live_side_by_side_each_with_its_own_time()
    {
        using var early = VirtualWorld.Create(1, 0);
        using var late = VirtualWorld.Create(2, 1_000_000);
        var (toldEarly, notesEarly) = Told.In(early);
        var (toldLate, notesLate) = Told.In(late);
        early.System.Scheduler.ScheduleTellOnce(Second, toldEarly, "a", ActorRefs.NoSender);
        late.System.Scheduler.ScheduleTellOnce(Second, toldLate, "b", ActorRefs.NoSender);

        late.RunFor(Second);
        Assert.Empty(notesEarly);
        early.RunFor(2 * Second);

        Assert.Equal([(1_000L, (object)"a")], notesEarly);
        Assert.Equal([(1_001_000L, (object)"b")], notesLate);
        Assert.Equal((2_000, 1_001_000), (early.NowMs, late.NowMs));
        Assert.Equal((0, 0), (early.ForeignEnqueues, late.ForeignEnqueues));
    }

    [Theory]
    [InlineData("akka.actor.default-blocking-io-dispatcher")]
    [InlineData("akka.actor.task-dispatcher")]
    [InlineData("akka.actor.synchronized-dispatcher")]
    [InlineData("akka.io.pinned-dispatcher")]
    [InlineData("disk")]
    [InlineData("alias")]
    public void Every_other_dispatcher_runs_its_actors_here_too(string dispatcher)
    {
        const string Disk = """
            disk { type = PinnedDispatcher, executor = fork-join-executor }
            alias = disk
            """;
        using var world = VirtualWorld.Create(1, 0, Disk);
        Action<IUntypedActorContext> answer = context => context.Sender.Tell(Environment.CurrentManagedThreadId);
        var actor = world.System.ActorOf(Props.Create(() => new Obedient()).WithDispatcher(dispatcher));

        Assert.Equal(Environment.CurrentManagedThreadId, world.Ask<int>(actor, answer, Second));
        Assert.Equal(0, world.ForeignEnqueues);
    }

    [Fact]
    public void A_dispatcher_that_is_not_configured_is_refused()
    {
        using var world = VirtualWorld.Create(1, 0);

        Assert.Throws<ConfigurationException>(() => world.System.ActorOf(Props.Create(() => new Obedient()).WithDispatcher("nowhere")));
    }

    [Fact]
    public void The_configuration_of_the_program_reaches_its_actors_but_not_the_clock()
    {
        using var world = VirtualWorld.Create(1, 9, """
            market.fee = 3
            akka.scheduler.implementation = "Akka.Actor.HashedWheelTimerScheduler"
            akka.actor.default-dispatcher.type = ForkJoinDispatcher
            """);

        Assert.Equal(3, world.System.Settings.Config.GetInt("market.fee"));
        Assert.Equal(9, world.System.Scheduler.Now.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Twenty_thousand_actors_take_fifty_turns_each()
    {
        using var world = VirtualWorld.Create(1, 0);
        var turns = new int[20_000];
        var actors = Enumerable.Range(0, turns.Length).Select(i => world.System.ActorOf(Runner.Props(turns, i))).ToArray();
        for (var lap = 0; lap < 50; lap++)
        {
            foreach (var actor in actors)
            {
                world.System.Scheduler.ScheduleTellOnce(1, actor, "go", ActorRefs.NoSender);
            }

            world.RunFor(TimeSpan.FromMilliseconds(1));
        }

        Assert.All(turns, count => Assert.Equal(50, count));
        Assert.Equal(0, world.ForeignEnqueues);
    }

    [Fact]
    public void Two_actors_that_answer_each_other_for_ever_end_the_run()
    {
        using var world = VirtualWorld.Create(1, 0);
        world.TurnsPerInstantLimit = 1_000;
        world.System.ActorOf(Props.Create(() => new Echo()), "echo").Tell("ho", world.System.ActorOf(Props.Create(() => new Echo()), "cliff"));

        var thrown = Assert.Throws<InvalidOperationException>(world.RunUntilIdle);

        Assert.Matches("1000 turns at one instant; the last was for akka://world/user/(echo|cliff)", thrown.Message);
    }

    [Fact]
    public void A_disposed_world_has_stopped_its_actors()
    {
        var words = new List<string>();
        using (var world = VirtualWorld.Create(1, 0))
        {
            world.System.ActorOf(Props.Create(() => new LastWord(words)));
            world.RunUntilIdle();
            Assert.Empty(words);
        }

        Assert.Equal(["goodbye"], words);
    }

    private static void OnAnotherThread(Action act)
    {
        var thread = new Thread(() => act());
        thread.Start();
        thread.Join();
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Stillborn : UntypedActor
    {
        public Stillborn() => throw new InvalidOperationException("No cradle.");

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class LastWord(List<string> words) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => words.Add("goodbye");
    }

    private sealed class Runner(int[] turns, int index) : UntypedActor
    {
        public static Props Props(int[] turns, int index) => Akka.Actor.Props.CreateBy(new Producer(turns, index));

        protected override void OnReceive(object message) => turns[index]++;

        private sealed class Producer(int[] turns, int index) : IIndirectActorProducer
        {
            public Type ActorType => typeof(Runner);

            public ActorBase Produce() => new Runner(turns, index);

            public void Release(ActorBase actor)
            {
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_world_that_is_abandoned_leaves_nothing_in_memory(int lanes)
    {
        var system = Abandoned(lanes);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(system.IsAlive);
    }

    /// <summary>In a method of its own, so that nothing on the stack holds the world.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Abandoned(int lanes)
    {
        var world = VirtualWorld.Create(seed: 1, startUtcMs: 0, lanes: lanes);
        world.LookAhead = TimeSpan.FromMilliseconds(1);
        var (actor, notes) = Told.In(world);
        actor.Tell("something");
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(notes);
        world.Abandon();
        return new WeakReference(world.System);
    }
}
