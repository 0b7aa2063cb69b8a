using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace EnerDatX.Sim.Time;

/// <summary>What <c>type</c> of a dispatcher names. Akka makes one configurator per dispatcher id; all share the scheduler's clocks.</summary>
public sealed class VirtualDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly VirtualDispatcher _dispatcher;

    public VirtualDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var scheduler = prerequisites.Scheduler as VirtualScheduler
            ?? throw new ConfigurationException("A virtual dispatcher needs akka.scheduler.implementation = VirtualScheduler.");
        _dispatcher = new VirtualDispatcher(this, [.. scheduler.Clocks.Select(clock => clock.Ready)], config.GetString("id"));
    }

    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>
/// A dispatcher whose executor only enqueues; the driver thread runs the turns. A message waits in the world's one queue and goes straight from
/// there to its actor, past the mailbox, which so is touched only where it must decide: while the actor is suspended, gone, or has system messages
/// or unstashed ones. That is the same order without the locks of a mailbox that threads share: half of a turn's time.
/// </summary>
/// <remarks>With a throughput of 1 a mailbox that does run gives the thread back as early as Akka allows. Its deadline stays unset: Akka measures it in wall time.</remarks>
internal sealed class VirtualDispatcher : MessageDispatcher
{
    private readonly Hand[] _hands;

    /// <param name="ready">Of each lane.</param>
    public VirtualDispatcher(VirtualDispatcherConfigurator configurator, IEnumerable<TurnQueue> ready, string id)
        : base(configurator)
    {
        _hands = [.. ready.Select(queue => new Hand(queue))];
        Id = id;
        Throughput = 1;
    }

    private Hand Here => _hands.Length == 1 ? _hands[0] : _hands[Lane.Current];

    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        var ready = Here.Ready;
        if (ready.OnDriverThread)
        {
            ready.Add(new Turn(cell, envelope));
        }
        else
        {
            ready.AddForeign(new Turn(cell, envelope));
        }
    }

    /// <summary>Runs the turn of a message.</summary>
    public void Deliver(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        if (mailbox.MessageQueue.HasMessages || HasSystemMessages(mailbox) || !ShouldProcessMessage(mailbox))
        {
            using (new Dispatching(this, cell, bySystemMessage: false))
            {
                base.Dispatch(cell, envelope);
            }

            return;
        }

        Here.Invoke(cell, envelope);
        if (mailbox.MessageQueue.HasMessages)
        {
            // The actor has unstashed some.
            using (new Dispatching(this, cell, bySystemMessage: false))
            {
                RegisterForExecution(this, mailbox, true, false);
            }
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

    /// <summary>Called within one of those above, or when a mailbox that has more messages ends its turn.</summary>
    protected override void ExecuteTask(IRunnable run)
    {
        var here = Here;
        if (!here.Ready.OnDriverThread)
        {
            here.Ready.AddForeign(new Turn(run, null));
        }
        else if (here.BySystemMessage)
        {
            here.Ready.Wake(new Turn(run, here.Receiver));
        }
        else
        {
            here.Ready.Add(new Turn(run, here.Receiver));
        }
    }

    /// <summary>Nothing to shut down: there is no thread here.</summary>
    protected override void Shutdown()
    {
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_HasSystemMessages")]
    private static extern bool HasSystemMessages(Mailbox mailbox);

    /// <summary>Neither suspended nor closed.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ShouldProcessMessage")]
    private static extern bool ShouldProcessMessage(Mailbox mailbox);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "RegisterForExecution")]
    private static extern bool RegisterForExecution(MessageDispatcher dispatcher, Mailbox mailbox, bool hasMessages, bool hasSystemMessages);

    /// <summary>
    /// Says for whom, and why, <see cref="ExecuteTask"/> is called, which Akka does not. It nests: a message that a mailbox turns away
    /// becomes a dead letter, and telling of that dispatches again. On a foreign thread it says nothing.
    /// </summary>
    private readonly ref struct Dispatching
    {
        private readonly Hand? _hand;
        private readonly ActorCell? _outerReceiver;
        private readonly bool _outerBySystemMessage;

        public Dispatching(VirtualDispatcher dispatcher, ActorCell cell, bool bySystemMessage)
        {
            var here = dispatcher.Here;
            if (!here.Ready.OnDriverThread)
            {
                return;
            }

            _hand = here;
            (_outerReceiver, _outerBySystemMessage) = (here.Receiver, here.BySystemMessage);
            (here.Receiver, here.BySystemMessage) = (cell, bySystemMessage);
        }

        public void Dispose()
        {
            if (_hand is not null)
            {
                (_hand.Receiver, _hand.BySystemMessage) = (_outerReceiver, _outerBySystemMessage);
            }
        }
    }

    /// <summary>What a dispatcher knows of the turn that a lane is running.</summary>
    private sealed class Hand
    {
        private readonly Action _invoke;
        private ActorCell? _invoked;
        private Envelope _envelope;

        public Hand(TurnQueue ready)
        {
            Ready = ready;
            _invoke = () => _invoked!.Invoke(_envelope);
        }

        public TurnQueue Ready { get; }

        public ActorCell? Receiver { get; set; }

        public bool BySystemMessage { get; set; }

        public void Invoke(ActorCell cell, Envelope envelope)
        {
            (_invoked, _envelope) = (cell, envelope);
            cell.UseThreadContext(_invoke);
        }
    }
}
