using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace EnerDatX.Sim.Time;

/// <summary>What <c>type</c> of a dispatcher names. Akka makes one configurator per dispatcher id; all share the scheduler's clock.</summary>
public sealed class VirtualDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly VirtualDispatcher _dispatcher;

    public VirtualDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var scheduler = prerequisites.Scheduler as VirtualScheduler
            ?? throw new ConfigurationException("A virtual dispatcher needs akka.scheduler.implementation = VirtualScheduler.");
        _dispatcher = new VirtualDispatcher(this, scheduler.Clock.Ready, config.GetString("id"));
    }

    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>
/// A dispatcher whose executor only enqueues; the driver thread runs the turns. With a throughput of 1 a mailbox gives the thread back
/// as early as Akka allows, which is after at most two messages. The deadline of a turn stays unset: Akka measures it in wall time.
/// </summary>
internal sealed class VirtualDispatcher : MessageDispatcher
{
    private readonly TurnQueue _ready;
    private ActorCell? _receiver;
    private bool _bySystemMessage;

    public VirtualDispatcher(VirtualDispatcherConfigurator configurator, TurnQueue ready, string id)
        : base(configurator)
    {
        _ready = ready;
        Id = id;
        Throughput = 1;
    }

    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        using (new Dispatching(this, cell, bySystemMessage: false))
        {
            base.Dispatch(cell, envelope);
        }
    }

    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        using (new Dispatching(this, cell, bySystemMessage: true))
        {
            base.SystemDispatch(cell, message);
        }
    }

    public override void Attach(ActorCell cell)
    {
        using (new Dispatching(this, cell, bySystemMessage: false))
        {
            base.Attach(cell);
        }
    }

    /// <summary>Called within one of the three above, or when a mailbox that has more messages ends its turn.</summary>
    protected override void ExecuteTask(IRunnable run)
    {
        if (!_ready.OnDriverThread)
        {
            _ready.AddForeign(new Turn(run, null));
        }
        else if (_bySystemMessage)
        {
            _ready.Wake(new Turn(run, _receiver));
        }
        else
        {
            _ready.Add(new Turn(run, _receiver));
        }
    }

    /// <summary>Nothing to shut down: there is no thread here.</summary>
    protected override void Shutdown()
    {
    }

    /// <summary>
    /// Says for whom, and why, <see cref="ExecuteTask"/> is called, which Akka does not. It nests: a message that a mailbox turns away
    /// becomes a dead letter, and telling of that dispatches again. On a foreign thread it says nothing.
    /// </summary>
    private readonly ref struct Dispatching
    {
        private readonly VirtualDispatcher? _dispatcher;
        private readonly ActorCell? _outerReceiver;
        private readonly bool _outerBySystemMessage;

        public Dispatching(VirtualDispatcher dispatcher, ActorCell cell, bool bySystemMessage)
        {
            if (!dispatcher._ready.OnDriverThread)
            {
                return;
            }

            _dispatcher = dispatcher;
            (_outerReceiver, _outerBySystemMessage) = (dispatcher._receiver, dispatcher._bySystemMessage);
            (dispatcher._receiver, dispatcher._bySystemMessage) = (cell, bySystemMessage);
        }

        public void Dispose()
        {
            if (_dispatcher is not null)
            {
                (_dispatcher._receiver, _dispatcher._bySystemMessage) = (_outerReceiver, _outerBySystemMessage);
            }
        }
    }
}
