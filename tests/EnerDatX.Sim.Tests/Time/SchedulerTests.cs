using Akka.Actor;
using EnerDatX.Sim.Time;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Sim.Tests.Time;

public sealed class SchedulerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Timers_fire_at_their_time_in_the_order_of_their_time_and_then_of_arrival() =>
        Prop.ForAll(Gen.Choose(0, 20).ListOf().ToArbitrary(), delays =>
        {
            using var world = VirtualWorld.Create(1, 1_000);
            var (told, notes) = Told.In(world);
            for (var i = 0; i < delays.Count; i++)
            {
                world.System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(delays[i]), told, i, ActorRefs.NoSender);
            }

            world.RunFor(Second);

            var wanted = delays.Select((delay, i) => (AtMs: 1_000L + delay, Message: (object)i)).OrderBy(note => note.AtMs);
            Assert.Equal(wanted, notes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_repeated_timer_keeps_its_beat_and_ends_when_it_is_cancelled()
    {
        using var world = VirtualWorld.Create(1, 0);
        var (told, notes) = Told.In(world);
        var timer = world.System.Scheduler.ScheduleTellRepeatedlyCancelable(100, 250, told, "beat", ActorRefs.NoSender);

        world.RunFor(Second);
        timer.Cancel();
        world.RunFor(Second);

        Assert.Equal([100, 350, 600, 850], notes.Select(note => note.AtMs));
    }

    [Fact]
    public void A_cancelled_timer_neither_fires_nor_moves_the_clock()
    {
        using var world = VirtualWorld.Create(1, 0);
        var (told, notes) = Told.In(world);
        var timer = world.System.Scheduler.ScheduleTellOnceCancelable(Second, told, "never", ActorRefs.NoSender);
        timer.Cancel();

        var timeout = Assert.Throws<TimeoutException>(() => world.RunUntil(() => notes.Count > 0, TimeSpan.FromMinutes(1)));

        Assert.Contains("notes.Count > 0", timeout.Message, StringComparison.Ordinal);
        Assert.Equal(60_000, world.NowMs);
        Assert.Empty(notes);
    }

    [Fact]
    public void A_timer_that_is_cancelled_by_another_at_the_same_instant_does_not_fire()
    {
        using var world = VirtualWorld.Create(1, 0);
        var (told, notes) = Told.In(world);
        var obedient = Obedient.In(world);
        var later = new Cancelable(world.System.Scheduler);
        Action<IUntypedActorContext> cancel = _ => later.Cancel();
        world.System.Scheduler.ScheduleTellOnce(Second, obedient, cancel, ActorRefs.NoSender);
        world.System.Scheduler.ScheduleTellOnce(Second, told, "too late", ActorRefs.NoSender, later);

        world.RunFor(2 * Second);

        Assert.Empty(notes);
    }

    [Fact]
    public void Scheduled_actions_run_once_or_repeatedly_in_virtual_time()
    {
        using var world = VirtualWorld.Create(1, 0);
        var at = new List<long>();
        world.System.Scheduler.Advanced.ScheduleOnce(30, () => at.Add(world.NowMs));
        world.System.Scheduler.Advanced.ScheduleRepeatedly(10, 20, () => at.Add(world.NowMs));

        world.RunFor(TimeSpan.FromMilliseconds(60));

        Assert.Equal([10, 30, 30, 50], at);
    }

    [Fact]
    public void A_receive_timeout_comes_in_virtual_time_and_leaves_no_heap_of_dead_timers()
    {
        using var world = VirtualWorld.Create(1, 0);
        var (told, notes) = Told.In(world);
        var patient = world.System.ActorOf(Props.Create(() => new Patient(told)));
        for (var i = 0; i < 10_000; i++)
        {
            patient.Tell("still here");
            world.RunFor(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(world.Timers, 1, 2_100);
        world.RunFor(TimeSpan.FromHours(1));

        Assert.Equal([(100_000L - 10 + (30 * 60 * 1_000), (object)"gone")], notes);
    }

    [Fact]
    public void A_hundred_thousand_virtual_seconds_pass_without_waiting_for_them()
    {
        using var world = VirtualWorld.Create(1, 1_700_000_000_000);
        var (told, notes) = Told.In(world);
        world.System.Scheduler.ScheduleTellRepeatedly(Second, Second, told, "tick", ActorRefs.NoSender);

        world.RunFor(100_000 * Second);

        Assert.Equal(100_000, notes.Count);
        Assert.Equal(1_700_100_000_000, world.NowMs);
        Assert.Equal(1_700_100_000_000, world.System.Scheduler.Now.ToUnixTimeMilliseconds());
        Assert.Equal(100_000 * Second, world.System.Scheduler.MonotonicClock);
    }

    [Fact]
    public void Idle_means_that_nothing_is_left_for_now_and_time_stands_still()
    {
        using var world = VirtualWorld.Create(1, 5);
        var (told, notes) = Told.In(world);
        world.System.Scheduler.ScheduleTellOnce(0, told, "now", ActorRefs.NoSender);
        world.System.Scheduler.ScheduleTellOnce(1, told, "later", ActorRefs.NoSender);

        world.RunUntilIdle();

        Assert.Equal([(5L, (object)"now")], notes);
        Assert.Equal(5, world.NowMs);
    }

    [Fact]
    public void A_run_ends_with_the_turn_that_fulfils_its_condition()
    {
        using var world = VirtualWorld.Create(1, 0);
        var (told, notes) = Told.In(world);
        world.System.Scheduler.ScheduleTellRepeatedly(1_000, 1_000, told, "tick", ActorRefs.NoSender);

        world.RunUntil(() => notes.Count == 3, TimeSpan.FromDays(1));

        Assert.Equal(3, notes.Count);
        Assert.Equal(3_000, world.NowMs);
    }

    private sealed class Patient : ReceiveActor
    {
        public Patient(IActorRef told)
        {
            SetReceiveTimeout(TimeSpan.FromMinutes(30));
            Receive<string>(_ => { });
            Receive<ReceiveTimeout>(_ =>
            {
                SetReceiveTimeout(null);
                told.Tell("gone");
            });
        }
    }
}
