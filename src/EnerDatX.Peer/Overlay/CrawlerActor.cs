using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Chain;

namespace EnerDatX.Peer.Overlay;

/// <summary>
/// Asks peers for parts of chains, answer by answer, and asks again for what got lost. Remembers nothing: a crawl that is asked for again
/// goes on where the ledger has its first gap.
/// </summary>
public sealed class CrawlerActor : ReceiveActor, IWithTimers
{
    /// <summary>Crawls at once: each may hold <see cref="ChainCrawl.MaxReceived"/> half-blocks.</summary>
    private const int MaxOpen = 16;

    /// <summary>Crawls at once at one peer, so that a slow one does not keep the others waiting.</summary>
    private const int MaxOpenPerPeer = 4;

    /// <summary>Crawls that wait for their turn; more are answered as if nothing had come.</summary>
    private const int MaxWaiting = 256;

    /// <summary>A whole crawl; a peer that sends one half-block at a time does not hold a place for longer.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(2);

    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly IActorRef _overlay;
    private readonly List<Open> _open = [];
    private readonly List<Open> _waiting = [];

    public CrawlerActor(PeerSurroundings peer, IActorRef chain, IActorRef overlay)
    {
        _peer = peer;
        _chain = chain;
        _overlay = overlay;
        Receive<CrawlChain>(OnAsked);
        Receive<CrawlAnswered>(answered => OnAnswered(answered.Response));
        Receive<CrawlAnsweredEmpty>(empty => With(empty.CrawlId, open =>
        {
            open.Patience.Renew();
            open.Crawl.TakeEmpty();
            Ask(open);
        }));
        Receive<CrawlNotSent>(notSent => With(notSent.CrawlId, open =>
        {
            open.Crawl.Stop();
            Ask(open);
        }));
        Receive<Silence>(silence => With(silence.CrawlId, open =>
        {
            open.Crawl.OnSilence();
            Ask(open);
        }));
        Receive<Durable>(durable => Finish((Open)durable.For));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Two who ask for the same get the same answer.</summary>
    private void OnAsked(CrawlChain asked)
    {
        if (_open.Concat(_waiting).FirstOrDefault(o => o.Asked == asked && !o.IsOver) is { } same)
        {
            same.Askers.Add(Sender);
            return;
        }

        if (_waiting.Count >= MaxWaiting)
        {
            Sender.Tell(new ChainCrawled(asked.Of, asked.From, CrawlOutcome.Unanswered, []));
            return;
        }

        var held = asked.Of.Equals(_peer.Self) ? null : _peer.Ledger;
        _waiting.Add(new Open(
            asked,
            new ChainCrawl(held, asked.Of, asked.Of.Equals(asked.From), asked.First, asked.Last),
            new Patience(_peer.Settings.ResendAfter, _peer.Settings.ResendAtMost),
            [Sender]));
        BeginWaiting();
    }

    private void BeginWaiting()
    {
        while (_open.Count < MaxOpen
            && _waiting.Find(w => _open.Count(o => o.Asked.From.Equals(w.Asked.From)) < MaxOpenPerPeer) is { } next)
        {
            _waiting.Remove(next);
            _open.Add(next);
            next.EndsAt = Context.System.Scheduler.Now + MaxDuration;
            Ask(next);
        }
    }

    /// <summary>A new id for each request: what still comes for an earlier one tells nothing about what is lacking now.</summary>
    private void Ask(Open open)
    {
        Close(open);
        if (Context.System.Scheduler.Now >= open.EndsAt)
        {
            open.Crawl.Stop();
        }

        if (open.Crawl.Next() is not var (start, end))
        {
            open.IsOver = true;
            _chain.Tell(new UntilDurable(open));
            return;
        }

        open.CrawlId = BitConverter.ToUInt32(_peer.RandomBytes(sizeof(uint)));
        var isWide = start > int.MaxValue || end > int.MaxValue;
        _overlay.Tell(new CrawlOpened(open.Asked.From, new CrawlRequest(open.Asked.Of, start, end, open.CrawlId.Value, isWide)));
        WaitFor(open);
    }

    private void OnAnswered(CrawlResponse response) => With(response.CrawlId, open =>
    {
        open.Patience.Renew();
        if (open.Crawl.Take(response.Block, response.Number, response.Total))
        {
            Ask(open);
        }
        else
        {
            WaitFor(open);
        }
    });

    private void WaitFor(Open open)
    {
        var silence = new Silence(open.CrawlId!.Value);
        Timers.StartSingleTimer(silence, silence, open.Patience.Next());
    }

    private void Close(Open open)
    {
        if (open.CrawlId is { } id)
        {
            Timers.Cancel(new Silence(id));
            _overlay.Tell(new CrawlClosed(id));
            open.CrawlId = null;
        }
    }

    private void Finish(Open open)
    {
        _open.Remove(open);
        var crawled = new ChainCrawled(open.Asked.Of, open.Asked.From, open.Crawl.Outcome, open.Crawl.Received);
        open.Askers.ForEach(asker => asker.Tell(crawled));
        BeginWaiting();
    }

    private void With(uint crawlId, Action<Open> act)
    {
        if (_open.Find(o => o.CrawlId == crawlId) is { } open)
        {
            act(open);
        }
    }

    /// <summary>Timer → self: nothing came for this request for a while.</summary>
    private sealed record Silence(uint CrawlId);

    private sealed class Open(CrawlChain asked, ChainCrawl crawl, Patience patience, List<IActorRef> askers)
    {
        public CrawlChain Asked => asked;

        public ChainCrawl Crawl => crawl;

        public Patience Patience => patience;

        public List<IActorRef> Askers => askers;

        public DateTimeOffset EndsAt { get; set; }

        /// <summary>Of the request that is open.</summary>
        public uint? CrawlId { get; set; }

        public bool IsOver { get; set; }
    }
}
