using static System.TimeSpan;

namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>The keys of each row of a scenario's lists.</summary>
internal static class RowSchemas
{
    public static KeyList<AttackPlan> Attackers { get; } = DeclareAttackers();

    public static KeyList<FaultPlan> Faults { get; } = DeclareFaults();

    public static KeyList<PartitionPlan> Partitions { get; } = DeclarePartitions();

    private static KeyList<AttackPlan> DeclareAttackers()
    {
        var keys = new KeyList<AttackPlan>();
        keys.Behaviour("behaviour", a => a.Behaviour, "What they do.");
        keys.Fraction("share", "0.1", a => a.Permille, "Of all peers, how many.");
        keys.Duration("start", "0s", a => a.Start, "After the warm-up; not before.");
        keys.Until("stop", a => a.Stop, "After the warm-up; not later.");
        keys.Count("targets", "0", 0, 1_000_000, a => a.Targets, "Peers that each goes for; 0 = as its behaviour likes.");
        keys.Count("budget", "1", 0, 1_000_000_000, a => a.Budget, "Attacks of each; behaviours that only ever refuse need none.");
        keys.Text("group", "", a => a.Group, "Attackers of one group know each other; without a name, each row of this list is a group of its own.");
        keys.Count("rate", "1", 0, 100_000, a => a.Rate, "Acts a second of each, for behaviours that have a rate.");
        return keys;
    }

    private static KeyList<FaultPlan> DeclareFaults()
    {
        var keys = new KeyList<FaultPlan>();
        keys.Choice("kind", null, ["crash", "lost-suffix", "restore", "clone"], f => f.Kind, "`crash`: stops, and starts again with everything that was durable; `lost-suffix`: the same without the last half-blocks; `restore`: starts from an older copy of its state folder; `clone`: runs for a while from a copy of its state folder at another address, then again from the old folder at home.");
        keys.Duration("at", "0s", f => f.At, "The first, after the warm-up; the others follow at random moments.");
        keys.Until("until", f => f.Until, "The last, after the warm-up.");
        keys.Fraction("share", "0.1", f => f.Permille, "Of the honest peers, how many.");
        keys.Duration("down", "10s", f => f.Down, "How long each stays down.");
        keys.Duration("back", "1m", f => f.Back, "How old the copy is that is put back, or how much of the end is lost.");
        return keys;
    }

    private static KeyList<PartitionPlan> DeclarePartitions()
    {
        var keys = new KeyList<PartitionPlan>();
        keys.Duration("at", "0s", p => p.At, "After the warm-up.");
        keys.Duration("for", "1m", FromMilliseconds(1), KeyList<PartitionPlan>.Long, p => p.For, "How long.");
        keys.Fraction("share", "0.5", p => p.Permille, "Of the peers, how many are on the far side.");
        keys.Switch("one-way", "false", p => p.IsOneWay, "Whether only what the far side sends is lost.");
        return keys;
    }
}
