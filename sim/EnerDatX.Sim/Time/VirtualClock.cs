using Akka.Actor;

namespace EnerDatX.Sim.Time;

/// <summary>
/// The heart of a world: a clock that only jumps, the turns that are ready now and the appointments of later. Time stands still while a
/// turn runs; it moves to the next appointment when no turn is left. One appointment is kept at a time and all its consequences run before
/// the next, even at the same instant, so a timer that is cancelled by its predecessor does not fire.
/// </summary>
/// <param name="lane">Whose clock it is.</param>
internal sealed class VirtualClock(long nowTicks, int lane)
{
    private long _turnAtLastMove;

    public long TurnsPerInstantLimit { get; set; } = 20_000_000;

    /// <summary>Now, in 100 ns units since 1970-01-01 UTC.</summary>
    public long NowTicks { get; private set; } = nowTicks;

    public long StartTicks { get; } = nowTicks;

    /// <summary>Turns run so far.</summary>
    public long Turns { get; private set; }

    public TurnQueue Ready { get; } = new();

    public Timetable Timetable { get; } = new(nowTicks, lane);

    /// <summary>Told of every turn just before it runs: its number and the actor, if it is one's.</summary>
    public Action<long, ActorCell?>? BeforeTurn { get; set; }

    public void Schedule(TimeSpan delay, Appointment appointment)
    {
        // A delay beyond the end of the calendar (TimeSpan.MaxValue means "never" to some) is kept there.
        var due = delay.Ticks > DateTime.MaxValue.Ticks - NowTicks ? DateTime.MaxValue.Ticks : NowTicks + delay.Ticks;
        if (Ready.OnDriverThread)
        {
            Timetable.Add(due, appointment);
        }
        else
        {
            Ready.CountForeign();
            Timetable.AddForeign(due, appointment);
        }
    }

    /// <summary>Runs one ready turn or, if there is none, keeps the next appointment due until then.</summary>
    /// <returns>False if there is nothing to do until then.</returns>
    public bool Step(long untilTicks)
    {
        if (Ready.TryTake(out var turn))
        {
            RunTurn(turn);
            return true;
        }

        if (!Timetable.TryTakeDue(untilTicks, out var due, out var appointment))
        {
            return false;
        }

        MoveTo(due);
        Keep(appointment);
        return true;
    }

    /// <summary>Moves the clock forward; never back.</summary>
    public void MoveTo(long ticks)
    {
        if (ticks > NowTicks)
        {
            NowTicks = ticks;
            _turnAtLastMove = Turns;
        }
    }

    private void RunTurn(Turn turn)
    {
        Turns++;
        if (Turns - _turnAtLastMove > TurnsPerInstantLimit)
        {
            throw new InvalidOperationException($"{TurnsPerInstantLimit} turns at one instant; the last was for {turn.Receiver?.Self.Path}");
        }

        BeforeTurn?.Invoke(Turns, turn.Receiver);
        if (turn.Run is { } run)
        {
            run.Run();
        }
        else
        {
            ((VirtualDispatcher)turn.Receiver!.Dispatcher).Deliver(turn.Receiver, turn.Envelope);
        }
    }

    private void Keep(Appointment appointment)
    {
        appointment.Keep();
        if (appointment.IntervalTicks > 0 && !appointment.IsCancelled)
        {
            Timetable.Add(NowTicks + appointment.IntervalTicks, appointment);
        }
    }
}
