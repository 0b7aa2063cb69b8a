using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Hides every other of its half-blocks from all but the counterparty: pushes them to nobody, and when its chain is crawled leaves them out. Whoever
/// misses one can only suspect.
/// </summary>
[Behaviour("withhold", "A07: shows half of its half-blocks to nobody but their counterparties, and leaves them out when it is crawled.")]
internal sealed class Withhold(AttackSurroundings my) : Attacker(my)
{
    private readonly HashSet<HalfBlock> _hidden = [];

    protected override bool Sends(Packet packet, IPEndPoint to)
    {
        if (!IsActive || Mine(packet).FirstOrDefault(IsHidden) is not { } hidden || ParticipantOf(hidden.LinkPublicKey)?.Address.Equals(to) == true)
        {
            return true;
        }

        if (_hidden.Add(hidden))
        {
            Log(ProofKind.None, hidden);
        }

        return false;
    }

    protected override bool Gets(Packet packet, IPEndPoint from)
    {
        if (!IsActive || packet.Message is not CrawlRequest crawl || !crawl.Of.Equals(MyKey))
        {
            return true;
        }

        Answer(crawl, from, MyChain().Where(own => !IsHidden(own)));
        return false;
    }

    private static bool IsHidden(HalfBlock own) => own.Sequence % 2 == 0;
}
