using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Akka.Actor;
using EnerDatX.Peer;

namespace EnerDatX.Node.Http;

/// <summary>Hands the peer's events on to everyone who listens over HTTP. A listener that falls behind is cut off, never silently skipped.</summary>
internal sealed class EventStreams
{
    /// <summary>Listeners at once: a page or two per user.</summary>
    public const int MaxListeners = 20;

    /// <summary>Events that wait for one listener: a burst of matches, about a megabyte.</summary>
    public const int MaxWaiting = 1_024;

    private readonly Lock _gate = new();
    private readonly List<Channel<MarketEvent>> _listeners = [];
    private bool _isClosed;

    public bool TryOpen([NotNullWhen(true)] out Channel<MarketEvent>? listener)
    {
        lock (_gate)
        {
            if (_isClosed || _listeners.Count == MaxListeners)
            {
                listener = null;
                return false;
            }

            listener = Channel.CreateBounded<MarketEvent>(MaxWaiting);
            _listeners.Add(listener);
            return true;
        }
    }

    public void Close(Channel<MarketEvent> listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }

        listener.Writer.TryComplete();
    }

    public void Publish(MarketEvent happened)
    {
        lock (_gate)
        {
            foreach (var listener in _listeners.Where(listener => !listener.Writer.TryWrite(happened)))
            {
                listener.Writer.TryComplete();
            }
        }
    }

    /// <summary>Ends every stream; no new one begins.</summary>
    public void CloseAll()
    {
        lock (_gate)
        {
            _isClosed = true;
            _listeners.ForEach(listener => listener.Writer.TryComplete());
        }
    }
}

/// <summary>Takes one peer's events from the actor system's event stream, where several peers may publish.</summary>
internal sealed class EventRelayActor : ReceiveActor
{
    public EventRelayActor(NodeView node, EventStreams streams, TradeEndings endings) =>
        Receive<MarketEvent>(happened => happened.Peer.Equals(node.Self), happened =>
        {
            if (happened is MarketEvent.TradeEnded ended)
            {
                endings.Remember(ended);
            }

            streams.Publish(happened);
        });

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(MarketEvent));
}
