using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>
/// Which neighbour leads to which key, and which of others' questions for a contact are passed on. Bounded; time is an argument.
/// </summary>
public sealed class ContactWays(PublicKey own)
{
    /// <summary>Owners of orders; 250 bytes each. A book holds fewer.</summary>
    private const int MaxWays = 16_384;

    /// <summary>Askers whose answers may come by; a search takes seconds.</summary>
    private const int MaxAskers = 1_024;

    /// <summary>A question for a contact is of no use later, and may not be sent again: two clocks, ten minutes each.</summary>
    private const long MaxAgeMs = 600_000;

    private const int MaxSeen = 8_192;

    /// <summary>Hops that a step to neighbours chosen at random takes: at most three such steps of two each, 14 messages in all.</summary>
    private const byte RandomStep = 2;

    private readonly Remembered<PublicKey, (PublicKey Neighbour, uint Sequence)> _ways = new(MaxWays);
    private readonly Remembered<PublicKey, PublicKey> _askers = new(MaxAskers);
    private readonly RecentSet<(PublicKey Asker, ulong Nonce)> _seen = new(2 * MaxAgeMs, MaxSeen);

    /// <summary>Far more than a neighbour's own trades and those behind it need; each costs us a signature check and at most two messages.</summary>
    private readonly TokenBuckets<PublicKey> _neighbours = new(10, 40, 1_024);

    /// <summary>A buyer begins a few trades a second at most.</summary>
    private readonly TokenBuckets<PublicKey> _signers = new(2, 20, 4_096);

    private readonly TokenBuckets<bool> _all = new(50, 200, 1);

    public static bool IsOrder(HalfBlock block) => block.Type is BlockTypes.Ask or BlockTypes.Bid;

    /// <summary>A half-block came from a neighbour: its owner's latest order came on the shortest way from whoever brings it first.</summary>
    public void Learn(HalfBlock block, PublicKey neighbour)
    {
        if (IsOrder(block)
            && !(_ways.TryGet(block.PublicKey, out var way) && way.Sequence >= block.Sequence))
        {
            _ways.Add(block.PublicKey, (neighbour, block.Sequence));
        }
    }

    /// <summary>Whether something is done about this message: it is signed, of now, not too often, and the first of its kind.</summary>
    /// <param name="sender">The neighbour that sent it.</param>
    public bool Admits(ContactWanted message, PublicKey sender, long nowMs)
    {
        var atMs = message.AtMs > long.MaxValue ? long.MaxValue : (long)message.AtMs;
        var isAdmitted = !message.Asker.Equals(own)
            && atMs > nowMs - MaxAgeMs
            && atMs - MaxAgeMs < nowMs
            && _neighbours.TryTake(sender, nowMs)
            && message.IsFromAsker
            && _signers.TryTake(message.Asker, nowMs)
            && _all.TryTake(true, nowMs)
            && _seen.Add((message.Asker, message.Nonce), nowMs);
        if (isAdmitted && message.IsQuestion)
        {
            _askers.Add(message.Asker, sender);
        }

        return isAdmitted;
    }

    /// <summary>Where a message goes from here, with the hops that are left then; at most two.</summary>
    /// <param name="from">Whom it came from; null for one's own.</param>
    /// <param name="useWay">Whether the way back is tried; somebody on it may drop everything.</param>
    public (IReadOnlyList<IPEndPoint> To, ContactWanted Message) Next(
        ContactWanted message, PublicKey? from, AddressBook addresses, Func<ulong> random, bool useWay = true)
    {
        var known = message.Asker.Equals(own) ? null : addresses.Find(message.Wanted);
        var way = known ?? (useWay ? WayTo(message, from, addresses) : null);
        var cost = way is null ? RandomStep : (byte)1;
        if (message.Hops < cost)
        {
            return ([], message);
        }

        PublicKey[] except = from is null ? [message.Wanted, message.Asker] : [message.Wanted, message.Asker, from];
        return (way is null ? addresses.Sample(2, random, except) : [way], message with { Hops = (byte)(message.Hops - cost) });
    }

    private IPEndPoint? WayTo(ContactWanted message, PublicKey? from, AddressBook addresses)
    {
        var neighbour = !message.IsQuestion && _askers.TryGet(message.Wanted, out var asker) ? asker
            : _ways.TryGet(message.Wanted, out var way) ? way.Neighbour
            : null;
        return neighbour is null || neighbour.Equals(from) ? null : addresses.Find(neighbour);
    }
}
