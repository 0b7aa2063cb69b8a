using EnerDatX.Core.Ledger;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Sim.Peers;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Accidents of honest peers: each must end without anybody being accused, and with everything there that can be.</summary>
internal sealed class Faults(VirtualWorld world, IReadOnlyList<Participant> all)
{
    private readonly RandomStream _random = world.Random("faults");
    private readonly List<VirtualPeer> _elsewhere = [];

    /// <summary>Told before a peer stops, and what is lost with it: own half-blocks from this number on.</summary>
    public Action<Participant, uint>? Losing { get; init; }

    /// <summary>How a copy of a peer is made that runs at another address.</summary>
    public required Func<Participant, VirtualPeer> Copy { get; init; }

    public void Plan(FaultPlan plan, long beginMs)
    {
        var numbers = all.Where(p => p.Number != 0 && p.Plan is null).Select(p => p.Number).ToArray();
        _random.Shuffle(numbers);
        foreach (var number in numbers.Take((int)((((long)numbers.Length * plan.Permille) + 500) / 1_000)))
        {
            var first = beginMs + (long)plan.At.TotalMilliseconds;
            var at = first + _random.NextInt64(Math.Max(1, (long)(plan.Until - plan.At).TotalMilliseconds));
            world.At(at, () => Happen(plan, all[number]));
        }
    }

    /// <summary>Copies that still run end.</summary>
    public void Heal()
    {
        _elsewhere.ForEach(copy => copy.Halt());
        _elsewhere.Clear();
    }

    private void Happen(FaultPlan plan, Participant who)
    {
        if (!who.Peer.IsUp)
        {
            return;
        }

        if (plan.Kind == FaultKind.Clone)
        {
            RunElsewhere(plan, who);
            return;
        }

        var kept = Kept(plan, who.Peer);
        who.Peer.Halt();
        world.At(world.NowMs + Math.Max(1, (long)plan.Down.TotalMilliseconds), () =>
        {
            // The peer may have been started by something else meanwhile; then its disk is in use.
            if (!who.Peer.IsUp)
            {
                if (kept is not null)
                {
                    who.Peer.PutBack(kept, withMarks: plan.Kind == FaultKind.LostSuffix);
                    if (plan.Kind == FaultKind.Restore)
                    {
                        // As the command `restore` does: this state is an old one, and others must say that nothing is newer.
                        who.Peer.Marks.Require(OwnHead.Of(who.Peer.Ledger.Latest(who.Self)));
                    }
                }

                who.Peer.Start();
            }
        });
    }

    /// <summary>The owner copies the state folder to another machine, uses the key there for a while, and then goes on at home with what lies there.</summary>
    private void RunElsewhere(FaultPlan plan, Participant who)
    {
        who.Peer.Halt();
        var elsewhere = Copy(who);
        _elsewhere.Add(elsewhere);
        world.At(world.NowMs + 1, () =>
        {
            if (!who.Peer.IsUp)
            {
                elsewhere.Start();
            }
        });
        world.At(world.NowMs + 1 + (long)plan.Down.TotalMilliseconds, () => elsewhere.Halt());
        world.At(world.NowMs + 2 + (long)plan.Down.TotalMilliseconds, () =>
        {
            if (!who.Peer.IsUp)
            {
                who.Peer.Start();
            }
        });
    }

    /// <summary>What the disk holds afterwards; null = everything.</summary>
    private List<HalfBlock>? Kept(FaultPlan plan, VirtualPeer peer)
    {
        if (plan.Kind == FaultKind.Crash)
        {
            return null;
        }

        var held = peer.Ledger.InOrderOfArrival;
        var since = (ulong)Math.Max(0, world.NowMs - (long)plan.Back.TotalMilliseconds);

        // A disk that lied, and a copy of long ago, both end somewhere: whatever arrived after the first half-block of one's own that is too young.
        var end = held.TakeWhile(block => !(block.PublicKey.Equals(peer.Self) && block.TimestampMs >= since)).Count();
        var kept = held.Take(end).ToList();
        if (end < held.Count)
        {
            Losing?.Invoke(all.First(p => ReferenceEquals(p.Peer, peer)), held[end].Sequence);
        }

        return kept;
    }
}
