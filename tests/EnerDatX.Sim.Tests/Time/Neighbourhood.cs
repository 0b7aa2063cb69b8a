using Akka.Actor;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Tests.Time;

/// <summary>
/// A program that uses what actors use: a street of houses, started, stopped and restarted by chance, that pass a parcel around with
/// timers, stash what comes while they sleep, answer questions and sometimes fail.
/// </summary>
internal static class Neighbourhood
{
    private const int Houses = 12;

    public sealed record Parcel(int Hops);

    public sealed record HowMany;

    private sealed record Visit;

    private sealed record WakeUp;

    /// <summary>Runs ten virtual minutes and two questions; gives the world, which the caller disposes.</summary>
    public static VirtualWorld Run(ulong seed)
    {
        var world = VirtualWorld.Create(seed, 1_700_000_000_000, trace: true);
        world.ToleratesFailures = true;
        var random = world.Random("neighbourhood");
        var street = world.System.ActorOf(Props.Create(() => new Street(random)), "street");
        world.RunFor(TimeSpan.FromMinutes(5));
        world.Ask<int>(street, new HowMany(), TimeSpan.FromSeconds(1));
        world.RunFor(TimeSpan.FromMinutes(5));
        world.Ask<int>(street, new HowMany(), TimeSpan.FromSeconds(1));
        return world;
    }

    /// <summary>Starts the houses, ends one now and then, and rebuilds all of them once in a while.</summary>
    private sealed class Street : ReceiveActor, IWithTimers
    {
        private readonly RandomStream _random;
        private int _parcels;
        private int _built;

        public Street(RandomStream random)
        {
            _random = random;
            Receive<Visit>(_ => Work());
            Receive<Parcel>(_ => _parcels++);
            Receive<HowMany>(_ => Sender.Tell(_parcels));
            Receive<Terminated>(_ => Build());
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            for (var i = 0; i < Houses; i++)
            {
                Build();
            }

            Timers.StartPeriodicTimer("visit", new Visit(), TimeSpan.FromMilliseconds(700));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new AllForOneStrategy(_ => Directive.Restart);

        private void Build() => Context.Watch(Context.ActorOf(Props.Create(() => new House(_random)), $"house-{_built++}"));

        private void Work()
        {
            var house = Context.Child($"house-{_random.Next(_built)}");
            if (_random.Happens(50))
            {
                Context.Stop(house);
            }
            else
            {
                house.Tell(new Parcel(1));
            }
        }
    }

    /// <summary>Has three rooms, which Akka wakes in hash order when the house stops or restarts.</summary>
    private sealed class House : ReceiveActor, IWithTimers, IWithUnboundedStash
    {
        private readonly RandomStream _random;

        public House(RandomStream random)
        {
            _random = random;
            Awake();
        }

        public ITimerScheduler Timers { get; set; } = null!;

        public IStash Stash { get; set; } = null!;

        protected override void PreStart()
        {
            foreach (var name in new[] { "kitchen", "hall", "attic" })
            {
                Context.ActorOf(Props.Create(() => new Room(_random)), name);
            }
        }

        private void Awake() => Receive<Parcel>(parcel =>
        {
            if (_random.Happens(20))
            {
                throw new InvalidOperationException("The roof fell in.");
            }

            Context.Child("hall").Forward(parcel);
            if (_random.Happens(200))
            {
                Timers.StartSingleTimer("sleep", new WakeUp(), TimeSpan.FromMilliseconds(_random.Next(2_000)));
                Become(Asleep);
            }
        });

        private void Asleep()
        {
            Receive<Parcel>(_ => Stash.Stash());
            Receive<WakeUp>(_ =>
            {
                Become(Awake);
                Stash.UnstashAll();
            });
        }
    }

    private sealed class Room : ReceiveActor
    {
        public Room(RandomStream random) => Receive<Parcel>(parcel =>
        {
            var next = parcel.Hops < 4 ? "../kitchen" : "../..";
            var later = TimeSpan.FromMilliseconds(random.Next(300));
            Context.System.Scheduler.ScheduleTellOnce(later, Context.ActorSelection(next), new Parcel(parcel.Hops + 1), Sender);
        });

        /// <summary>A last word, so that the order in which rooms end is seen by others.</summary>
        protected override void PostStop() => Context.ActorSelection("/user/street").Tell(new Parcel(0));
    }
}
