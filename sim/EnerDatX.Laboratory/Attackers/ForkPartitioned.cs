using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Gossip;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Splits the others in two. One half goes on seeing the body's chain; the other sees a second branch that begins at the body's last half-block, and gets
/// it also when it asks. Neither is ever told of the other's branch; only victims can bring them together.
/// </summary>
[Behaviour("fork-partitioned", "A03: shows one branch of its chain to one half of the peers, another to the rest, and answers each half from its own.")]
internal sealed class ForkPartitioned(AttackSurroundings my) : Attacker(my)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan NextOnSecondBranch = TimeSpan.FromSeconds(10);

    private readonly HashSet<IPEndPoint> _farSide = [];
    private HalfBlock? _fork;
    private Persona? _second;

    protected override void OnStart() => Again(SomeTime(My.Plan.Stop));

    protected override void OnTurn()
    {
        if (_second is null)
        {
            Split();
            return;
        }

        var victim = Victims(int.MaxValue).First(v => _farSide.Contains(v.Address));
        Send(victim, _second.Propose(victim.Self, _fork!.Type, Padding.Like(_fork)));
        Again(NextOnSecondBranch);
    }

    protected override bool Sends(Packet packet, IPEndPoint to) => _fork is null || !_farSide.Contains(to) || packet.Message switch
    {
        FingerprintsTold told => told.Fingerprints.All(f => f.Place.Sequence < _fork.Sequence || f.Place.Chain != Place.Of(_fork.PublicKey, 0).Chain),
        _ => Mine(packet).All(own => own.Sequence < _fork.Sequence),
    };

    protected override bool Gets(Packet packet, IPEndPoint from)
    {
        if (_second is null || !_farSide.Contains(from))
        {
            return true;
        }

        if (packet.Message is CrawlRequest crawl && crawl.Of.Equals(MyKey))
        {
            Answer(crawl, from, [.. MyChain().Where(own => own.Sequence < _fork!.Sequence), .. _second.Halves]);
            return false;
        }

        return packet.Message is not BlockMessage message
            || !message.Blocks.Any(block => _second.Halves.Contains(block) || (block.LinkPublicKey.Equals(MyKey) && block.LinkSequence >= _fork!.Sequence));
    }

    private void Split()
    {
        var others = Victims(int.MaxValue);
        if (BudgetLeft < 1 || others.Count < 2 || LastOfMine is not { } last)
        {
            Again(LookAgain);
            return;
        }

        _fork = last;
        _farSide.UnionWith(others.Where(o => !o.Self.Equals(last.LinkPublicKey)).Take(others.Count / 2).Select(o => o.Address));
        _second = Myself(Body.Ledger.Before(MyKey, last.Sequence));
        var victim = others.First(o => _farSide.Contains(o.Address));
        var forged = _second.Propose(victim.Self, last.Type, last.Transaction);
        Commit(ProofKind.DoubleSpend, last, forged);
        Send(victim, forged);
        Again(NextOnSecondBranch);
    }
}
