using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Whoever asks for its chain is shown where it ended when the attack began, so that what it has spent or promised since does not count. It pushes
/// nothing new but to the counterparty.
/// </summary>
[Behaviour("stale-head", "A08: answers whoever asks for its chain with an old end of it, and shows new half-blocks to their counterparties only.")]
internal sealed class StaleHead(AttackSurroundings my) : Attacker(my)
{
    private uint _shown = uint.MaxValue;

    protected override void OnStart() => _shown = Body.Ledger.Latest(MyKey)?.Sequence ?? 0;

    protected override void OnStop() => _shown = uint.MaxValue;

    protected override bool Sends(Packet packet, IPEndPoint to) =>
        Mine(packet).All(own => own.Sequence <= _shown || ParticipantOf(own.LinkPublicKey)?.Address.Equals(to) == true);

    protected override bool Gets(Packet packet, IPEndPoint from)
    {
        if (!IsActive || packet.Message is not CrawlRequest crawl || !crawl.Of.Equals(MyKey) || Body.Ledger.Latest(MyKey) is not { } head || head.Sequence <= _shown)
        {
            return true;
        }

        Log(ProofKind.None, head);
        Answer(crawl, from, MyChain().Where(own => own.Sequence <= _shown));
        return false;
    }
}
