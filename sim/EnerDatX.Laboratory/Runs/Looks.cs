using EnerDatX.Laboratory.Invariants;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Looks at the invariants as often as the scenario says.</summary>
internal sealed class Looks(CheckPlan plan, Sight sight)
{
    private readonly RandomStream _random = sight.World.Random("checks");
    private readonly List<string> _violations = [];

    public IReadOnlyList<string> Violations => _violations;

    public bool IsBroken => _violations.Count > 0;

    /// <summary>When the next look is due.</summary>
    public long NextMs { get; private set; } = sight.World.NowMs + (long)plan.Every.TotalMilliseconds;

    /// <summary>After an instant: what costs little, of everybody. False when something is broken.</summary>
    public bool Glance()
    {
        foreach (var participant in sight.Participants.All.Where(p => p.IsHonest))
        {
            sight.Meetings.Look(participant);
        }

        foreach (var invariant in Invariant.All.Where(i => !i.IsCostly))
        {
            Note(invariant, invariant.BrokenByAll(sight));
            foreach (var participant in sight.Participants.All.Where(p => p.IsHonest))
            {
                Note(invariant, invariant.BrokenBy(participant, sight));
            }
        }

        return !IsBroken;
    }

    /// <summary>Everything, if it is time: of everybody, or of a few at random.</summary>
    public void Look()
    {
        if (sight.World.NowMs < NextMs)
        {
            return;
        }

        NextMs = sight.World.NowMs + (long)plan.Every.TotalMilliseconds;
        var honest = sight.Participants.All.Where(p => p.IsHonest).ToArray();
        if (!plan.IsExhaustive)
        {
            _random.Shuffle(honest);
        }

        foreach (var invariant in Invariant.All)
        {
            Note(invariant, invariant.BrokenByAll(sight));
            foreach (var participant in honest.Take(plan.IsExhaustive ? honest.Length : plan.Sample))
            {
                Note(invariant, invariant.BrokenBy(participant, sight));
            }
        }
    }

    /// <summary>After faults have stopped and the network has healed.</summary>
    public void Converged()
    {
        foreach (var difference in Convergence.Differences(sight))
        {
            Note("convergence", difference);
        }
    }

    private void Note(Invariant invariant, string? broken)
    {
        if (broken is not null)
        {
            Note(invariant.Id, broken);
        }
    }

    private void Note(string id, string broken)
    {
        if (_violations.Count < 20)
        {
            _violations.Add($"{id} at {sight.World.NowMs} ms: {broken}");
        }
    }
}
