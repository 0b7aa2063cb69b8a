namespace EnerDatX.Laboratory.Invariants;

/// <remarks>Timers stand for all that waits: every datagram on its way, every message that is sent again and every question without answer has one.</remarks>
internal sealed record QueuesAreBounded() : Invariant("I8", "What waits stays within a bound for each peer.")
{
    /// <summary>About 20 timers are a peer's own; a trade has two, and a busy peer some dozens of datagrams on their way.</summary>
    private const int MostTimersPerPeer = 4_096;

    public override string? BrokenByAll(Sight sight) => sight.World.Timers > (long)MostTimersPerPeer * sight.Participants.All.Count
        ? $"{sight.World.Timers} timers of {sight.Participants.All.Count} participants"
        : null;
}
