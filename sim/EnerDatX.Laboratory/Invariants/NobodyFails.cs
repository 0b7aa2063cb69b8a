namespace EnerDatX.Laboratory.Invariants;

internal sealed record NobodyFails() : Invariant("I7", "No actor throws, whatever bytes come, and every message finds somebody who understands it.")
{
    public override string? BrokenByAll(Sight sight) =>
        sight.World.Failures is [var failure, ..] ? failure.ToString()
        : sight.World.Unhandled is [var message, ..] ? $"nobody understood {message.Message} at {message.Recipient.Path}"
        : sight.World.ForeignEnqueues > 0 ? $"{sight.World.ForeignEnqueues} turns came from other threads"
        : null;
}
