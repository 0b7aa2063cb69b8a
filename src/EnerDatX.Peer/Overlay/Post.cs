using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>Packs, signs and sends; knows who is reached where.</summary>
internal sealed class Post(PeerSurroundings peer)
{
    private ulong _globalTime;

    public AddressBook Addresses { get; } = new();

    /// <summary>To one key, if it is known where that is; what cannot be sent now is asked for or sent again later.</summary>
    /// <returns>Whether it is known.</returns>
    public bool SendTo(PublicKey to, CommunityId community, OverlayMessage message)
    {
        var address = Addresses.Find(to);
        if (address is not null)
        {
            Send(address, community, message);
        }

        return address is not null;
    }

    public void Send(IPEndPoint to, CommunityId community, OverlayMessage message) =>
        Send(to, Packet.Pack(community, ++_globalTime, message, peer.Key));

    /// <summary>To whoever asked, at an address that proved itself.</summary>
    public void AnswerCrawl(CrawlRequest crawl, IPEndPoint to)
    {
        var blocks = Crawl.Answer(peer.Ledger, crawl.Of, crawl.Start, crawl.End);
        if (blocks.Count == 0)
        {
            Send(to, CommunityId.TrustChain, new EmptyCrawlResponse(crawl.CrawlId));
        }

        for (var i = 0; i < blocks.Count; i++)
        {
            Send(to, CommunityId.TrustChain, new CrawlResponse(blocks[i], crawl.CrawlId, (uint)i + 1, (uint)blocks.Count));
        }
    }

    /// <summary>To everybody that is known of our community.</summary>
    public void Flood(MarketMessage message)
    {
        foreach (var known in Addresses.Read().Peers.Where(p => p.IsInMarket))
        {
            Send(known.Address, CommunityId.Market, message);
        }
    }

    /// <summary>To a few, chosen at random. What is too long for one datagram on every path (others may make 4 KiB) is not passed on: who wants it asks.</summary>
    public void Spread(SpreadBlock spread)
    {
        if (spread.Block.Packed.Length > HalfBlockBroadcast.MaxSpreadLength)
        {
            return;
        }

        // One's own half-block went to its counterparty already.
        var bytes = Packet.Pack(CommunityId.TrustChain, ++_globalTime, new HalfBlockBroadcast(spread.Block, spread.Ttl), peer.Key);
        var sender = spread.Block.PublicKey;
        var counterparty = sender.Equals(peer.Self) ? spread.Block.LinkPublicKey : sender;
        foreach (var address in Addresses.Sample(peer.Settings.Fanout, Random, sender, counterparty))
        {
            Send(address, bytes);
        }
    }

    /// <summary>To a few, chosen at random; the halves of a pair that does not fit a datagram go one by one.</summary>
    public void Spread(SpreadPair pair)
    {
        var message = new HalfBlockPairBroadcast(pair.Proposal, pair.Agreement, pair.Ttl);
        var bytes = Packet.Pack(CommunityId.TrustChain, ++_globalTime, message, peer.Key);
        if (bytes.Length > Packet.MaxSentLength)
        {
            Spread(new SpreadBlock(pair.Agreement, pair.Ttl));
            Spread(new SpreadBlock(pair.Proposal, pair.Ttl));
            return;
        }

        foreach (var address in Addresses.Sample(peer.Settings.Fanout, Random))
        {
            Send(address, bytes);
        }
    }

    private void Send(IPEndPoint to, byte[] bytes) => peer.Network.Tell(new SendDatagram(to, bytes), Akka.Actor.ActorRefs.NoSender);

    /// <summary>64 random bits.</summary>
    public ulong Random()
    {
        Span<byte> bytes = stackalloc byte[8];
        peer.FillRandom(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
