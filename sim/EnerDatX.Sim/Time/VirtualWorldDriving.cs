using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Sim.Time;

/// <content>How it is driven.</content>
public sealed partial class VirtualWorld
{
    /// <summary>Runs everything that is ready or due now; time stands still.</summary>
    public void RunUntilIdle() => Drive(() =>
    {
        for (var lane = 0; lane < LaneCount; lane++)
        {
            Enter(lane);
            while (Step(Clock.NowTicks))
            {
            }
        }
    });

    /// <summary>Runs everything that is due within the duration, and ends with the clock exactly that much later.</summary>
    public void RunFor(TimeSpan duration) => Drive(() =>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var end = Clock.NowTicks + duration.Ticks;
        if (_lanes is null)
        {
            while (Step(end))
            {
            }
        }
        else
        {
            RunLanes(_lanes, end);
        }

        Array.ForEach(_scheduler.Clocks, clock => clock.MoveTo(end));
    });

    /// <summary>Runs everything of the next instant at which anything is due, and nothing after it; at the latest to the end of the duration.</summary>
    /// <returns>False when the end was reached, with the clock exactly there.</returns>
    public bool RunInstant(long untilMs)
    {
        var moved = false;
        RequireOneLane();
        Drive(() =>
        {
            var end = untilMs * TimeSpan.TicksPerMillisecond;
            moved = Step(end);
            while (Step(Clock.NowTicks))
            {
            }

            if (!moved)
            {
                Clock.MoveTo(end);
            }
        });
        return moved;
    }

    /// <summary>Runs until the condition holds, asked before the first and after every turn.</summary>
    /// <exception cref="TimeoutException">It did not come to hold within that much virtual time.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan limit, [CallerArgumentExpression(nameof(condition))] string what = "") => Drive(() =>
    {
        RequireOneLane();
        var end = Clock.NowTicks + limit.Ticks;
        while (!condition())
        {
            if (!Step(end))
            {
                Clock.MoveTo(end);
                throw new TimeoutException($"Not within {limit} of virtual time: {what}");
            }
        }
    });

    /// <summary>
    /// Asks an actor and runs until it answers. Akka's own timeout is not used, because it passes in wall time.
    /// </summary>
    /// <exception cref="TimeoutException">No answer within that much virtual time.</exception>
    public T Ask<T>(ICanTell target, object message, TimeSpan limit)
    {
        var answer = target.Ask<T>(message, Timeout.InfiniteTimeSpan);
        RunUntil(() => answer.IsCompleted, limit, $"an answer to {message}");
        return answer.GetAwaiter().GetResult();
    }

    /// <summary>Asks an actor that answers at once: runs what is ready, and time stands still. False if it does not, for it is starting.</summary>
    public bool TryAsk<T>(ICanTell target, object message, [MaybeNullWhen(false)] out T answer)
    {
        var asked = target.Ask<T>(message, Timeout.InfiniteTimeSpan);
        RunUntilIdle();
        answer = asked.IsCompletedSuccessfully ? asked.Result : default;
        return asked.IsCompletedSuccessfully;
    }

    /// <summary>Does something between two turns as if within one: with this world's signatures, and its half-blocks.</summary>
    public void Do(Action act) => Drive(act);

    private void RequireOneLane()
    {
        if (_lanes is not null)
        {
            throw new InvalidOperationException("Instants and turns of several lanes have no order.");
        }
    }

    private void RunLanes(Lanes lanes, long endTicks)
    {
        AreLanesRunning = true;
        try
        {
            lanes.RunTo(endTicks);
        }
        finally
        {
            AreLanesRunning = false;
            Enter(0);
            Array.ForEach(_scheduler.Clocks, clock => clock.Ready.DriveHere());
        }

        _logs.ForEach(log => log.Flush());
        RaiseFailures();
    }

    private bool Step(long untilTicks)
    {
        var moved = Clock.Step(untilTicks);
        RaiseFailures();
        return moved;
    }

    private void RaiseFailures()
    {
        if (_failures.Count > _failuresRaised)
        {
            var first = _failures[_failuresRaised];
            _failuresRaised = _failures.Count;
            if (!ToleratesFailures)
            {
                throw new ActorFailedException(first);
            }
        }
    }

    private void Drive(Action run)
    {
        if (!Clock.Ready.OnDriverThread)
        {
            throw new InvalidOperationException("A world is driven by the thread that created it.");
        }

        if (_running)
        {
            throw new InvalidOperationException("The world is running already; an actor cannot run it.");
        }

        _running = true;
        var (outer, outerShared, outerLane) = (KeyedSignatures.Key, SharedHalfBlocks.Current, Lane.Current);
        Enter(Lane.Current);
        try
        {
            if (_lanes is null)
            {
                Counting(run);
            }
            else
            {
                run();
            }
        }
        finally
        {
            (KeyedSignatures.Key, SharedHalfBlocks.Current, Lane.Current) = (outer, outerShared, outerLane);
            _running = false;
        }
    }

    /// <summary>From now on this thread runs the lane: with the world's signatures, and the lane's half-blocks.</summary>
    private void Enter(int lane)
    {
        Lane.Current = lane;
        KeyedSignatures.Key = SignsWithHash ? SignatureKey : null;
        SharedHalfBlocks.Current = _halfBlocks[lane];
        _scheduler.Clocks[lane].Ready.DriveHere();
    }

    private void Counting(Action run)
    {
        var (made, checkedBefore) = (SignatureCount.Made, SignatureCount.Checked);
        try
        {
            run();
        }
        finally
        {
            Interlocked.Add(ref _signaturesMade, SignatureCount.Made - made);
            Interlocked.Add(ref _signaturesChecked, SignatureCount.Checked - checkedBefore);
        }
    }
}
