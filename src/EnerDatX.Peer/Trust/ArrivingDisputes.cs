using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Trust;

/// <summary>
/// Judges disputes as they come, each as soon as all that it rests on is held; half-blocks come in any order. What needs the ciphertext is left
/// undecided, except one's own dispute: this node looked at the ciphertext before it signed.
/// </summary>
internal sealed class ArrivingDisputes(PeerSurroundings peer)
{
    /// <summary>Disputes that wait for other half-blocks; anyone can sign one that waits for ever. 2 KB each.</summary>
    private const int MaxWaiting = 1_000;

    /// <summary>A verdict costs the guilty one nothing but a key, so what is remembered has a limit: 300 bytes each. The half-blocks stay in the ledger.</summary>
    private const int MaxGuilty = 100_000;

    private readonly Remembered<(BlockHash Trade, PublicKey By), Waiting> _waiting = new(MaxWaiting);
    private readonly Remembered<PublicKey, FoundGuilty> _guilty = new(MaxGuilty);

    private string Network => peer.Settings.Network;

    /// <summary>The first dispute in which this key was found guilty.</summary>
    public FoundGuilty? GuiltOf(PublicKey key) => _guilty.Count > 0 && _guilty.TryGet(key, out var found) ? found : null;

    /// <summary>What can be decided now that this half-block is held, of those who were not known to be guilty.</summary>
    public IReadOnlyList<JudgedParty> Take(HalfBlock block)
    {
        if (block.Type == BlockTypes.Dispute)
        {
            return Judge(block);
        }

        if (_waiting.Count == 0)
        {
            return [];
        }

        var disputes = block.IsSource
            ? _waiting.Values.Where(waiting => waiting.Missing.Contains(block.Hash)).ToList()
            : WaitingIn(block);
        return [.. disputes.SelectMany(waiting => Judge(waiting.Dispute))];
    }

    /// <summary>One of the two parties of every half-block of a trade is its buyer.</summary>
    private List<Waiting> WaitingIn(HalfBlock block)
    {
        var found = new List<Waiting>();
        if (TradeFields.TryTradeOf(block, Network, out var trade))
        {
            foreach (var party in (PublicKey[])[block.PublicKey, block.LinkPublicKey])
            {
                if (_waiting.TryGet((trade, party), out var waiting))
                {
                    found.Add(waiting);
                }
            }
        }

        return found;
    }

    private IReadOnlyList<JudgedParty> Judge(HalfBlock dispute)
    {
        if (!TradeFields.TryTradeOf(dispute, Network, out var trade))
        {
            return [];
        }

        if (DisputedDelivery.Find(dispute, peer.Ledger, Network, out var missing) is not { } disputed)
        {
            _waiting.Add((trade, dispute.PublicKey), new Waiting(dispute, missing));
            return [];
        }

        _waiting.Remove((trade, dispute.PublicKey));
        var judged = new JudgedParty(disputed, Decide(disputed));
        return judged.Judgement.Guilty is { } guilty && !guilty.Equals(peer.Self) && !_guilty.Contains(guilty) && _guilty.Add(guilty, new FoundGuilty(dispute.Hash, judged.Judgement))
            ? [judged]
            : [];
    }

    private Judgement Decide(DisputedDelivery disputed)
    {
        var judgement = Core.Market.Judge.Decide(disputed, Exhibits.None);
        return judgement.Guilty is null && disputed.Buyer.Equals(peer.Self)
            ? new Judgement(DisputeVerdict.SellerBadPayload, "the ciphertext that this node bought does not open to what was committed to", disputed.Seller)
            : judgement;
    }

    private sealed record Waiting(HalfBlock Dispute, IReadOnlyList<BlockHash> Missing);
}
