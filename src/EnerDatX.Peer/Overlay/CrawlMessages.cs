using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>
/// Any actor of a peer → crawler: ask <paramref name="From"/> for these half-blocks of <paramref name="Of"/>'s chain. Answered to the sender with
/// <see cref="ChainCrawled"/>. Of others' chains only what is not held is asked for; of one's own everything.
/// </summary>
/// <param name="First">Negative numbers count from the end, −1 = latest, as <paramref name="From"/> has it.</param>
/// <param name="Last">As <paramref name="First"/>; <see cref="int.MaxValue"/> and more mean up to the end.</param>
public sealed record CrawlChain(PublicKey Of, PublicKey From, long First, long Last);

/// <summary>Crawler → whoever asked, when all that came in is durable.</summary>
/// <param name="Received">
/// The half-blocks of <paramref name="Of"/> that came in, ascending; each passed admission with its signature and went to the chain actor, which
/// keeps what is valid, and nothing of the own key.
/// </param>
public sealed record ChainCrawled(PublicKey Of, PublicKey From, CrawlOutcome Outcome, IReadOnlyList<HalfBlock> Received);

/// <summary>Crawler → overlay: send this request; until <see cref="CrawlClosed"/> its answers are asked for. They go to the sender.</summary>
public sealed record CrawlOpened(PublicKey From, CrawlRequest Request);

/// <summary>Crawler → overlay: what still comes for this request was not asked for.</summary>
public sealed record CrawlClosed(uint CrawlId);

/// <summary>Overlay → crawler: a half-block came for an open request, from where it was sent to.</summary>
public sealed record CrawlAnswered(CrawlResponse Response);

/// <summary>Overlay → crawler: that peer has nothing to send for this request.</summary>
public sealed record CrawlAnsweredEmpty(uint CrawlId);

/// <summary>Overlay → crawler: it is not known where that peer is.</summary>
public sealed record CrawlNotSent(uint CrawlId);

/// <summary>Requests whose answers are awaited. Which and how many these are is the crawler's decision.</summary>
internal sealed class OpenCrawls
{
    private readonly Dictionary<uint, Entry> _open = [];

    public void Add(CrawlRequest request, Ipv4Endpoint to, IActorRef asker) => _open[request.CrawlId] = new Entry(request, to, asker, []);

    public void Remove(uint crawlId) => _open.Remove(crawlId);

    /// <summary>Whether this was asked for there: each place of an answer once, and nothing that does not belong to it.</summary>
    public bool IsAsked(CrawlResponse response, Ipv4Endpoint from) =>
        _open.TryGetValue(response.CrawlId, out var entry)
        && entry.To == from
        && response.Number is > 0 and <= ChainCrawl.MaxAnswer
        && !entry.Numbers.Contains(response.Number)
        && ChainCrawl.Belongs(response.Block, entry.Request.Of, entry.Request.Start, entry.Request.End);

    /// <summary>Who waits for this half-block; null if it was not asked for.</summary>
    public IActorRef? Take(CrawlResponse response, Ipv4Endpoint from)
    {
        if (!IsAsked(response, from))
        {
            return null;
        }

        var entry = _open[response.CrawlId];
        entry.Numbers.Add(response.Number);
        return entry.Asker;
    }

    /// <summary>Who waits for this answer; null if it was not asked for.</summary>
    public IActorRef? Take(EmptyCrawlResponse response, Ipv4Endpoint from) =>
        _open.TryGetValue(response.CrawlId, out var entry) && entry.To == from ? entry.Asker : null;

    private sealed record Entry(CrawlRequest Request, Ipv4Endpoint To, IActorRef Asker, HashSet<uint> Numbers);
}
